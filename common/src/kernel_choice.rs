//! The choice between the engine and the layers as they are written, the flag `--kernels`.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};

/// What computes networks of `f32`.
///
/// ```
/// use common::Kernels;
/// assert_eq!("book".parse(), Ok(Kernels::Book));
/// assert_eq!(Kernels::current().to_string(), "fast");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kernels {
    /// The engine: crate `kernels`.
    #[default]
    Fast,
    /// The layers as they are written.
    Book,
}

static BOOK: AtomicBool = AtomicBool::new(false);

impl Kernels {
    /// What networks that are made from now on are computed by: the flag `--kernels`.
    pub fn current() -> Self {
        if BOOK.load(Ordering::Relaxed) { Kernels::Book } else { Kernels::Fast }
    }

    /// Sets [`current`](Kernels::current), for the whole process.
    pub fn set_current(self) {
        BOOK.store(self == Kernels::Book, Ordering::Relaxed);
    }
}

impl fmt::Display for Kernels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kernels::Fast => "fast",
            Kernels::Book => "book",
        })
    }
}

/// Neither `fast` nor `book`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown kernels `{0}`: expected fast or book")]
pub struct UnknownKernels(String);

impl FromStr for Kernels {
    type Err = UnknownKernels;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = [Kernels::Fast, Kernels::Book].into_iter().find(|kernels| kernels.to_string() == name);
        known.ok_or_else(|| UnknownKernels(name.into()))
    }
}
