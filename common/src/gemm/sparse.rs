//! Products with a matrix most of whose elements have one value, as the paper around a digit has.
//!
//! With X = c + S, where S is 0 at most places,
//!
//! - X·W = S·W + c·1·(Σ_d W_d)
//! - Xᵀ·dY = Sᵀ·dY + c·1·(Σ_n dY_n)
//!
//! Four of five pixels of MNIST are paper, so this takes a fraction of the time of the dense product, whether paper
//! is read as 0 or as −1. Rows and columns are divided by the shape alone, and what is added to an element is added
//! in the order of the rows or columns: the result does not depend on the number of threads.
//!
//! Unlike the dense product it does not look at weights that are multiplied by 0: 0 · ∞ counts as 0.
//! It exists for `f32` alone.

use ndarray::{Array1, Array2, ArrayRef2, ArrayView2, Axis};
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use crate::Real;

/// Columns of X below which the dense product is good enough.
const WORTH_A_LOOK: usize = 128;
/// Rows of X that one thread takes at a time.
const ROWS: usize = 16;
/// Rows of dW that one thread takes at a time: they stay in the nearest cache.
const COLUMNS: usize = 98;

/// Some rows of X: where they differ from the background, column and difference.
#[derive(Clone, Debug, Default)]
struct Block {
    /// Where each row ends in `elements`.
    ends: Vec<usize>,
    elements: Vec<(u32, f32)>,
}

/// A matrix X (N, D) as its background c and what differs from it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sparse {
    shape: (usize, usize),
    background: f32,
    blocks: Vec<Block>,
}

/// The value that most elements have, if the first rows show one, in the upper left corner.
fn background(rows: &[f32], columns: usize) -> Option<f32> {
    let &corner = rows.first()?;
    let looked_at = &rows[..rows.len().min(ROWS * columns)];
    let paper = looked_at.iter().filter(|&&x| x == corner).count();
    (columns >= WORTH_A_LOOK && 3 * paper >= 2 * looked_at.len()).then_some(corner)
}

/// X·W + b, if X (N, D) is mostly background; `kept` then has X for [`Sparse::transposed_dot_into`].
pub(crate) fn affine<A: Real>(
    x: ArrayView2<'_, A>,
    w: &Array2<A>,
    b: &Array1<A>,
    kept: Option<&mut Option<Sparse>>,
) -> Option<Array2<A>> {
    let (x, w, b) = (A::f32_view(x)?, A::f32_view(w.view())?, A::f32_view(b.view())?);
    let ((n, d), m) = (x.dim(), b.len());
    let (rows, weights) = (x.as_slice()?, w.as_slice()?);
    let background = background(rows, d)?;
    let mut start = b.to_vec();
    if background != 0.0 {
        start.iter_mut().zip(w.sum_axis(Axis(0))).for_each(|(start, sum)| *start += background * sum);
    }
    let (mut thrown_away, keep) = (None, kept.is_some());
    let sparse = kept.unwrap_or(&mut thrown_away).get_or_insert_default();
    (sparse.shape, sparse.background) = ((n, d), background);
    sparse.blocks.resize_with(n.div_ceil(ROWS), Block::default);

    let mut y = Array2::<A>::zeros((n, m));
    let mut y_view = A::f32_view_mut(y.view_mut())?;
    let y_rows = y_view.as_slice_mut()?;
    let work = rows.par_chunks(ROWS * d).zip(y_rows.par_chunks_mut(ROWS * m)).zip(&mut sparse.blocks);
    work.for_each_init(
        || vec![(0, 0.0); d],
        |row, ((x, y), block)| {
            Arch::new().dispatch(RowsTimes { x, background, w: weights, start: &start, y, row, block, keep });
        },
    );
    Some(y)
}

impl Sparse {
    /// (N, D).
    pub(crate) fn dim(&self) -> (usize, usize) {
        self.shape
    }

    /// dW (D, M) ← Xᵀ·dY, where dY is (N, M) and `db` (M,) the sum of its rows.
    ///
    /// # Panics
    /// If dW is not in standard layout, or not of `f32`: [`affine`] has made neither of such a layer.
    pub(crate) fn transposed_dot_into<A: Real>(&self, dy: &ArrayRef2<A>, db: &Array1<A>, dw: &mut Array2<A>) {
        let m = dy.ncols();
        let dy = dy.as_standard_layout();
        let dy = A::f32_view(dy.view()).expect("X was f32");
        let dy = dy.as_slice().expect("standard layout");
        let start: Vec<f32> =
            A::f32_view(db.view()).expect("X was f32").iter().map(|db| db * self.background).collect();
        let mut dw = A::f32_view_mut(dw.view_mut()).expect("X was f32");
        let dw = dw.as_slice_mut().expect("dW is in standard layout");
        dw.par_chunks_mut(COLUMNS * m).enumerate().for_each(|(i, dw)| {
            Arch::new().dispatch(ColumnsTimes { sparse: self, first: i * COLUMNS, dy, start: &start, dw });
        });
    }
}

/// Some rows of Y = S·W + start.
struct RowsTimes<'a> {
    x: &'a [f32],
    background: f32,
    w: &'a [f32],
    start: &'a [f32],
    y: &'a mut [f32],
    /// Room for the differing elements of a row.
    row: &'a mut [(u32, f32)],
    block: &'a mut Block,
    keep: bool,
}

impl WithSimd for RowsTimes<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (d, m) = (self.row.len(), self.start.len());
        self.block.ends.clear();
        self.block.elements.clear();
        for (x, y) in self.x.chunks_exact(d).zip(self.y.chunks_exact_mut(m)) {
            let elements = differing(x, self.background, self.row);
            if self.keep {
                self.block.elements.extend_from_slice(elements);
                self.block.ends.push(self.block.elements.len());
            }
            row_times(simd, elements, self.w, self.start, y);
        }
    }
}

/// The columns where a row differs from the background, and by how much, in `room`.
#[inline(always)]
fn differing<'r>(x: &[f32], background: f32, room: &'r mut [(u32, f32)]) -> &'r [(u32, f32)] {
    const RUN: usize = 8;
    let mut end = 0;
    for (i, run) in x.chunks(RUN).enumerate() {
        if run.iter().fold(true, |paper, &x| paper & (x == background)) {
            continue;
        }
        // Every element is written, and overwritten by the next unless it differs: nothing to mispredict.
        for (j, &x) in run.iter().enumerate() {
            room[end] = ((i * RUN + j) as u32, x - background);
            end += usize::from(x != background);
        }
    }
    &room[..end]
}

/// One row of Y, as many columns at a time as registers hold their sums.
#[inline(always)]
fn row_times<S: Simd>(simd: S, elements: &[(u32, f32)], w: &[f32], start: &[f32], y: &mut [f32]) {
    let m = y.len();
    let mut first = 0;
    while first < m {
        first += match (m - first).div_ceil(S::F32_LANES) {
            1 => columns::<S, 1>(simd, elements, w, start, y, first),
            2 => columns::<S, 2>(simd, elements, w, start, y, first),
            3 => columns::<S, 3>(simd, elements, w, start, y, first),
            4 => columns::<S, 4>(simd, elements, w, start, y, first),
            5 | 6 => columns::<S, 5>(simd, elements, w, start, y, first),
            _ => columns::<S, 7>(simd, elements, w, start, y, first),
        };
    }
}

/// The next `K` vectors of a row of Y, the last of them perhaps not full; returns the number of columns.
#[inline(always)]
fn columns<S: Simd, const K: usize>(
    simd: S,
    elements: &[(u32, f32)],
    w: &[f32],
    start: &[f32],
    y: &mut [f32],
    first: usize,
) -> usize {
    let m = y.len();
    let count = (K * S::F32_LANES).min(m - first);
    let last = (K - 1) * S::F32_LANES;
    let load = |row: &[f32]| {
        let mut vectors = [simd.splat_f32s(0.0); K];
        let (full, tail) = (S::as_simd_f32s(&row[..last]).0, simd.partial_load_f32s(&row[last..]));
        vectors[..K - 1].copy_from_slice(&full[..K - 1]);
        vectors[K - 1] = tail;
        vectors
    };
    let mut sums = load(&start[first..][..count]);
    for &(j, x) in elements {
        let (x, w) = (simd.splat_f32s(x), load(&w[j as usize * m + first..][..count]));
        for k in 0..K {
            sums[k] = simd.mul_add_e_f32s(x, w[k], sums[k]);
        }
    }
    let y = &mut y[first..][..count];
    S::as_mut_simd_f32s(&mut y[..last]).0.copy_from_slice(&sums[..K - 1]);
    simd.partial_store_f32s(&mut y[last..], sums[K - 1]);
    count
}

/// Some rows of dW = Sᵀ·dY + start.
struct ColumnsTimes<'a> {
    sparse: &'a Sparse,
    /// The column of X that belongs to the first row of `dw`.
    first: usize,
    dy: &'a [f32],
    start: &'a [f32],
    dw: &'a mut [f32],
}

impl WithSimd for ColumnsTimes<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let m = self.start.len();
        let first = self.first as u32;
        let end = first + (self.dw.len() / m) as u32;
        for dw in self.dw.chunks_exact_mut(m) {
            dw.copy_from_slice(self.start);
        }
        for (block, dy) in self.sparse.blocks.iter().zip(self.dy.chunks(ROWS * m)) {
            let mut row_start = 0;
            for (&row_end, dy) in block.ends.iter().zip(dy.chunks_exact(m)) {
                let row = &block.elements[row_start..row_end];
                row_start = row_end;
                let from = row.partition_point(|&(j, _)| j < first);
                for &(j, x) in row[from..].iter().take_while(|&&(j, _)| j < end) {
                    add_scaled(simd, &mut self.dw[(j - first) as usize * m..][..m], x, dy);
                }
            }
        }
    }
}

/// dW_j ← dW_j + x·dY_n.
#[inline(always)]
fn add_scaled<S: Simd>(simd: S, dw: &mut [f32], x: f32, dy: &[f32]) {
    let x = simd.splat_f32s(x);
    let (dw, dw_tail) = S::as_mut_simd_f32s(dw);
    let (dy, dy_tail) = S::as_simd_f32s(dy);
    for (dw, &dy) in dw.iter_mut().zip(dy) {
        *dw = simd.mul_add_e_f32s(x, dy, *dw);
    }
    let sum = simd.mul_add_e_f32s(x, simd.partial_load_f32s(dy_tail), simd.partial_load_f32s(dw_tail));
    simd.partial_store_f32s(dw_tail, sum);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gemm::dot;

    /// Rows with some ink on paper.
    fn page(n: usize, d: usize, paper: f32) -> Array2<f32> {
        Array2::from_shape_fn((n, d), |(i, j)| if (i * 31 + j * 7) % 5 == 3 { (i + j) as f32 / 90.0 } else { paper })
    }

    fn matrix(rows: usize, columns: usize) -> Array2<f32> {
        Array2::from_shape_fn((rows, columns), |(i, j)| ((i * 37 + j * 101) % 97) as f32 / 31.0 - 1.5)
    }

    fn assert_close(left: &Array2<f32>, right: &Array2<f32>) {
        assert_eq!(left.dim(), right.dim());
        assert!(left.iter().zip(right).all(|(l, r)| (l - r).abs() < 1e-5 * r.abs().max(10.0)), "{left}\n{right}");
    }

    #[test]
    fn agrees_with_the_dense_product() {
        for (n, d, m) in [(1, 128, 1), (5, 784, 50), (40, 300, 100), (17, 200, 16), (33, 130, 129), (3, 784, 7)] {
            for paper in [0.0, -1.0, 0.3] {
                let (x, w, b) = (page(n, d, paper), matrix(d, m), Array1::linspace(-1.0, 1.0, m));
                let mut kept = None;
                let y = affine(x.view(), &w, &b, Some(&mut kept)).expect("four of five elements are paper");
                assert_close(&y, &(dot(&x, &w) + &b));
                assert_eq!(affine(x.view(), &w, &b, None), Some(y));

                let (dy, mut dw) = (matrix(n, m), Array2::from_elem((d, m), f32::NAN));
                let sparse = kept.expect("kept");
                assert_eq!(sparse.dim(), (n, d));
                sparse.transposed_dot_into(&dy, &dy.sum_axis(Axis(0)), &mut dw);
                assert_close(&dw, &dot(&x.t(), &dy));
            }
        }
    }

    #[test]
    fn what_is_kept_is_replaced() {
        let (w, b, mut kept) = (matrix(200, 20), Array1::zeros(20), None);
        for (n, paper) in [(50, -1.0), (20, 0.0), (33, 0.5)] {
            let x = page(n, 200, paper);
            affine(x.view(), &w, &b, Some(&mut kept)).expect("mostly paper");
            let (dy, mut dw) = (matrix(n, 20), Array2::zeros((200, 20)));
            kept.as_ref().expect("kept").transposed_dot_into(&dy, &dy.sum_axis(Axis(0)), &mut dw);
            assert_close(&dw, &dot(&x.t(), &dy));
        }
    }

    #[test]
    fn full_or_small_or_turned_matrices_are_left_to_the_dense_product() {
        let b = Array1::zeros(3);
        for (x, d) in [(matrix(20, 200), 200), (page(20, 100, 0.0), 100), (page(200, 300, 0.0).reversed_axes(), 200)] {
            let mut kept = None;
            assert_eq!(affine(x.view(), &matrix(d, 3), &b, Some(&mut kept)), None);
            assert!(kept.is_none());
        }
    }

    #[test]
    fn threads_change_no_bit() {
        let (x, w, b) = (page(100, 784, -1.0), matrix(784, 50), Array1::linspace(0.0, 1.0, 50));
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let mut kept = None;
                let y = affine(x.view(), &w, &b, Some(&mut kept)).unwrap();
                let mut dw = Array2::zeros((784, 50));
                kept.unwrap().transposed_dot_into(&y, &y.sum_axis(Axis(0)), &mut dw);
                (y, dw)
            })
        };
        let one = with(1);
        assert_eq!(one, with(2));
        assert_eq!(one, with(5));
    }
}
