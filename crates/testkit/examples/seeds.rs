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
    seeds.push(("csv/digits", csv(false)));
    seeds.push(("csv/digits_with_names", csv(true)));
    seeds.push(("npz/stored", npz(false)?));
    seeds.push(("npz/deflated", npz(true)?));
    seeds.push(("mnist_pickle/protocol_4", pickle(4)));
    seeds.push(("mnist_pickle/protocol_2", pickle(2)));
    seeds.extend(safetensors());
    seeds.extend(numpy_weights()?);
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

fn pack(bytes: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut packed = Vec::new();
    GzEncoder::new(bytes, Compression::best()).read_to_end(&mut packed)?;
    Ok(packed)
}

/// A table of two digits.
fn csv(names: bool) -> Vec<u8> {
    let (split, mut text) = (digits(2, 1), String::new());
    if names {
        let names: Vec<String> = (0..784).map(|i| format!("\"p{i}\"")).collect();
        text = format!("label,{}\r\n", names.join(","));
    }
    for (n, label) in split.labels.iter().enumerate() {
        let pixels: Vec<String> = split.images.image(n).iter().map(u8::to_string).collect();
        text += &format!("{label},{}\r\n", pixels.join(","));
    }
    text.into_bytes()
}

/// The digits as Keras keeps them.
fn npz(deflated: bool) -> Result<Vec<u8>, Box<dyn Error>> {
    let split = digits(2, 1);
    let array = |name, shape, content: &[u8]| (name, npy("|u1", false, shape, content));
    let arrays = [
        array("x_test", "(2, 28, 28)", split.images.pixels()),
        array("y_test", "(2,)", &split.labels),
        array("x_train", "(2, 784)", split.images.pixels()),
        array("y_train", "(2,)", &split.labels),
    ];
    zip(&arrays, deflated)
}

/// An array as NumPy writes it.
fn npy(descr: &str, fortran: bool, shape: &str, content: &[u8]) -> Vec<u8> {
    let fortran = if fortran { "True" } else { "False" };
    let header = format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n");
    [b"\x93NUMPY\x01\0", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), content].concat()
}

/// A zip archive of arrays, as NumPy writes it.
fn zip(arrays: &[(&str, Vec<u8>)], deflated: bool) -> Result<Vec<u8>, Box<dyn Error>> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, array) in arrays {
        let mut crc = flate2::Crc::new();
        crc.update(array);
        let mut packed = array.clone();
        if deflated {
            packed.clear();
            flate2::bufread::DeflateEncoder::new(&array[..], Compression::best()).read_to_end(&mut packed)?;
        }
        let file = format!("{name}.npy");
        let method: [u8; 2] = if deflated { [8, 0] } else { [0, 0] };
        let numbers = [crc.sum(), packed.len() as u32, array.len() as u32].map(u32::to_le_bytes).concat();
        let length = (file.len() as u16).to_le_bytes();
        let common = [&[20, 0, 0, 0][..], &method, &[0; 4], &numbers, &length, &[0, 0]].concat();
        let start = (archive.len() as u32).to_le_bytes();
        directory.extend([&b"PK\x01\x02\x14\0"[..], &common, &[0; 10], &start, file.as_bytes()].concat());
        archive.extend([&b"PK\x03\x04"[..], &common, file.as_bytes(), &packed].concat());
    }
    let place = [directory.len() as u32, archive.len() as u32].map(u32::to_le_bytes).concat();
    let count = (arrays.len() as u16).to_le_bytes();
    let end = [&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &place, &[0, 0]].concat();
    Ok([archive, directory, end].concat())
}

/// Weights as NumPy keeps them, and packed.
fn numpy_weights() -> Result<Seeds, Box<dyn Error>> {
    let numbers: Vec<u8> = (0..24).collect();
    let arrays = [
        ("W1", npy("<f4", true, "(2, 3)", &numbers)),
        ("b1", npy(">f8", false, "(3,)", &numbers)),
        ("W2", npy("<f2", false, "(3, 2, 2)", &numbers)),
        ("b2", npy("|u1", false, "(24,)", &numbers)),
        ("step", npy("<i8", false, "()", &numbers[..8])),
    ];
    let unnamed = [("arr_0", arrays[0].1.clone()), ("arr_1", arrays[1].1.clone())];
    let pickled = [b"\x80\x04}\x8c\x02W1]".as_slice(), b"(G?\xf8\0\0\0\0\0\0K\x02es."].concat();
    Ok(vec![
        ("weights/stored.npz", zip(&arrays, false)?),
        ("weights/deflated.npz", zip(&arrays, true)?),
        ("weights/unnamed.npz", zip(&unnamed, false)?),
        ("weights/two.npy", [&arrays[0].1[..], &arrays[1].1].concat()),
        ("weights/dict.npy", npy("|O", false, "()", &pickled)),
        ("weights/npz.gz", pack(&zip(&unnamed, false)?)?),
        ("weights/safetensors.gz", pack(&safetensors()[0].1)?),
        ("weights/pickle.gz", pack(&pickled)?),
    ])
}

/// A pickled dict of arrays, as the book's loader leaves it.
fn pickle(protocol: u8) -> Vec<u8> {
    let split = digits(2, 1);
    let text = |text: &str| [b"X", &(text.len() as u32).to_le_bytes()[..], text.as_bytes()].concat();
    let array = |shape: &[u8], content: &[u8]| {
        let bytes = if protocol > 2 {
            [b"B", &(content.len() as u32).to_le_bytes()[..], content].concat()
        } else {
            let characters: String = content.iter().map(|&byte| char::from(byte)).collect();
            [b"c_codecs\nencode\n", &text(&characters)[..], &text("latin1"), b"\x86R"].concat()
        };
        let dtype = [
            b"cnumpy\ndtype\n",
            &text("u1")[..],
            b"\x89\x88\x87R(K\x03",
            &text("|"),
            b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb",
        ];
        let made = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85C\x01b\x87R(K\x01";
        [&made[..], shape, &dtype.concat(), b"\x89", &bytes, b"tb"].concat()
    };
    let mut pickle = vec![0x80, protocol, b'}', b'('];
    for part in ["train", "test"] {
        pickle.extend(text(&format!("{part}_img")));
        pickle.extend(array(b"K\x02M\x10\x03\x86", split.images.pixels()));
        pickle.extend(text(&format!("{part}_label")));
        pickle.extend(array(b"K\x02\x85", &split.labels));
    }
    pickle.extend(b"u.");
    pickle
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
    let pixels = digits(1, 1).images.pixels().to_vec();
    let digit = image::GrayImage::from_raw(28, 28, pixels).ok_or("28×28 pixels")?.into();
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
        ("png/digit.png", encode(&digit, ImageFormat::Png)?),
        ("png/rgba.png", encode(&rgba, ImageFormat::Png)?),
        ("png/rgb16.png", encode(&deep, ImageFormat::Png)?),
    ])
}
