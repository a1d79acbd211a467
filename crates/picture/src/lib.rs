//! Pictures that the user brings.
//!
//! A crate of its own because decoders take long to compile and most chapters read no picture.

mod catch_panic;

use std::fs::File;
use std::io::{BufRead, BufReader, Seek};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use ndarray::{Array3, ArrayView3};

use crate::catch_panic::catch_panic;

/// The longest side in pixels.
const MAX_SIDE: u32 = 8192;
/// The most memory that its pixels may take.
const MAX_BYTES: u64 = 256 << 20;
/// The most memory that anything else in the file may take: a few hundred KB can unpack to a colour profile of 1 GB.
const MAX_METADATA: u64 = 16 << 20;

/// The kinds of pictures that are read, by the ends of their names.
pub const PICTURES: [&str; 8] = ["png", "jpg", "jpeg", "bmp", "gif", "webp", "tif", "tiff"];

/// Reads a picture (PNG, JPEG, BMP, GIF, WebP or TIFF): height × width × 4 (red, green, blue, opacity), each 0–255.
///
/// It comes upright, as a camera meant it. Of an animation it is the first frame. A picture of more than `longest` pixels
/// a side is scaled down to that.
///
/// # Errors
/// If the file cannot be read, is no such picture, is damaged, or has more than 8192 pixels a side or needs more than
/// 256 MiB.
pub fn read_picture(path: &Path, longest: u32) -> Result<Array3<u8>> {
    let file = File::open(path).with_context(|| format!("cannot open the picture {}", path.display()))?;
    decode_picture(BufReader::new(file), longest).with_context(|| format!("cannot read the picture {}", path.display()))
}

/// The same as height × width × 3 (red, green, blue): what is transparent becomes white.
///
/// # Errors
/// As [`read_picture`].
pub fn read_image(path: &Path, longest: u32) -> Result<Array3<u8>> {
    Ok(on_white(read_picture(path, longest)?.view()))
}

/// [`read_picture`] for a picture that is in memory already, say.
///
/// # Errors
/// As [`read_picture`], without the name of a file.
pub fn decode_picture(mut bytes: impl BufRead + Seek, longest: u32) -> Result<Array3<u8>> {
    if let Some(kind) = other_kind(bytes.fill_buf()?) {
        bail!("it is {kind}; save it as PNG or JPEG");
    }
    let mut reader = ImageReader::new(bytes).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_METADATA);
    reader.limits(limits);
    if reader.format().is_none() {
        bail!("it is not a PNG, JPEG, BMP, GIF, WebP or TIFF picture");
    }
    // A decoder can panic on a damaged picture: zune-jpeg 0.5.15 does on that of the tests.
    let mut picture = catch_panic(|| decode(reader)).context("it is damaged")??;
    if picture.width().max(picture.height()) > longest {
        picture = picture.thumbnail(longest, longest);
    }
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    Ok(Array3::from_shape_vec((height, width, 4), picture.into_rgba8().into_raw())?)
}

/// What people bring besides, by its first bytes.
fn other_kind(start: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(&start[..start.len().min(256)]).trim_start().to_ascii_lowercase();
    let brand = start.get(4..12).unwrap_or_default();
    match brand {
        b"ftypheic" | b"ftypheix" | b"ftypmif1" | b"ftypmsf1" => return Some("a HEIC picture, as iPhones take them"),
        b"ftypavif" => return Some("an AVIF picture"),
        _ => (),
    }
    let starts: [(&str, &str); 5] = [
        ("%pdf", "a PDF"),
        ("<svg", "an SVG drawing"),
        ("<?xml", "an SVG drawing or other XML"),
        ("<!doctype html", "a web page"),
        ("<html", "a web page"),
    ];
    starts.into_iter().find(|(start, _)| text.starts_with(start)).map(|(_, kind)| kind)
}

fn decode(reader: ImageReader<impl BufRead + Seek>) -> Result<DynamicImage> {
    let mut decoder = reader.into_decoder().context("it is damaged or of an unknown kind")?;
    let (width, height) = decoder.dimensions();
    // The header alone says how much memory the pixels will take: nothing is allocated before this.
    if width > MAX_SIDE || height > MAX_SIDE || decoder.total_bytes() > MAX_BYTES {
        bail!(
            "it has {width}×{height} pixels, which is too large: at most {MAX_SIDE} a side and {} MiB",
            MAX_BYTES >> 20
        );
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).context("it is damaged")?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Red, green and blue of what is seen on white paper.
///
/// # Panics
/// If the last axis has not four elements.
pub fn on_white(picture: ArrayView3<'_, u8>) -> Array3<u8> {
    let (height, width, _) = picture.dim();
    Array3::from_shape_fn((height, width, 3), |(y, x, channel)| {
        let alpha = u16::from(picture[[y, x, 3]]);
        ((u16::from(picture[[y, x, channel]]) * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    })
}

#[cfg(test)]
mod tests {
    use image::Rgba;

    use super::*;

    fn refused(path: &Path) -> String {
        format!("{:#}", read_image(path, 512).unwrap_err())
    }

    #[test]
    fn pixels_come_row_by_row_and_transparent_ones_are_white() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("two.png");
        let mut picture = image::RgbaImage::from_pixel(3, 2, Rgba([10, 20, 30, 255]));
        picture.put_pixel(2, 0, Rgba([200, 100, 0, 255]));
        picture.put_pixel(0, 1, Rgba([0, 0, 0, 0]));
        picture.save(&path).unwrap();

        let read = read_image(&path, 512).unwrap();
        assert_eq!(read.dim(), (2, 3, 3));
        assert_eq!([read[[0, 2, 0]], read[[0, 2, 1]], read[[0, 2, 2]]], [200, 100, 0]);
        assert_eq!([read[[1, 0, 0]], read[[1, 0, 1]], read[[1, 0, 2]]], [255, 255, 255]);
        assert_eq!(read[[1, 1, 2]], 30);
    }

    #[test]
    fn gray_jpegs_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("gray.jpg");
        image::GrayImage::from_pixel(16, 8, image::Luma([77])).save(&path).unwrap();
        let read = read_image(&path, 512).unwrap();
        assert_eq!(read.dim(), (8, 16, 3));
        assert!(read.iter().all(|&pixel| pixel.abs_diff(77) <= 2));
    }

    #[test]
    fn large_pictures_are_scaled_down() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("wide.png");
        image::RgbImage::from_fn(300, 100, |x, _| image::Rgb([if x < 150 { 0 } else { 240 }, 7, 9]))
            .save(&path)
            .unwrap();
        let read = read_image(&path, 30).unwrap();
        assert_eq!(read.dim(), (10, 30, 3));
        assert_eq!((read[[5, 10, 0]], read[[5, 20, 0]], read[[5, 20, 1]]), (0, 240, 7));
        assert_eq!(read_image(&path, 300).unwrap().dim(), (100, 300, 3));
    }

    #[test]
    fn what_is_no_picture_is_refused_by_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("notes.png");
        assert!(refused(&path).contains("cannot open the picture"));
        std::fs::write(&path, "not a picture").unwrap();
        let error = refused(&path);
        assert!(error.contains("notes.png: it is not a PNG, JPEG"), "{error}");

        image::RgbImage::new(64, 64).save(&path).unwrap();
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        let error = refused(&path);
        assert!(error.contains("notes.png") && error.contains("damaged"), "{error}");
    }

    /// Found by fuzzing. What becomes of it depends on the vectors of the processor.
    #[test]
    fn a_picture_that_makes_the_decoder_panic_is_damaged() {
        let bytes = include_bytes!("../tests/pictures/panics_in_the_decoder.jpg");
        if let Err(error) = decode_picture(std::io::Cursor::new(bytes), 512) {
            assert!(format!("{error:#}").contains("it is damaged"), "{error:#}");
        }
    }

    #[test]
    fn a_picture_that_is_too_large_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("long.png");
        image::GrayImage::new(MAX_SIDE + 1, 1).save(&path).unwrap();
        let error = refused(&path);
        assert!(error.contains("long.png") && error.contains("8193×1") && error.contains("too large"), "{error}");
    }
}
