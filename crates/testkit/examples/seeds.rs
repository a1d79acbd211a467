//! Writes what fuzzing starts from: `cargo run -p testkit --example seeds -- fuzz/seeds`

use std::error::Error;
use std::fs;
use std::io::{Cursor, Read};
use std::path::PathBuf;

use dataset::idx::{write_images, write_labels};
use dataset::synthetic::digits;
use flate2::{Compression, bufread::GzEncoder};
use image::{DynamicImage, ImageFormat, Luma, LumaA, Rgb, Rgba};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: seeds FOLDER")?);
    let mut seeds = idx()?;
    seeds.extend(safetensors());
    seeds.extend(pictures()?);
    seeds.push(("checkpoint/beginning", checkpoint()?));
    for (name, bytes) in seeds {
        let path = folder.join(name);
        fs::create_dir_all(path.with_file_name(""))?;
        fs::write(path, bytes)?;
    }
    Ok(())
}

type Seeds = Vec<(&'static str, Vec<u8>)>;

/// Two digits and their labels, as they are and packed.
fn idx() -> Result<Seeds, Box<dyn Error>> {
    let split = digits(2, 1);
    let (mut images, mut labels) = (Vec::new(), Vec::new());
    write_images(&mut images, &split.images)?;
    write_labels(&mut labels, &split.labels)?;
    let pack = |bytes: &[u8]| -> Result<Vec<u8>, Box<dyn Error>> {
        let mut packed = Vec::new();
        GzEncoder::new(bytes, Compression::best()).read_to_end(&mut packed)?;
        Ok(packed)
    };
    let (packed_images, packed_labels) = (pack(&images)?, pack(&labels)?);
    Ok(vec![
        ("idx/images", images),
        ("idx/labels", labels),
        ("gzip/images", packed_images.clone()),
        ("gzip/labels", packed_labels.clone()),
        // Without the ten bytes that every packed file begins with.
        ("gzip/images_body", packed_images[10..].to_vec()),
        ("gzip/labels_body", packed_labels[10..].to_vec()),
    ])
}

/// Arrays of each type, one with no element and one that is no array but a number.
fn safetensors() -> Seeds {
    let f32s = file(
        r#"{"W1":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b1":{"dtype":"F32","shape":[3],"data_offsets":[24,36]}}"#,
        36,
    );
    let mixed = file(
        r#"{"__metadata__":{"made":"by hand"},"a":{"dtype":"F64","shape":[1,1,2,1],"data_offsets":[0,16]},"b":{"dtype":"F16","shape":[],"data_offsets":[16,18]},"c":{"dtype":"BF16","shape":[2],"data_offsets":[18,22]},"d":{"dtype":"F32","shape":[0,7],"data_offsets":[22,22]}}"#,
        22,
    );
    vec![("safetensors/f32", f32s), ("safetensors/mixed", mixed)]
}

fn file(header: &str, bytes: u8) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &(0..bytes).collect::<Vec<u8>>()].concat()
}

/// Of a training that has not begun.
fn checkpoint() -> Result<Vec<u8>, Box<dyn Error>> {
    let file = tempfile::NamedTempFile::new()?;
    testkit::readers::small_training(|training, settings| training.save(file.path(), 2, settings))?;
    Ok(fs::read(file.path())?)
}

/// Small pictures of each kind of pixel.
fn pictures() -> Result<Seeds, Box<dyn Error>> {
    let shade = |x: u32, y: u32| (40 * x + 25 * y) as u8;
    let gray = image::ImageBuffer::from_fn(5, 7, |x, y| Luma([shade(x, y)])).into();
    let gray_alpha = image::ImageBuffer::from_fn(4, 3, |x, y| LumaA([shade(x, y), 30 * x as u8])).into();
    let rgb: DynamicImage = image::ImageBuffer::from_fn(9, 8, |x, y| Rgb([shade(x, y), 9, shade(y, x)])).into();
    let rgba = image::ImageBuffer::from_fn(3, 4, |x, y| Rgba([shade(x, y), 9, 200, 60 * y as u8])).into();
    let deep = DynamicImage::from(rgb.to_rgb16());
    let encode = |picture: &DynamicImage, format| -> Result<Vec<u8>, Box<dyn Error>> {
        let mut bytes = Vec::new();
        picture.write_to(&mut Cursor::new(&mut bytes), format)?;
        Ok(bytes)
    };
    Ok(vec![
        ("image/gray.png", encode(&gray, ImageFormat::Png)?),
        ("image/gray_alpha.png", encode(&gray_alpha, ImageFormat::Png)?),
        ("image/rgb.png", encode(&rgb, ImageFormat::Png)?),
        ("image/rgba.png", encode(&rgba, ImageFormat::Png)?),
        ("image/rgb16.png", encode(&deep, ImageFormat::Png)?),
        ("image/gray.jpg", encode(&gray, ImageFormat::Jpeg)?),
        ("image/rgb.jpg", encode(&rgb, ImageFormat::Jpeg)?),
    ])
}
