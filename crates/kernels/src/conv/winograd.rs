//! 3×3 convolution with stride 1 in 16 instead of 36 multiplications a 2×2 tile: Winograd's F(2×2, 3×3).
//!
//! A tile of the output is Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A with the 3×3 filter g and the 4×4 pixels d under it, where
//!
//! ```text
//!      1   0   0           1  0 -1  0
//! G =  ½   ½   ½     Bᵀ =  0  1  1  0     Aᵀ =  1  1  1  0
//!      ½  -½   ½           0 -1  1  0           0  1 -1 -1
//!      0   0   1           0  1  0 -1
//! ```
//!
//! With channels, ⊙ becomes 16 matrix products, one for each of the 16 places: (tiles, C) · (C, FN). ∂L/∂x is the
//! same with transposed filters. For ∂L/∂W the 16 products (C, tiles) · (tiles, FN) of Bᵀ d B with A dY Aᵀ are summed
//! over all tiles and images before Gᵀ · G brings the sum back to 3×3.
//!
//! The transforms are additions, but of numbers that partly cancel: results differ from the definition's by some
//! 1e-6 of the largest one.
//!
//! A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks", 2015.

use std::ops::Range;

use ndarray::ArrayViewMut4;
use pulp::Simd;

use super::filters::Filters;
use super::frame::{BLOCK, Frame};
use super::kernel::{Block, Kernel, blocks, blocks_mut, columns, rows, tiles, zeros};
use super::output::Output;

/// Places of a transformed tile.
const PLACES: usize = 16;

/// Tiles that are transformed before they are multiplied: few enough for the cache, enough to use each weight often.
const GROUP: usize = 28;

/// Numbers of transformed filters: whole blocks of output channels, `channels` input channels.
pub(super) fn packed_len(filters: &Filters<'_>, channels: usize) -> usize {
    PLACES * filters.count.next_multiple_of(BLOCK) * channels
}

/// Numbers that [`Forward`] needs for its work.
pub(super) fn scratch_len(channels: usize, outputs: usize) -> usize {
    PLACES * GROUP * (channels + outputs)
}

/// G g Gᵀ of all filters, in the order in which the kernels read them: place, block of output channels, input
/// channel, output channel within the block.
pub(super) fn pack(filters: &Filters<'_>, channels: usize, packed: &mut [f32]) {
    let plane = packed.len() / PLACES;
    for o in 0..filters.count {
        for c in 0..filters.channels {
            let column = |g: [f32; 3]| [g[0], 0.5 * (g[0] + g[1] + g[2]), 0.5 * (g[0] - g[1] + g[2]), g[2]];
            let rows: [[f32; 4]; 3] = std::array::from_fn(|u| column(std::array::from_fn(|v| filters.get(o, c, u, v))));
            let at = ((o / BLOCK) * channels + c) * BLOCK + o % BLOCK;
            for v in 0..4 {
                for (u, value) in column(std::array::from_fn(|u| rows[u][v])).into_iter().enumerate() {
                    packed[(4 * u + v) * plane + at] = value;
                }
            }
        }
    }
}

/// Gᵀ m G of the sums of [`Weights`], to (FN, C, 3, 3).
pub(super) fn unpack(filters: &Filters<'_>, channels: usize, packed: &[f32], mut w: ArrayViewMut4<'_, f32>) {
    let plane = packed.len() / PLACES;
    for o in 0..filters.count {
        for c in 0..filters.channels {
            let row = |m: [f32; 4]| [m[0] + 0.5 * (m[1] + m[2]), 0.5 * (m[1] - m[2]), 0.5 * (m[1] + m[2]) + m[3]];
            let at = ((o / BLOCK) * channels + c) * BLOCK + o % BLOCK;
            let rows: [[f32; 3]; 4] =
                std::array::from_fn(|u| row(std::array::from_fn(|v| packed[(4 * u + v) * plane + at])));
            for v in 0..3 {
                for (u, value) in row(std::array::from_fn(|u| rows[u][v])).into_iter().enumerate() {
                    w[[o, c, u, v]] = value;
                }
            }
        }
    }
}

/// The 2×2 tiles of an image, row by row.
#[derive(Clone, Copy)]
struct Grid {
    columns: usize,
    tiles: usize,
}

impl Grid {
    fn new(frame: &Frame) -> Self {
        let columns = frame.width.div_ceil(2);
        Grid { columns, tiles: columns * frame.height.div_ceil(2) }
    }

    /// All tiles in groups of at most [`GROUP`], as equal as can be.
    fn groups(self) -> impl Iterator<Item = Range<usize>> {
        let number = self.tiles.div_ceil(GROUP);
        (0..number).map(move |g| self.tiles * g / number..self.tiles * (g + 1) / number)
    }

    /// Upper left pixel of a tile.
    #[inline(always)]
    fn pixel(self, tile: usize) -> (usize, usize) {
        (2 * (tile / self.columns), 2 * (tile % self.columns))
    }
}

/// Bᵀ d of four vectors.
#[inline(always)]
fn input_transform<S: Simd>(simd: S, d: [S::f32s; 4]) -> [S::f32s; 4] {
    [simd.sub_f32s(d[0], d[2]), simd.add_f32s(d[1], d[2]), simd.sub_f32s(d[2], d[1]), simd.sub_f32s(d[1], d[3])]
}

/// Aᵀ m of four vectors.
#[inline(always)]
fn output_transform<S: Simd>(simd: S, m: [S::f32s; 4]) -> [S::f32s; 2] {
    [simd.add_f32s(simd.add_f32s(m[0], m[1]), m[2]), simd.sub_f32s(simd.sub_f32s(m[1], m[2]), m[3])]
}

/// A y of two vectors.
#[inline(always)]
fn gradient_transform<S: Simd>(simd: S, y: [S::f32s; 2]) -> [S::f32s; 4] {
    [y[0], simd.add_f32s(y[0], y[1]), simd.sub_f32s(y[0], y[1]), simd.neg_f32s(y[1])]
}

/// Bᵀ d B of a group of tiles, to (place, tile, channel).
#[inline(always)]
fn transform_input<S: Simd>(simd: S, x: &[f32], frame: &Frame, grid: Grid, group: Range<usize>, to: &mut [f32]) {
    let vectors = frame.channels / S::F32_LANES;
    let plane = group.len() * vectors;
    let to = &mut S::as_mut_simd_f32s(to).0[..PLACES * plane];
    for (t, tile) in group.enumerate() {
        let (row, column) = grid.pixel(tile);
        // The four pixels of a row lie side by side.
        let pixels: [&[S::f32s]; 4] =
            std::array::from_fn(|i| S::as_simd_f32s(&x[frame.at(row + i, column)..][..4 * frame.channels]).0);
        for c in 0..vectors {
            // Column by column, then row by row.
            let mut half = [[simd.splat_f32s(0.0); 4]; 4];
            for (j, half) in half.iter_mut().enumerate() {
                let at = j * vectors + c;
                *half = input_transform(simd, [pixels[0][at], pixels[1][at], pixels[2][at], pixels[3][at]]);
            }
            for i in 0..4 {
                let row = input_transform(simd, [half[0][i], half[1][i], half[2][i], half[3][i]]);
                for j in 0..4 {
                    to[(4 * i + j) * plane + t * vectors + c] = row[j];
                }
            }
        }
    }
}

/// out = x ∗ w, for one image.
pub(super) struct Forward<'a> {
    /// The image, with the padding as its border, and room for whole tiles.
    pub(super) x: &'a [f32],
    pub(super) frame: Frame,
    /// Transformed filters.
    pub(super) w: &'a [f32],
    pub(super) out: Output<'a>,
    /// Of [`scratch_len`].
    pub(super) scratch: &'a mut [f32],
}

impl Kernel for Forward<'_> {
    #[inline(always)]
    fn run<S: Simd, const V: usize, const P: usize>(self, simd: S) {
        let Forward { x, frame, w, mut out, scratch } = self;
        let channels = frame.channels;
        let grid = Grid::new(&out.frame);
        let w = blocks::<S, V>(w);
        let count = w.len() / PLACES / channels;
        let (input, products) = scratch.split_at_mut(PLACES * GROUP * channels);
        let products = blocks_mut::<S, V>(products);
        for group in grid.groups() {
            let tiles = group.len();
            transform_input(simd, x, &frame, grid, group.clone(), input);
            for b in 0..count {
                for place in 0..PLACES {
                    let w = &w[(place * count + b) * channels..][..channels];
                    let x = &input[place * tiles * channels..];
                    tiles!(tiles, P, |t, N| {
                        let mut sum = [zeros::<S, V>(simd); N];
                        rows(simd, &mut sum, &x[t * channels..], channels, w);
                        *products[place * tiles + t..].first_chunk_mut().expect("N tiles") = sum;
                    });
                }
                for (t, tile) in group.clone().enumerate() {
                    finish(simd, &mut out, grid.pixel(tile), b, &products[t..], tiles);
                }
            }
        }
    }
}

/// Aᵀ m A of one tile and block of output channels, stored where it is inside the image; the 16 places of m are
/// `step` blocks apart.
#[inline(always)]
fn finish<S: Simd, const V: usize>(
    simd: S,
    out: &mut Output<'_>,
    (row, column): (usize, usize),
    b: usize,
    m: &[Block<S, V>],
    step: usize,
) {
    let mut y = [[zeros::<S, V>(simd); 2]; 2];
    for v in 0..V {
        let mut half = [[simd.splat_f32s(0.0); 2]; 4];
        for (j, half) in half.iter_mut().enumerate() {
            let at = |i: usize| (4 * i + j) * step;
            *half = output_transform(simd, [m[at(0)][v], m[at(1)][v], m[at(2)][v], m[at(3)][v]]);
        }
        for i in 0..2 {
            let row = output_transform(simd, [half[0][i], half[1][i], half[2][i], half[3][i]]);
            for j in 0..2 {
                y[i][j][v] = row[j];
            }
        }
    }
    let (height, width) = (out.frame.height, out.frame.width);
    for (i, y) in y.into_iter().enumerate().take(height - row) {
        for (j, y) in y.into_iter().enumerate().take(width - column) {
            out.store(simd, (row + i, column + j), b, y);
        }
    }
}

/// ∂L/∂W of one image, transformed, added to `dw`.
pub(super) struct Weights<'a> {
    /// The image, with the padding as its border, and room for whole tiles.
    pub(super) x: &'a [f32],
    pub(super) frame: Frame,
    /// ∂L/∂out, with zeros up to whole tiles.
    pub(super) dout: &'a [f32],
    pub(super) dout_frame: Frame,
    /// In the order of the transformed filters.
    pub(super) dw: &'a mut [f32],
    /// Of [`scratch_len`].
    pub(super) scratch: &'a mut [f32],
}

impl Kernel for Weights<'_> {
    #[inline(always)]
    fn run<S: Simd, const V: usize, const P: usize>(self, simd: S) {
        let channels = self.frame.channels;
        let grid = Grid::new(&self.dout_frame);
        let count = self.dout_frame.channels / BLOCK;
        let dw = blocks_mut::<S, V>(self.dw);
        let (input, gradient) = self.scratch.split_at_mut(PLACES * GROUP * channels);
        for group in grid.groups() {
            let tiles = group.len();
            transform_input(simd, self.x, &self.frame, grid, group.clone(), input);
            transform_gradient(simd, self.dout, &self.dout_frame, grid, group, gradient);
            let gradient = blocks::<S, V>(gradient);
            for place in 0..PLACES {
                let x = &input[place * tiles * channels..];
                for b in 0..count {
                    let dout = &gradient[place * tiles * count + b..];
                    let dw = &mut dw[(place * count + b) * channels..][..channels];
                    tiles!(channels, P, |c, N| {
                        let dw: &mut [_; N] = dw[c..].first_chunk_mut().expect("N channels");
                        let mut sum = *dw;
                        columns(simd, &mut sum, &x[c..], channels, dout, count, tiles);
                        *dw = sum;
                    });
                }
            }
        }
    }
}

/// A dY Aᵀ of a group of tiles, to (place, tile, channel).
#[inline(always)]
fn transform_gradient<S: Simd>(simd: S, dout: &[f32], frame: &Frame, grid: Grid, group: Range<usize>, to: &mut [f32]) {
    let vectors = frame.channels / S::F32_LANES;
    let count = group.len();
    let to = S::as_mut_simd_f32s(to).0;
    let plane = count * vectors;
    for (t, tile) in group.enumerate() {
        let (row, column) = grid.pixel(tile);
        let mut pixels: [&[S::f32s]; 4] = [&[]; 4];
        for (k, pixel) in pixels.iter_mut().enumerate() {
            *pixel = S::as_simd_f32s(&dout[frame.pixel(row + k / 2, column + k % 2)..][..frame.channels]).0;
        }
        for c in 0..vectors {
            let left = gradient_transform(simd, [pixels[0][c], pixels[2][c]]);
            let right = gradient_transform(simd, [pixels[1][c], pixels[3][c]]);
            for i in 0..4 {
                let row = gradient_transform(simd, [left[i], right[i]]);
                for j in 0..4 {
                    to[(4 * i + j) * plane + t * vectors + c] = row[j];
                }
            }
        }
    }
}
