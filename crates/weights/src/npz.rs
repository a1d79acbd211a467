//! `.npz`: a zip archive of `.npy` files, as they are (`numpy.savez`) or deflated (`numpy.savez_compressed`).

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipFileHeaderRecord, ZipSliceArchive};

use crate::array::NamedArray;
use crate::{npy, read_at_most, shown};

/// More than any network has arrays.
const MOST_ENTRIES: usize = 10_000;

pub(super) const MAGIC: &[u8] = b"PK\x03\x04";

/// The names of the files in an archive, with a directory or without one because its end is missing.
pub(super) fn names(bytes: &[u8]) -> Vec<String> {
    match ZipArchive::from_slice(bytes) {
        Ok(archive) => archive.entries().map_while(Result::ok).take(MOST_ENTRIES).map(|entry| name(&entry)).collect(),
        // The name of the first stands in the bytes 30….
        Err(_) => {
            let length = bytes.get(26..28).map_or(0, |length| usize::from(u16::from_le_bytes([length[0], length[1]])));
            bytes.get(30..).and_then(|rest| rest.get(..length)).map(text).into_iter().collect()
        }
    }
}

/// The arrays of an archive, of at most `limit` bytes in all. Those that `numpy.savez` named itself (`arr_0` …) have no
/// name.
pub(super) fn parse(bytes: &[u8], limit: u64) -> Result<Vec<NamedArray<'static>>, String> {
    let archive = ZipArchive::from_slice(bytes)
        .map_err(|_| "the zip archive has no end, as a half download: download it again, or save it again")?;
    let (mut arrays, mut left) = (Vec::new(), limit);
    for (number, entry) in archive.entries().enumerate() {
        let entry =
            entry.map_err(|_| "the directory of the zip archive is damaged: download it again, or save it again")?;
        let file = name(&entry);
        let failed = |reason: String| format!("`{}`: {reason}", shown(&file));
        if number >= MOST_ENTRIES {
            return Err(format!("more than {MOST_ENTRIES} arrays"));
        }
        let Some(key) = file.strip_suffix(".npy") else { return Err(failed("no array (.npy)".into())) };
        let content = content(&archive, &entry, left).map_err(failed)?;
        let content = content.ok_or_else(|| failed(format!("more than {limit} bytes when unpacked")))?;
        left -= content.len() as u64;
        let unnamed = key.strip_prefix("arr_").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
        for mut array in npy::parse(&content).map_err(failed)? {
            if array.name.is_empty() && !unnamed {
                array.name = key.into();
            }
            arrays.push(array.into_owned());
        }
    }
    Ok(arrays)
}

/// The content of a file in the archive, if it has at most `limit` bytes.
fn content(
    archive: &ZipSliceArchive<&[u8]>,
    entry: &ZipFileHeaderRecord<'_>,
    limit: u64,
) -> Result<Option<Vec<u8>>, String> {
    let damaged = || "damaged: download it again, or save it again".to_string();
    let local = archive.get_entry(entry.wayfinder()).map_err(|_| damaged())?;
    // The reader that verifies sees a wrong checksum when it comes to the end.
    let read = match entry.compression_method() {
        CompressionMethod::STORE => read_at_most(limit, local.verifying_reader(local.data())),
        CompressionMethod::DEFLATE => read_at_most(limit, local.verifying_reader(DeflateDecoder::new(local.data()))),
        method => return Err(format!("packed by the method {method}: save it with numpy.savez")),
    };
    let (content, whole) = read.map_err(|_| damaged())?;
    Ok(whole.then_some(content))
}

fn name(entry: &ZipFileHeaderRecord<'_>) -> String {
    text(entry.file_path().as_ref())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
