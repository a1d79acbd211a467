//! Where the pixels of one image lie in memory.

use ndarray::{ArrayView3, ArrayViewMut3};

/// Output channels that a kernel computes together; kernels want channels in multiples of it.
pub(super) const BLOCK: usize = 16;

/// One image in a slice: row by row, in a row pixel by pixel, in a pixel channel by channel, with a border of
/// zeros around it.
///
/// Because the border is there, a filter row of FW pixels always is FW·channels numbers side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// Numbers a pixel: the channels, and zeros up to a multiple of [`BLOCK`] where kernels need it.
    pub(super) channels: usize,
    /// Rows of the image.
    pub(super) height: usize,
    /// Columns of the image.
    pub(super) width: usize,
    /// Rows of the border above.
    pub(super) top: usize,
    /// Columns of the border at the left.
    pub(super) left: usize,
    /// Rows with the border.
    pub(super) rows: usize,
    /// Columns with the border.
    pub(super) columns: usize,
}

impl Frame {
    /// An image of (height, width) with the border (rows above and below, columns left and right).
    pub(super) fn new(channels: usize, (height, width): (usize, usize), (top, left): (usize, usize)) -> Self {
        Frame { channels, height, width, top, left, rows: height + 2 * top, columns: width + 2 * left }
    }

    /// The same with at least these many rows and columns in all.
    pub(super) fn at_least(mut self, rows: usize, columns: usize) -> Self {
        self.rows = self.rows.max(rows);
        self.columns = self.columns.max(columns);
        self
    }

    /// Numbers in all.
    pub(super) fn len(&self) -> usize {
        self.rows * self.columns * self.channels
    }

    /// Where the pixel at (row, column), counted with the border, begins.
    #[inline(always)]
    pub(super) fn at(&self, row: usize, column: usize) -> usize {
        (row * self.columns + column) * self.channels
    }

    /// Where the pixel (row, column) of the image begins.
    #[inline(always)]
    pub(super) fn pixel(&self, row: usize, column: usize) -> usize {
        self.at(row + self.top, column + self.left)
    }

    /// Copies an image (C, H, W) in; channels that it does not have become 0.
    pub(super) fn import(&self, image: ArrayView3<'_, f32>, data: &mut [f32]) {
        let channels = image.dim().0;
        let by_row = image.permuted_axes([1, 2, 0]);
        for (i, row) in by_row.outer_iter().enumerate() {
            let to = &mut data[self.pixel(i, 0)..][..self.width * self.channels];
            match row.as_slice() {
                Some(row) if channels == self.channels => to.copy_from_slice(row),
                _ => {
                    if channels < self.channels {
                        to.fill(0.0);
                    }
                    for (c, from) in row.columns().into_iter().enumerate() {
                        for (to, &from) in to[c..].iter_mut().step_by(self.channels).zip(from) {
                            *to = from;
                        }
                    }
                }
            }
        }
    }

    /// Copies the image out, to (C, H, W).
    pub(super) fn export(&self, data: &[f32], image: ArrayViewMut3<'_, f32>) {
        let channels = image.dim().0;
        let mut by_row = image.permuted_axes([1, 2, 0]);
        for (i, mut row) in by_row.outer_iter_mut().enumerate() {
            let from = &data[self.pixel(i, 0)..][..self.width * self.channels];
            match row.as_slice_mut() {
                Some(row) if channels == self.channels => row.copy_from_slice(from),
                _ => {
                    for (c, to) in row.columns_mut().into_iter().enumerate() {
                        for (to, &from) in to.into_iter().zip(from[c..].iter().step_by(self.channels)) {
                            *to = from;
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array3;

    #[test]
    fn import_and_export_keep_the_image_and_the_border() {
        let image = Array3::from_shape_fn((3, 2, 4), |(c, i, j)| (100 * c + 10 * i + j + 1) as f32);
        let last = image.view().permuted_axes([1, 2, 0]).as_standard_layout().into_owned();
        let last = last.permuted_axes([2, 0, 1]);
        for channels in [3, BLOCK] {
            let frame = Frame::new(channels, (2, 4), (1, 2)).at_least(5, 0);
            let mut data = vec![0.0; frame.len()];
            frame.import(image.view(), &mut data);
            assert_eq!(data[frame.pixel(1, 2) + 1], 113.0);
            assert_eq!(data.iter().sum::<f32>(), image.sum());
            let mut again = vec![0.0; frame.len()];
            frame.import(last.view(), &mut again);
            assert_eq!(data, again);
            let mut out = Array3::zeros((3, 2, 4));
            frame.export(&data, out.view_mut());
            assert_eq!(out, image);
            let mut out = Array3::zeros((2, 4, 3));
            frame.export(&data, out.view_mut().permuted_axes([2, 0, 1]));
            assert_eq!(out, last.view().permuted_axes([1, 2, 0]));
        }
    }
}
