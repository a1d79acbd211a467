//! The filters of a layer as the kernels see them.

use ndarray::ArrayView4;

/// Filters (count, channels, height, width), or transposed ones: what ∂L/∂out is convolved with for ∂L/∂x.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filters<'a> {
    w: ArrayView4<'a, f32>,
    /// Output channels.
    pub(super) count: usize,
    /// Input channels.
    pub(super) channels: usize,
    /// Rows of a filter.
    pub(super) height: usize,
    /// Columns of a filter.
    pub(super) width: usize,
    transposed: bool,
}

impl<'a> Filters<'a> {
    /// The filters (FN, C, FH, FW).
    pub(super) fn new(w: ArrayView4<'a, f32>) -> Self {
        let (count, channels, height, width) = w.dim();
        Filters { w, count, channels, height, width, transposed: false }
    }

    /// Input and output exchanged and both axes of each filter reversed.
    pub(super) fn transposed(self) -> Self {
        Filters { count: self.channels, channels: self.count, transposed: !self.transposed, ..self }
    }

    /// The weight of output channel `o`, input channel `c`, row `u`, column `v`.
    #[inline(always)]
    pub(super) fn get(&self, o: usize, c: usize, u: usize, v: usize) -> f32 {
        if self.transposed { self.w[[c, o, self.height - 1 - u, self.width - 1 - v]] } else { self.w[[o, c, u, v]] }
    }
}
