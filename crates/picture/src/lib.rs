//! Pictures that the user brings.
//!
//! A crate of its own because decoders take long to compile and most chapters read no picture.

mod catch_panic;

use std::fs::File;
use std::io::{BufRead, BufReader, Seek};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgba};
use ndarray::Array3;

use crate::catch_panic::catch_panic;

/// The longest side in pixels.
const MAX_SIDE: u32 = 8192;
/// The most memory that its pixels may take.
const MAX_BYTES: u64 = 256 << 20;
/// The most memory that anything else in the file may take: a few hundred KB can unpack to a colour profile of 1 GB.
const MAX_METADATA: u64 = 16 << 20;

/// Reads a PNG or JPEG picture: height × width × 3 (red, green, blue), each 0–255.
///
/// It comes upright, as a camera meant it, and what is transparent becomes white. A picture of more than
/// `longest` pixels a side is scaled down to that.
///
/// # Errors
/// If the file cannot be read, is no PNG or JPEG picture, is damaged, or has more than 8192 pixels a side or
/// needs more than 256 MiB.
pub fn read_image(path: &Path, longest: u32) -> Result<Array3<u8>> {
    let file = File::open(path).with_context(|| format!("cannot open the picture {}", path.display()))?;
    decode_image(BufReader::new(file), longest).with_context(|| format!("cannot read the picture {}", path.display()))
}

/// The same for a picture that is in memory already, say.
///
/// # Errors
/// As [`read_image`], without the name of a file.
pub fn decode_image(bytes: impl BufRead + Seek, longest: u32) -> Result<Array3<u8>> {
    let mut reader = ImageReader::new(bytes).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_METADATA);
    reader.limits(limits);
    if reader.format().is_none() {
        bail!("it is not a PNG or JPEG picture");
    }
    // A decoder can panic on a damaged picture: zune-jpeg 0.5.15 does on that of the tests.
    let mut picture = catch_panic(|| decode(reader)).context("it is damaged")??;
    if picture.width().max(picture.height()) > longest {
        picture = picture.thumbnail(longest, longest);
    }
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let pixels = picture.into_rgba8().pixels().flat_map(on_white).collect();
    Ok(Array3::from_shape_vec((height, width, 3), pixels)?)
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

fn on_white(&Rgba([r, g, b, alpha]): &Rgba<u8>) -> [u8; 3] {
    let alpha = u16::from(alpha);
    [r, g, b].map(|color| ((u16::from(color) * alpha + 255 * (255 - alpha) + 127) / 255) as u8)
}

#[cfg(test)]
mod tests {
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
        assert!(error.contains("notes.png: it is not a PNG or JPEG"), "{error}");

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
        if let Err(error) = decode_image(std::io::Cursor::new(bytes), 512) {
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
