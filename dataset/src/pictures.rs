//! Pictures of digits in files of their own, PNG, in folders that are named after the digit.
//!
//! Other formats are named and not read: their decoders would be compiled for every chapter.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::error::{Error, Malformed};
use crate::sniff;
use crate::{Images, PIXELS, SIDE, Split};

/// The longest side in pixels.
const MOST_SIDE: u32 = 8192;
/// The most memory that the pixels of one picture may take, and the largest file.
const MOST_BYTES: usize = 64 << 20;
/// The most memory that anything else in a file may take.
const MOST_METADATA: usize = 16 << 20;

/// Whether a name ends as those of pictures do; which of them can be read shows their content.
pub(crate) fn is_named_so(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    ["png", "jpg", "jpeg", "bmp", "gif", "webp", "tif", "tiff"].contains(&ending.as_str())
}

/// Reads the pictures, each with its digit.
///
/// # Errors
/// If one cannot be read; it is named.
pub(crate) fn read(pictures: &[(u8, PathBuf)]) -> Result<Split, Error> {
    let mut pixels = vec![0; pictures.len() * PIXELS];
    pixels.par_chunks_exact_mut(PIXELS).zip(pictures).try_for_each(|(pixels, (_, path))| {
        let image = parse(&content(path)?).map_err(|problem| Error::Malformed { path: path.clone(), problem })?;
        pixels.copy_from_slice(&image);
        Ok::<(), Error>(())
    })?;
    Ok(Split { images: Images::new(pixels), labels: pictures.iter().map(|(digit, _)| *digit).collect() })
}

fn content(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(Error::io("read", path))?;
    file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(Error::io("read", path))?;
    if bytes.len() > MOST_BYTES {
        let problem = Malformed::Other(format!("has more than {} MiB", MOST_BYTES >> 20));
        return Err(Error::Malformed { path: path.into(), problem });
    }
    Ok(bytes)
}

/// The 28×28 pixels of a picture: its brightness, transparent parts white. Another size is averaged to this one, and a
/// picture that is no square is put into the middle of one that has the brightness of its border.
///
/// # Errors
/// If the bytes are no PNG picture, or it is damaged or too large.
pub(crate) fn parse(bytes: &[u8]) -> Result<[u8; PIXELS], Malformed> {
    if !bytes.starts_with(b"\x89PNG") {
        let found = match bytes {
            [0xff, 0xd8, 0xff, ..] => "it is a JPEG picture: save it as PNG".into(),
            [b'G', b'I', b'F', b'8', ..] => "it is a GIF picture: save it as PNG".into(),
            [b'B', b'M', ..] => "it is a BMP picture: save it as PNG".into(),
            [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => "it is a TIFF picture: save it as PNG".into(),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => {
                "it is a WebP picture: save it as PNG".into()
            }
            _ => sniff::words(bytes),
        };
        return Err(Malformed::Kind { expected: "a PNG picture", found });
    }
    Ok(shrink(&square(decode(bytes)?)))
}

fn decode(bytes: &[u8]) -> Result<Gray, Malformed> {
    let damaged = |reason: png::DecodingError| Malformed::Other(format!("is a damaged picture: {reason}"));
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: MOST_METADATA });
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(damaged)?;
    let (width, height) = (reader.info().width, reader.info().height);
    // The header alone says how much memory the pixels will take: nothing is allocated before this.
    let size = reader.output_buffer_size().filter(|&size| size <= MOST_BYTES && width.max(height) <= MOST_SIDE);
    let size =
        size.ok_or_else(|| Malformed::Other(format!("is a picture of {width}×{height} pixels, which is too large")))?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(damaged)?;
    let blend = |gray: u16, alpha: u8| {
        let alpha = u16::from(alpha);
        ((gray * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    // The brightness of a colour as television has it.
    let brightness = |&[r, g, b]: &[u8; 3]| {
        ((2126 * u32::from(r) + 7152 * u32::from(g) + 722 * u32::from(b) + 5_000) / 10_000) as u16
    };
    let pixels: Vec<u8> = match frame.color_type {
        png::ColorType::Grayscale | png::ColorType::Indexed => pixels,
        png::ColorType::GrayscaleAlpha => pixels.as_chunks().0.iter().map(|&[g, a]| blend(g.into(), a)).collect(),
        png::ColorType::Rgb => pixels.as_chunks().0.iter().map(|color| brightness(color) as u8).collect(),
        png::ColorType::Rgba => {
            pixels.as_chunks().0.iter().map(|&[r, g, b, a]| blend(brightness(&[r, g, b]), a)).collect()
        }
    };
    Ok(Gray { width: width as usize, height: height as usize, pixels })
}

/// Brightness, row by row.
struct Gray {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// The picture in the middle of a square.
fn square(gray: Gray) -> Gray {
    let Gray { width, height, pixels } = gray;
    let side = width.max(height);
    // Not the longest side of an extreme strip squared: what is far from it would be background only.
    if width == height || side > 64 * width.min(height) {
        return Gray { width, height, pixels };
    }
    let mut border: Vec<u8> = pixels[..width].iter().chain(&pixels[(height - 1) * width..]).copied().collect();
    border.extend((0..height).flat_map(|y| [pixels[y * width], pixels[y * width + width - 1]]));
    let middle = border.len() / 2;
    let background = *border.select_nth_unstable(middle).1;
    let mut whole = vec![background; side * side];
    let (left, top) = ((side - width) / 2, (side - height) / 2);
    for (row, to) in pixels.chunks_exact(width).zip(whole.chunks_exact_mut(side).skip(top)) {
        to[left..left + width].copy_from_slice(row);
    }
    Gray { width: side, height: side, pixels: whole }
}

/// The picture in 28×28 pixels, each the mean of the part that it covers.
fn shrink(gray: &Gray) -> [u8; PIXELS] {
    let mut image = [0; PIXELS];
    if (gray.width, gray.height) == (SIDE, SIDE) {
        image.copy_from_slice(&gray.pixels);
        return image;
    }
    let (columns, rows) = (covered(gray.width), covered(gray.height));
    for (pixel, (row, column)) in
        image.iter_mut().zip(rows.iter().flat_map(|row| columns.iter().map(move |c| (row, c))))
    {
        let (mut sum, mut area) = (0.0, 0.0);
        for &(y, dy) in row {
            for &(x, dx) in column {
                sum += dy * dx * f32::from(gray.pixels[y * gray.width + x]);
                area += dy * dx;
            }
        }
        *pixel = (sum / area).round() as u8;
    }
    image
}

/// The places along a side that each of 28 pixels covers, with the part of them that is covered.
fn covered(side: usize) -> Vec<Vec<(usize, f32)>> {
    let step = side as f32 / SIDE as f32;
    let cover = |i: usize| {
        let (from, to) = (i as f32 * step, (i + 1) as f32 * step);
        let last = (to.ceil() as usize).clamp(from as usize + 1, side);
        let part = |place: usize| (to.min((place + 1) as f32) - from.max(place as f32)).max(f32::EPSILON);
        (from as usize..last).map(|place| (place, part(place))).collect()
    };
    (0..SIDE).map(cover).collect()
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat};

    use super::*;

    fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
        let mut bytes = Vec::new();
        picture.into().write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    #[test]
    fn pictures_of_this_size_stay_as_they_are() {
        let picture = image::GrayImage::from_fn(28, 28, |x, y| image::Luma([(x * 7 + y) as u8]));
        assert_eq!(parse(&png(picture.clone())).unwrap().as_slice(), picture.as_raw().as_slice());
        assert_eq!(parse(&png(DynamicImage::from(picture.clone()).to_rgba8())).unwrap().as_slice(), picture.as_raw());
    }

    #[test]
    fn other_sizes_are_averaged() {
        let stripes = image::GrayImage::from_fn(56, 56, |x, _| image::Luma([if x % 2 == 0 { 100 } else { 200 }]));
        assert_eq!(parse(&png(stripes)).unwrap(), [150; PIXELS]);
        for side in [1, 8, 20, 29, 100] {
            assert_eq!(parse(&png(image::GrayImage::from_pixel(side, side, image::Luma([77])))).unwrap(), [77; PIXELS]);
        }
    }

    #[test]
    fn a_strip_gets_the_background_of_its_border() {
        let mut strip = image::GrayImage::from_pixel(14, 28, image::Luma([250]));
        strip.put_pixel(7, 14, image::Luma([0]));
        let image = parse(&png(strip)).unwrap();
        assert_eq!((image[0], image[14 * SIDE + 14], image[14 * SIDE + 27]), (250, 0, 250));
    }

    #[test]
    fn transparent_is_white() {
        let clear = image::RgbaImage::from_pixel(28, 28, image::Rgba([0, 0, 0, 0]));
        assert_eq!(parse(&png(clear)).unwrap(), [255; PIXELS]);
    }

    #[test]
    fn other_files_are_named() {
        let said = |bytes: &[u8]| parse(bytes).unwrap_err().to_string();
        assert_eq!(said(b"GIF89a..........."), "it is a GIF picture: save it as PNG; expected a PNG picture");
        assert!(said(b"").starts_with("it is empty"), "{}", said(b""));
        let whole = png(image::GrayImage::new(28, 28));
        assert!(said(&whole[..whole.len() / 2]).starts_with("is a damaged picture"));
    }
}
