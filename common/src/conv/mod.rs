//! How convolution and pooling are computed.
//!
//! - [`reference`](conv_reference): by the definition, seven loops.
//! - `general`: any stride and padding, f32 and f64; im2col and a matrix product per image.
//! - `kernel`, `direct`, `winograd`, `pool`: stride 1 in f32, at the speed of the processor, on images that
//!   lie in a `Frame`: channels last, with a border of zeros.
//! - `plan`, `engine`, `fast`: a row of layers over a batch, image by image, with those kernels.
//! - [`ConvStack`]: the same as a layer.

mod direct;
mod engine;
mod fast;
mod filters;
mod frame;
mod general;
mod kernel;
mod output;
mod plan;
mod pool;
mod reference;
mod stack;
mod winograd;

pub(crate) use fast::{Fast, Order, Parameters, Trained};
pub(crate) use general::{backward, forward};
pub(crate) use plan::Spec;
pub use reference::{conv_reference, conv_reference_backward};
pub use stack::{ConvStack, ImageLayer};

use std::ops::Range;

use crate::im2col::output_size;

/// (N, C, H, W), or (FN, C, FH, FW) for filters.
pub(crate) type Shape4 = (usize, usize, usize, usize);

/// Shape of the output, (N, FN, OH, OW).
#[track_caller]
pub(crate) fn output_shape(x: Shape4, w: Shape4, stride: usize, pad: usize) -> Shape4 {
    assert_eq!(x.1, w.1, "channels of x {x:?} (left) and of the filters {w:?} (right)");
    let (oh, ow) = output_size((x.2, x.3), (w.2, w.3), stride, pad);
    (x.0, w.0, oh, ow)
}

/// How a batch is divided among threads: by its size alone, so that sums over images are the same to the
/// last bit for any number of threads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chunks {
    images: usize,
    /// Images in each chunk but the last.
    pub(crate) size: usize,
    /// Number of chunks.
    pub(crate) count: usize,
}

impl Chunks {
    /// At most ten chunks of equal size.
    pub(crate) fn of(images: usize) -> Self {
        let size = images.div_ceil(10).max(1);
        Chunks { images, size, count: images.div_ceil(size) }
    }

    /// The images of a chunk.
    pub(crate) fn range(self, chunk: usize) -> Range<usize> {
        chunk * self.size..((chunk + 1) * self.size).min(self.images)
    }
}
