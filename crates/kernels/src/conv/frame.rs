//! Where the pixels of one image lie in memory.

use ndarray::{ArrayView3, ArrayViewMut3};

/// Output channels that a kernel computes together; kernels want channels in multiples of it.
pub const BLOCK: usize = 16;

/// One image in a slice: row by row, in a row pixel by pixel, in a pixel channel by channel, with a border of
/// zeros around it.
///
/// Because the border is there, a filter row of FW pixels always is FW·channels numbers side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Numbers a pixel: the channels, and zeros up to a multiple of [`BLOCK`] where kernels need it.
    pub channels: usize,
    /// Rows of the image.
    pub height: usize,
    /// Columns of the image.
    pub width: usize,
    /// Rows of the border above.
    pub top: usize,
    /// Columns of the border at the left.
    pub left: usize,
    /// Rows with the border.
    pub rows: usize,
    /// Columns with the border.
    pub columns: usize,
}

#[allow(clippy::len_without_is_empty, reason = "an image has pixels")]
impl Frame {
    /// An image of (height, width) with the border (rows above and below, columns left and right).
    pub fn new(channels: usize, (height, width): (usize, usize), (top, left): (usize, usize)) -> Self {
        Frame { channels, height, width, top, left, rows: height + 2 * top, columns: width + 2 * left }
    }

    /// The same with at least these many rows and columns in all.
    pub fn at_least(mut self, rows: usize, columns: usize) -> Self {
        self.rows = self.rows.max(rows);
        self.columns = self.columns.max(columns);
        self
    }

    /// Numbers in all.
    pub fn len(&self) -> usize {
        self.rows * self.columns * self.channels
    }

    /// Where the pixel at (row, column), counted with the border, begins.
    #[inline(always)]
    pub fn at(&self, row: usize, column: usize) -> usize {
        (row * self.columns + column) * self.channels
    }

    /// Where the pixel (row, column) of the image begins.
    #[inline(always)]
    pub fn pixel(&self, row: usize, column: usize) -> usize {
        self.at(row + self.top, column + self.left)
    }

    /// Copies an image (C, H, W) in; channels that it does not have become 0.
    pub fn import(&self, image: ArrayView3<'_, f32>, data: &mut [f32]) {
        let (channels, pixels) = (image.dim().0, self.height * self.width);
        let by_channel = image.to_slice();
        for (i, row) in image.permuted_axes([1, 2, 0]).outer_iter().enumerate() {
            let to = &mut data[self.pixel(i, 0)..][..self.width * self.channels];
            if let (Some(row), true) = (row.as_slice(), channels == self.channels) {
                to.copy_from_slice(row);
                continue;
            }
            if channels < self.channels {
                to.fill(0.0);
            }
            if let Some(image) = by_channel {
                transpose(&image[i * self.width..], pixels, (channels, self.width), to, self.channels);
                continue;
            }
            for (to, from) in to.chunks_exact_mut(self.channels).zip(row.rows()) {
                to.iter_mut().zip(from).for_each(|(to, &from)| *to = from);
            }
        }
    }

    /// Copies the image out, to (C, H, W).
    pub fn export(&self, data: &[f32], mut image: ArrayViewMut3<'_, f32>) {
        let (channels, pixels) = (image.dim().0, self.height * self.width);
        let row = |i| &data[self.pixel(i, 0)..][..self.width * self.channels];
        if let Some(image) = image.as_slice_mut() {
            for i in 0..self.height {
                transpose(row(i), self.channels, (self.width, channels), &mut image[i * self.width..], pixels);
            }
            return;
        }
        for (i, mut to) in image.permuted_axes([1, 2, 0]).outer_iter_mut().enumerate() {
            match to.as_slice_mut() {
                Some(to) if channels == self.channels => to.copy_from_slice(row(i)),
                _ => {
                    for (mut to, from) in to.rows_mut().into_iter().zip(row(i).chunks_exact(self.channels)) {
                        to.iter_mut().zip(from).for_each(|(to, &from)| *to = from);
                    }
                }
            }
        }
    }
}

/// Writes the transposed matrix: `to[j · to_step + i] = from[i · from_step + j]` for all (i, j) below `size`.
fn transpose(from: &[f32], from_step: usize, size: (usize, usize), to: &mut [f32], to_step: usize) {
    // Squares of four rows and columns, which fit into registers.
    const SIDE: usize = 4;
    let whole = |length: usize| length - length % SIDE;
    for i in (0..whole(size.0)).step_by(SIDE) {
        let row = |k: usize| from[(i + k) * from_step..][..size.1].as_chunks::<SIDE>().0.iter();
        let squares = row(0).zip(row(1)).zip(row(2)).zip(row(3));
        for ((((a, b), c), d), to) in squares.zip(to.chunks_mut(SIDE * to_step)) {
            for k in 0..SIDE {
                *to[k * to_step + i..].first_chunk_mut().expect("four rows") = [a[k], b[k], c[k], d[k]];
            }
        }
        for j in whole(size.1)..size.1 {
            (i..i + SIDE).for_each(|i| to[j * to_step + i] = from[i * from_step + j]);
        }
    }
    for i in whole(size.0)..size.0 {
        (0..size.1).for_each(|j| to[j * to_step + i] = from[i * from_step + j]);
    }
}
