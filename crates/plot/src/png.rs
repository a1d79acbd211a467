//! Pictures as PNG.

use std::io::{self, Write as _};

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// How every PNG file begins.
pub(crate) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// 8 bits a channel, red, green and blue; and the only ways that PNG has to compress, to filter and not to interlace.
const FORMAT: [u8; 5] = [8, 2, 0, 0, 0];
/// A row as it is: on the flat ground of a figure, filters make files larger.
const NO_FILTER: u8 = 0;

/// `rgb` as the content of a PNG file.
pub(crate) fn encode(rgb: &[u8], width: usize, height: usize) -> io::Result<Vec<u8>> {
    let mut rows = ZlibEncoder::new(Vec::with_capacity(rgb.len() / 16), Compression::default());
    for row in rgb.chunks_exact(3 * width) {
        rows.write_all(&[NO_FILTER])?;
        rows.write_all(row)?;
    }
    let [width, height] = [width, height].map(|side| (side as u32).to_be_bytes());
    let header = [&width[..], &height, &FORMAT].concat();
    let chunks = [chunk(b"IHDR", &header), chunk(b"IDAT", &rows.finish()?), chunk(b"IEND", &[])];
    Ok([SIGNATURE, &chunks.concat()].concat())
}

/// One part of the file: its length, its name, `data`, and the checksum of the last two.
pub(crate) fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(name);
    checksum.update(data);
    let (length, checksum) = ((data.len() as u32).to_be_bytes(), checksum.finalize().to_be_bytes());
    [&length, &name[..], data, &checksum].concat()
}
