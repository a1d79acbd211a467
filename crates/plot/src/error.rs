//! What can go wrong when a figure is drawn.

/// Why a figure could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum Error {
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
