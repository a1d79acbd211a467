//! What can go wrong when a figure is written.

use std::path::PathBuf;

/// Why a figure could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder of the figure could not be made.
    #[error("cannot make the folder {} for a figure", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file could not be written; a file that was there before is unharmed.
    #[error("cannot write the figure {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The picture could not be encoded.
    #[error("cannot encode the figure {}", path.display())]
    Encode {
        /// The file.
        path: PathBuf,
        /// What the encoder says.
        source: ::image::ImageError,
    },
    /// The figure has no pixels or far too many.
    #[error("a figure of {width}×{height} pixels cannot be drawn: each side must be 1 to {max}")]
    Size {
        /// Pixels.
        width: usize,
        /// Pixels.
        height: usize,
        /// The longest side allowed.
        max: usize,
    },
}

/// What drawing functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;
