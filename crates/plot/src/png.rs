//! PNG files that are there whole or not at all.

use crate::error::{Error, Result};
use ::image::codecs::png::{CompressionType, FilterType, PngEncoder};
use ::image::{ExtendedColorType, ImageEncoder};
use std::path::Path;

/// Writes `rgb` as the picture `path`; makes its folder if need be.
pub(crate) fn write(path: &Path, rgb: &[u8], width: usize, height: usize) -> Result<()> {
    let mut bytes = Vec::with_capacity(rgb.len() / 16);
    // Lines on flat ground: plain deflate makes them a quarter of what the fast setting does, in 8 ms.
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::NoFilter)
        .write_image(rgb, width as u32, height as u32, ExtendedColorType::Rgb8)
        .map_err(|source| Error::Encode { path: path.into(), source })?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|source| Error::Folder { path: folder.into(), source })?;
    atomic_file::write(path, &bytes).map_err(|source| Error::Write { path: path.into(), source })
}
