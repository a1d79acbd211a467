//! The files below a folder, not too deep.

use std::path::{Path, PathBuf};

use crate::error::Error;

/// `MNIST/raw`, `archive/train-images-idx3-ubyte`, `mnist_png/training/0`.
const DEPTH: usize = 3;
/// A folder of pictures has 70,000; a whole disk has more, and is not searched to its end.
const MOST_ENTRIES: usize = 300_000;

/// The ordinary files in a folder and three levels below it, hidden ones aside, in the order of their names, those of
/// a folder before those of its folders.
pub(super) fn files(root: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    let mut entries = 0;
    let mut folders = vec![root.to_path_buf()];
    for depth in 0..=DEPTH {
        let mut below = Vec::new();
        for folder in &folders {
            let listing = match std::fs::read_dir(folder) {
                Ok(listing) => listing,
                Err(reason) if depth == 0 => return Err(Error::io("read the folder", folder)(reason)),
                // One that may not be read among those that may.
                Err(_) => continue,
            };
            let mut found = Vec::new();
            for entry in listing.flatten() {
                entries += 1;
                let name = entry.file_name();
                let name = name.to_string_lossy();
                if !(name.starts_with('.') || name == "__MACOSX") && entries <= MOST_ENTRIES {
                    found.push(entry.path());
                }
            }
            found.sort();
            for path in found {
                match std::fs::metadata(&path) {
                    Ok(metadata) if metadata.is_dir() => below.push(path),
                    Ok(metadata) if metadata.is_file() => files.push(path),
                    // A broken link, a pipe, a device.
                    _ => {}
                }
            }
        }
        folders = below;
    }
    Ok(files)
}
