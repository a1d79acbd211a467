//! Convolution, ReLU and max pooling in a row, run image by image.
//!
//! Where the layers take the whole batch through one layer before the next, so that every activation goes out to main
//! memory and comes back, an [`Engine`] takes one image through all layers while its activations stay in the cache, each
//! thread its own images. That is possible because no image depends on another one.
//!
//! - `kernel`, `direct`, `winograd`, `patches`, `pool`: stride 1 in f32, at the speed of the processor, on images that
//!   lie in a `Frame`: channels last, with a border of zeros.
//! - [`Plan`]: which layers run together, and where each image lies.
//! - [`Engine`]: a plan with the memory of a training.

pub mod buffer;
mod direct;
mod engine;
mod filters;
pub mod frame;
mod kernel;
mod output;
mod patches;
mod plan;
mod pool;
mod spare;
mod winograd;

pub use engine::{Engine, Gradients, Weights};
pub use patches::even_and_odd;
pub use plan::{Method, Plan, Spec};

/// (N, C, H, W), or (FN, C, FH, FW) for filters.
pub type Shape4 = (usize, usize, usize, usize);

/// How a batch is divided among threads for its gradients: by its size alone, so that sums over images are the same to the
/// last bit for any number of threads.
#[derive(Clone, Copy, Debug)]
struct Chunks {
    /// Images in each chunk but the last.
    size: usize,
    /// Number of chunks.
    count: usize,
}

impl Chunks {
    /// At most ten chunks of equal size.
    fn of(images: usize) -> Self {
        let size = images.div_ceil(10).max(1);
        Chunks { size, count: images.div_ceil(size) }
    }
}
