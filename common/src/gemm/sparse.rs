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

use ndarray::{Array1, Array2, ArrayRef2, ArrayView2, Axis};
use rayon::prelude::*;

use crate::Real;
use crate::vector_math::{Kernel, vectorized};

/// Columns of X below which the dense product is good enough.
const WORTH_A_LOOK: usize = 128;
/// Rows of X that one thread takes at a time.
const ROWS: usize = 16;
/// Rows of dW that one thread takes at a time: they stay in the nearest cache.
const COLUMNS: usize = 98;
/// Elements of a row that are multiplied at once.
const LANES: usize = 16;

/// What the differing elements of some rows are: column and difference from the background.
#[derive(Clone, Debug, Default)]
struct Block<A> {
    /// Where each row ends in `elements`.
    ends: Vec<usize>,
    elements: Vec<(u32, A)>,
}

/// A matrix X (N, D) as its background c and what differs from it.
#[derive(Clone, Debug)]
pub(crate) struct Sparse<A> {
    shape: (usize, usize),
    background: A,
    blocks: Vec<Block<A>>,
}

/// The value that most elements of `x` have, if the first rows show one, in the upper left corner.
fn background<A: Real>(x: ArrayView2<'_, A>) -> Option<A> {
    let &corner = x.first()?;
    let looked_at: Vec<_> = x.rows().into_iter().take(ROWS).collect();
    let paper: usize = looked_at.iter().map(|row| row.iter().filter(|&&x| x == corner).count()).sum();
    (x.ncols() >= WORTH_A_LOOK && 3 * paper >= 2 * looked_at.len() * x.ncols()).then_some(corner)
}

/// X·W + b, if X (N, D) is mostly background; `kept` then has X for [`Sparse::transposed_dot_into`].
#[track_caller]
pub(crate) fn affine<A: Real>(
    x: ArrayView2<'_, A>,
    w: &Array2<A>,
    b: &Array1<A>,
    kept: Option<&mut Option<Sparse<A>>>,
) -> Option<Array2<A>> {
    let (background, rows, w_rows) = (background(x)?, x.as_slice()?, w.as_slice()?);
    let ((n, d), m) = (x.dim(), b.len());
    let mut start = b.to_vec();
    if background != A::zero() {
        start.iter_mut().zip(w.sum_axis(Axis(0))).for_each(|(start, sum)| *start += background * sum);
    }
    let mut thrown_away = None;
    let keep = kept.is_some();
    let sparse = kept.unwrap_or(&mut thrown_away).get_or_insert_with(|| Sparse { shape: (0, 0), background, blocks: Vec::new() });
    (sparse.shape, sparse.background) = ((n, d), background);
    sparse.blocks.resize_with(n.div_ceil(ROWS), Block::default);

    let mut y = Array2::zeros((n, m));
    let y_rows = y.as_slice_mut().expect("standard layout");
    let work = rows.par_chunks(ROWS * d).zip(y_rows.par_chunks_mut(ROWS * m)).zip(&mut sparse.blocks);
    work.for_each_init(
        || vec![(0, A::zero()); d],
        |row, ((x, y), block)| vectorized(RowsTimes { x, background, w: w_rows, start: &start, y, row, block, keep }),
    );
    Some(y)
}

impl<A: Real> Sparse<A> {
    /// (N, D).
    pub(crate) fn dim(&self) -> (usize, usize) {
        self.shape
    }

    /// dW (D, M) ← Xᵀ·dY, where dY is (N, M) and `db` (M,) the sum of its rows.
    pub(crate) fn transposed_dot_into(&self, dy: &ArrayRef2<A>, db: &Array1<A>, dw: &mut Array2<A>) {
        let m = dy.ncols();
        let dy = dy.as_standard_layout();
        let dy = dy.as_slice().expect("standard layout");
        let start = db * self.background;
        let start = start.as_slice().expect("one axis");
        let dw = dw.as_slice_mut().expect("weights are in standard layout");
        dw.par_chunks_mut(COLUMNS * m).enumerate().for_each(|(i, dw)| {
            vectorized(ColumnsTimes { sparse: self, first: i * COLUMNS, dy, start, dw });
        });
    }
}

/// Some rows of Y = S·W + start.
struct RowsTimes<'a, A> {
    x: &'a [A],
    background: A,
    w: &'a [A],
    start: &'a [A],
    y: &'a mut [A],
    /// Room for the differing elements of a row.
    row: &'a mut [(u32, A)],
    block: &'a mut Block<A>,
    keep: bool,
}

impl<A: Real> Kernel for RowsTimes<'_, A> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let (d, m) = (self.row.len(), self.start.len());
        self.block.ends.clear();
        self.block.elements.clear();
        for (x, y) in self.x.chunks_exact(d).zip(self.y.chunks_exact_mut(m)) {
            let mut end = 0;
            // Every element is written, and overwritten by the next unless it differs: nothing to mispredict.
            for (j, &x) in x.iter().enumerate() {
                self.row[end] = (j as u32, x - self.background);
                end += usize::from(x != self.background);
            }
            let elements = &self.row[..end];
            if self.keep {
                self.block.elements.extend_from_slice(elements);
                self.block.ends.push(self.block.elements.len());
            }
            row_times::<A, FMA>(elements, self.w, self.start, y);
        }
    }
}

/// One row of Y, as many columns at once as there are; the last ones may be computed twice.
#[inline(always)]
fn row_times<A: Real, const FMA: bool>(elements: &[(u32, A)], w: &[A], start: &[A], y: &mut [A]) {
    let m = y.len();
    let mut first = 0;
    while first < m {
        first += match m - first {
            64.. => columns::<A, 64, FMA>(elements, w, start, y, first),
            48.. => columns::<A, 48, FMA>(elements, w, start, y, first),
            32.. => columns::<A, 32, FMA>(elements, w, start, y, first),
            _ if m >= LANES => columns::<A, LANES, FMA>(elements, w, start, y, first.min(m - LANES)),
            _ => columns::<A, 1, FMA>(elements, w, start, y, first),
        };
    }
}

/// Columns `first..first + B` of a row of Y; returns B.
#[inline(always)]
fn columns<A: Real, const B: usize, const FMA: bool>(
    elements: &[(u32, A)],
    w: &[A],
    start: &[A],
    y: &mut [A],
    first: usize,
) -> usize {
    let m = y.len();
    let mut sums = [A::zero(); B];
    sums.copy_from_slice(&start[first..][..B]);
    for &(j, x) in elements {
        let w: &[A; B] = w[j as usize * m + first..].first_chunk().expect("row j of W");
        for (sum, &w) in sums.iter_mut().zip(w) {
            *sum = add_product::<A, FMA>(*sum, x, w);
        }
    }
    y[first..][..B].copy_from_slice(&sums);
    B
}

#[inline(always)]
fn add_product<A: Real, const FMA: bool>(sum: A, x: A, w: A) -> A {
    if FMA { x.mul_add(w, sum) } else { sum + x * w }
}

/// Some rows of dW = Sᵀ·dY + start.
struct ColumnsTimes<'a, A> {
    sparse: &'a Sparse<A>,
    /// The column of X that belongs to the first row of `dw`.
    first: usize,
    dy: &'a [A],
    start: &'a [A],
    dw: &'a mut [A],
}

impl<A: Real> Kernel for ColumnsTimes<'_, A> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let m = self.start.len();
        let first = self.first as u32;
        let end = first + (self.dw.len() / m) as u32;
        for dw in self.dw.chunks_exact_mut(m) {
            dw.copy_from_slice(self.start);
        }
        for (block, dy) in self.sparse.blocks.iter().zip(self.dy.chunks(ROWS * m)) {
            let mut rest = &block.elements[..];
            let mut row_start = 0;
            for (&row_end, dy) in block.ends.iter().zip(dy.chunks_exact(m)) {
                let (row, after) = rest.split_at(row_end - row_start);
                (rest, row_start) = (after, row_end);
                let from = row.partition_point(|&(j, _)| j < first);
                for &(j, x) in row[from..].iter().take_while(|&&(j, _)| j < end) {
                    add_scaled::<A, FMA>(&mut self.dw[(j - first) as usize * m..][..m], x, dy);
                }
            }
        }
    }
}

/// dW_j ← dW_j + x·dY_n.
#[inline(always)]
fn add_scaled<A: Real, const FMA: bool>(dw: &mut [A], x: A, dy: &[A]) {
    let (dw_lanes, dw_rest) = dw.as_chunks_mut::<LANES>();
    let (dy_lanes, dy_rest) = dy.as_chunks::<LANES>();
    for (dw, dy) in dw_lanes.iter_mut().zip(dy_lanes) {
        for (dw, &dy) in dw.iter_mut().zip(dy) {
            *dw = add_product::<A, FMA>(*dw, x, dy);
        }
    }
    for (dw, &dy) in dw_rest.iter_mut().zip(dy_rest) {
        *dw = add_product::<A, FMA>(*dw, x, dy);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gemm::dot;

    /// Rows with some ink on paper.
    fn page(n: usize, d: usize, paper: f64) -> Array2<f64> {
        Array2::from_shape_fn((n, d), |(i, j)| if (i * 31 + j * 7) % 5 == 3 { (i + j) as f64 / 90.0 } else { paper })
    }

    fn matrix(rows: usize, columns: usize) -> Array2<f64> {
        Array2::from_shape_fn((rows, columns), |(i, j)| ((i * 37 + j * 101) % 97) as f64 / 31.0 - 1.5)
    }

    fn assert_close(left: &Array2<f64>, right: &Array2<f64>) {
        assert_eq!(left.dim(), right.dim());
        assert!(left.iter().zip(right).all(|(l, r)| (l - r).abs() < 1e-10 * r.abs().max(1.0)), "{left}\n{right}");
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

                let (dy, mut dw) = (matrix(n, m), Array2::from_elem((d, m), f64::NAN));
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
