//! Pictures as PNG, with a palette where few colours suffice.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::palette::runs;

/// How every PNG file begins.
pub(crate) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// A row as it is: on the flat ground of a figure, filters make files larger.
const NO_FILTER: u8 = 0;
const METRES_PER_INCH: f64 = 0.0254;
const IN_MEMORY: &str = "memory takes everything";

/// What the bytes of a pixel are, by PNG's numbers.
#[derive(Clone, Copy)]
enum Kind {
    Rgb = 2,
    Palette = 3,
    Rgba = 6,
}

/// The content of a PNG file of `width` pixels a row, each of red, green, blue, and opacity that the former are not
/// multiplied with. The file says how many dots an inch has, if that is known.
pub fn png(rgba: &[u8], width: usize, dpi: Option<f64>) -> Vec<u8> {
    let height = rgba.len() / 4 / width;
    let rows = |bytes: &[u8], width| rows(bytes, width, Compression::default());
    let resolution = dpi.map_or(Vec::new(), |dpi| {
        let per_metre = ((dpi / METRES_PER_INCH).round() as u32).to_be_bytes();
        chunk(b"pHYs", &[&per_metre[..], &per_metre, &[1]].concat())
    });
    let (kind, palette, data) = match runs(rgba).and_then(|runs| runs.indexed()) {
        Some((colors, indices)) => {
            let rgb: Vec<u8> = colors.iter().flat_map(|c| [c[0], c[1], c[2]]).collect();
            (Kind::Palette, chunk(b"PLTE", &rgb), rows(&indices, width))
        }
        None if rgba.chunks_exact(4).any(|p| p[3] != 255) => (Kind::Rgba, Vec::new(), rows(rgba, 4 * width)),
        None => {
            let mut rgb = Vec::with_capacity(rgba.len() / 4 * 3);
            rgba.chunks_exact(4).for_each(|p| rgb.extend_from_slice(&p[..3]));
            (Kind::Rgb, Vec::new(), rows(&rgb, 3 * width))
        }
    };
    let [width, height] = [width, height].map(|side| (side as u32).to_be_bytes());
    // 8 bits a channel, and the only ways that PNG has to compress, to filter and not to interlace.
    let header = chunk(b"IHDR", &[&width[..], &height, &[8, kind as u8, 0, 0, 0]].concat());
    [SIGNATURE, &header, &resolution, &palette, &chunk(b"IDAT", &data), &chunk(b"IEND", &[])].concat()
}

/// Rows of `width` bytes, compressed.
pub(crate) fn rows(bytes: &[u8], width: usize, compression: Compression) -> Vec<u8> {
    let unfiltered = bytes.chunks_exact(width).flat_map(|row| [&[NO_FILTER], row]);
    let mut rows = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 16), compression);
    unfiltered.for_each(|bytes| rows.write_all(bytes).expect(IN_MEMORY));
    rows.finish().expect(IN_MEMORY)
}

/// One part of the file: its length, its name, `data`, and the checksum of the last two.
pub(crate) fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(name);
    checksum.update(data);
    let (length, checksum) = ((data.len() as u32).to_be_bytes(), checksum.finalize().to_be_bytes());
    [&length, &name[..], data, &checksum].concat()
}
