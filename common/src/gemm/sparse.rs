//! Products with a matrix most of whose elements have one value, as the paper around a digit has.
//!
//! With X = c + S, where S is 0 at most places,
//!
//! - X·W = S·W + c·1·(Σ_d W_d)
//! - Xᵀ·dY = Sᵀ·dY + c·1·(Σ_n dY_n)
//!
//! Four of five pixels of MNIST are paper, so this takes a fraction of the time of the dense product, whether paper
//! is read as 0 or as −1. One bit an element says where S is not 0; both products are then the same walk over the bits
//! of a row (of X, or of Xᵀ), with the sums in registers. Rows are divided by the shape alone, and what is added to an
//! element is added in order: the result does not depend on the number of threads.
//!
//! Unlike the dense product it does not look at weights that are multiplied by 0: 0 · ∞ counts as 0.
//! It exists for `f32` alone.

use ndarray::{Array1, Array2, ArrayRef2, ArrayView2, Axis};
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use crate::Real;

/// Columns of X below which the dense product is good enough.
const WORTH_A_LOOK: usize = 128;
/// Multiplications below which a product is left to the dense one.
const WORTH_MARKING: usize = 1 << 20;
/// Rows of X that tell whether it is mostly background.
const LOOKED_AT: usize = 16;
/// N·D·M above which threads share the work.
const WORTH_A_THREAD: usize = 1 << 23;

/// A matrix X (N, D) that is mostly background.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sparse {
    shape: (usize, usize),
    background: f32,
    /// X itself, row by row.
    x: Vec<f32>,
    /// Bit j % 64 of word (i, j / 64) tells that `x[i, j]` is not background.
    marks: Vec<u64>,
}

/// The value that most elements of `x` (rows of `d`) have, if the first rows show one, in the upper left corner.
fn background(x: &[f32], d: usize) -> Option<f32> {
    let &corner = x.first()?;
    let looked_at = &x[..x.len().min(LOOKED_AT * d)];
    let paper = looked_at.iter().filter(|&&x| x == corner).count();
    (d >= WORTH_A_LOOK && 3 * paper >= 2 * looked_at.len()).then_some(corner)
}

/// A·B, if A, or Aᵀ, lies row by row in memory and is mostly background.
pub(super) fn dot<A: Real>(a: &ArrayRef2<A>, b: &ArrayRef2<A>) -> Option<Array2<A>> {
    if a.len() * b.ncols() < WORTH_MARKING {
        return None;
    }
    let b = b.as_standard_layout();
    if a.is_standard_layout() {
        return affine(a.view(), b.view(), &Array1::zeros(b.ncols()), None);
    }
    let mut sparse = Sparse::default();
    sparse.mark(A::f32_view(a.t())?, true)?;
    let mut c = Array2::zeros((a.nrows(), b.ncols()));
    sparse.transposed_dot_into(&b, &b.sum_axis(Axis(0)), &mut c);
    Some(c)
}

/// X·W + b, if X (N, D) is mostly background; `kept` then has X for [`Sparse::transposed_dot_into`].
pub(crate) fn affine<A: Real>(
    x: ArrayView2<'_, A>,
    w: ArrayView2<'_, A>,
    b: &Array1<A>,
    kept: Option<&mut Option<Sparse>>,
) -> Option<Array2<A>> {
    let (x, w, b) = (A::f32_view(x)?, A::f32_view(w)?, A::f32_view(b.view())?);
    let ((n, d), m) = (x.dim(), b.len());
    let (rows, weights) = (x.as_slice()?, w.as_slice()?);
    let background = background(rows, d)?;
    let mut start = b.to_vec();
    if background != 0.0 {
        start.iter_mut().zip(w.sum_axis(Axis(0))).for_each(|(start, sum)| *start += background * sum);
    }
    let (mut thrown_away, keep) = (None, kept.is_some());
    let sparse = kept.unwrap_or(&mut thrown_away).get_or_insert_default();
    sparse.mark(x, keep)?;

    let mut y = Array2::<A>::zeros((n, m));
    let mut y_view = A::f32_view_mut(y.view_mut())?;
    let marked = Marked { x: rows, background, strides: (d, 1), marks: &sparse.marks, words: d.div_ceil(64) };
    marked.dot_into(weights, &start, y_view.as_slice_mut()?, n * d * m);
    Some(y)
}

impl Sparse {
    /// Becomes X (N, D), if that is mostly background; its elements themselves where they are to be kept.
    fn mark(&mut self, x: ArrayView2<'_, f32>, keep: bool) -> Option<()> {
        let (d, rows) = (x.ncols(), x.as_slice()?);
        let background = background(rows, d)?;
        (self.shape, self.background) = (x.dim(), background);
        self.x.clear();
        if keep {
            self.x.extend_from_slice(rows);
        }
        Arch::new().dispatch(Mark { x: rows, d, background, marks: &mut self.marks });
        Some(())
    }

    /// (N, D).
    pub(crate) fn dim(&self) -> (usize, usize) {
        self.shape
    }

    /// dW (D, M) ← Xᵀ·dY, where dY is (N, M) and `db` (M,) the sum of its rows.
    ///
    /// # Panics
    /// If dW is not in standard layout, or not of `f32`: [`affine`] has made neither of such a layer.
    pub(crate) fn transposed_dot_into<A: Real>(&self, dy: &ArrayRef2<A>, db: &Array1<A>, dw: &mut Array2<A>) {
        let (n, d) = self.shape;
        let dy = dy.as_standard_layout();
        let dy = A::f32_view(dy.view()).expect("X was f32");
        let start: Vec<f32> =
            A::f32_view(db.view()).expect("X was f32").iter().map(|db| db * self.background).collect();
        let mut dw = A::f32_view_mut(dw.view_mut()).expect("X was f32");
        let (marks, words) = (transposed(&self.marks, n, d), n.div_ceil(64));
        let marked = Marked { x: &self.x, background: self.background, strides: (1, d), marks: &marks, words };
        let work = n * dw.len();
        let dw = dw.as_slice_mut().expect("dW is in standard layout");
        marked.dot_into(dy.as_slice().expect("standard layout"), &start, dw, work);
    }
}

/// Marks what is not background in rows of `d`.
struct Mark<'a> {
    x: &'a [f32],
    d: usize,
    background: f32,
    marks: &'a mut Vec<u64>,
}

impl WithSimd for Mark<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        self.marks.clear();
        for row in self.x.chunks_exact(self.d) {
            for x in row.chunks(64) {
                let mut differs = [0_u8; 64];
                for (differs, &x) in differs.iter_mut().zip(x) {
                    *differs = u8::from(x != self.background);
                }
                // Multiplied so, the lowest bits of eight bytes gather in the highest byte.
                let bits = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56;
                let eights = differs.as_chunks::<8>().0;
                self.marks.push(eights.iter().rev().fold(0, |word, bytes| word << 8 | bits(bytes)));
            }
        }
    }
}

/// The marks of Xᵀ (D, N) from those of X (N, D), in squares of 64 by 64 bits.
fn transposed(marks: &[u64], n: usize, d: usize) -> Vec<u64> {
    let (words, words_t) = (d.div_ceil(64), n.div_ceil(64));
    let mut marks_t = vec![0; words * 64 * words_t];
    for i in 0..words_t {
        for j in 0..words {
            let mut square = [0; 64];
            for (row, to) in square.iter_mut().enumerate().take(n - 64 * i) {
                *to = marks[(64 * i + row) * words + j];
            }
            transpose(&mut square);
            for (column, from) in square.into_iter().enumerate() {
                marks_t[(64 * j + column) * words_t + i] = from;
            }
        }
    }
    marks_t
}

/// Transposes 64 by 64 bits: swaps the two off-diagonal quarters, then those of each quarter, and so on.
fn transpose(square: &mut [u64; 64]) {
    let (mut half, mut low) = (32, u64::MAX >> 32);
    while half > 0 {
        for k in (0..64).filter(|k| k & half == 0) {
            let swapped = ((square[k] >> half) ^ square[k + half]) & low;
            square[k] ^= swapped << half;
            square[k + half] ^= swapped;
        }
        half /= 2;
        low ^= low << half;
    }
}

/// A matrix that is mostly background, X or Xᵀ.
struct Marked<'a> {
    x: &'a [f32],
    background: f32,
    /// How far apart in `x` are the rows, and the columns.
    strides: (usize, usize),
    marks: &'a [u64],
    /// Words of marks in a row.
    words: usize,
}

impl Marked<'_> {
    /// C ← S·B + start, in rows as long as `start`; `work` decides how many threads share it.
    fn dot_into(&self, b: &[f32], start: &[f32], c: &mut [f32], work: usize) {
        let m = start.len();
        let rows = c.len().checked_div(m).unwrap_or(0);
        let compute = |first, c| Arch::new().dispatch(Rows { marked: self, first, b, start, c });
        if work < WORTH_A_THREAD || rows == 0 {
            return compute(0, c);
        }
        let rows = rows.div_ceil(8);
        c.par_chunks_mut(rows * m).enumerate().for_each(|(i, c)| compute(i * rows, c));
    }
}

/// The rows from `first` of C = S·B + start.
struct Rows<'a> {
    marked: &'a Marked<'a>,
    first: usize,
    b: &'a [f32],
    start: &'a [f32],
    c: &'a mut [f32],
}

impl WithSimd for Rows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Rows { marked, first, b, start, c } = self;
        let m = start.len();
        for (i, c) in c.chunks_exact_mut(m).enumerate() {
            let row = Row {
                x: &marked.x[(first + i) * marked.strides.0..],
                stride: marked.strides.1,
                background: marked.background,
                marks: &marked.marks[(first + i) * marked.words..][..marked.words],
            };
            let mut column = 0;
            while column < m {
                column += match (m - column).div_ceil(S::F32_LANES) {
                    1 => row.columns::<S, 1>(simd, b, start, c, column),
                    2 => row.columns::<S, 2>(simd, b, start, c, column),
                    3 => row.columns::<S, 3>(simd, b, start, c, column),
                    4 => row.columns::<S, 4>(simd, b, start, c, column),
                    5 => row.columns::<S, 5>(simd, b, start, c, column),
                    6 => row.columns::<S, 6>(simd, b, start, c, column),
                    _ => row.columns::<S, 7>(simd, b, start, c, column),
                };
            }
        }
    }
}

/// One row of S.
struct Row<'a> {
    x: &'a [f32],
    stride: usize,
    background: f32,
    marks: &'a [u64],
}

impl Row<'_> {
    /// Calls `add` with index and value of each element that is not 0.
    #[inline(always)]
    fn for_each(&self, mut add: impl FnMut(usize, f32)) {
        for (word, &marks) in self.marks.iter().enumerate() {
            let mut marks = marks;
            while marks != 0 {
                let i = 64 * word + marks.trailing_zeros() as usize;
                marks &= marks - 1;
                add(i, self.x[i * self.stride] - self.background);
            }
        }
    }

    /// The next `K` vectors of a row of C, from `first`; returns the number of columns. Where the last vector would
    /// not be full it begins earlier, and computes some columns a second time.
    #[inline(always)]
    fn columns<S: Simd, const K: usize>(
        &self,
        simd: S,
        b: &[f32],
        start: &[f32],
        c: &mut [f32],
        first: usize,
    ) -> usize {
        let m = start.len();
        let count = (K * S::F32_LANES).min(m - first);
        if m < S::F32_LANES {
            let mut sums = simd.partial_load_f32s(start);
            self.for_each(|i, x| {
                sums = simd.mul_add_e_f32s(simd.splat_f32s(x), simd.partial_load_f32s(&b[i * m..][..m]), sums);
            });
            simd.partial_store_f32s(c, sums);
            return count;
        }
        let width = count.max(S::F32_LANES);
        let first = first.min(m - width);
        let (full, last) = ((K - 1) * S::F32_LANES, width - S::F32_LANES);
        let load = |row: &[f32]| {
            let mut vectors = [S::as_simd_f32s(&row[last..]).0[0]; K];
            vectors[..K - 1].copy_from_slice(S::as_simd_f32s(&row[..full]).0);
            vectors
        };
        let mut sums = load(&start[first..][..width]);
        self.for_each(|i, x| {
            let (x, b) = (simd.splat_f32s(x), load(&b[i * m + first..][..width]));
            for k in 0..K {
                sums[k] = simd.mul_add_e_f32s(x, b[k], sums[k]);
            }
        });
        let c = &mut c[first..][..width];
        S::as_mut_simd_f32s(&mut c[..full]).0.copy_from_slice(&sums[..K - 1]);
        S::as_mut_simd_f32s(&mut c[last..]).0[0] = sums[K - 1];
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dense product.
    fn dense(a: &ArrayRef2<f32>, b: &ArrayRef2<f32>) -> Array2<f32> {
        let mut c = Array2::zeros((a.nrows(), b.ncols()));
        crate::gemm::dot_into(a, b, 0.0, &mut c);
        c
    }

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
                let y = affine(x.view(), w.view(), &b, Some(&mut kept)).expect("four of five elements are paper");
                assert_close(&y, &(dense(&x, &w) + &b));
                assert_eq!(affine(x.view(), w.view(), &b, None), Some(y));

                let (dy, mut dw) = (matrix(n, m), Array2::from_elem((d, m), f32::NAN));
                let sparse = kept.expect("kept");
                assert_eq!(sparse.dim(), (n, d));
                sparse.transposed_dot_into(&dy, &dy.sum_axis(Axis(0)), &mut dw);
                assert_close(&dw, &dense(&x.t(), &dy));
            }
        }
    }

    #[test]
    fn either_way_round_a_matrix_is_recognised() {
        for paper in [0.0, 0.3] {
            let (x, w, dy) = (page(60, 784, paper), matrix(784, 50), matrix(60, 50));
            assert_close(&dot(&x, &w).expect("mostly paper"), &dense(&x, &w));
            assert_close(&dot(&x, &matrix(50, 784).t()).expect("mostly paper"), &dense(&x, &matrix(50, 784).t()));
            assert_close(&dot(&x.t(), &dy).expect("mostly paper"), &dense(&x.t(), &dy));
        }
        assert_eq!(dot(&page(1, 784, 0.0), &matrix(784, 50)), None, "too small");
        assert_eq!(dot(&matrix(60, 784), &matrix(784, 50)), None, "no paper");
    }

    #[test]
    fn what_is_kept_is_replaced() {
        let (w, b, mut kept) = (matrix(200, 20), Array1::zeros(20), None);
        for (n, paper) in [(50, -1.0), (20, 0.0), (33, 0.5)] {
            let x = page(n, 200, paper);
            affine(x.view(), w.view(), &b, Some(&mut kept)).expect("mostly paper");
            let (dy, mut dw) = (matrix(n, 20), Array2::zeros((200, 20)));
            kept.as_ref().expect("kept").transposed_dot_into(&dy, &dy.sum_axis(Axis(0)), &mut dw);
            assert_close(&dw, &dense(&x.t(), &dy));
        }
    }

    #[test]
    fn full_or_small_or_turned_matrices_are_left_to_the_dense_product() {
        let b = Array1::zeros(3);
        for (x, d) in [(matrix(20, 200), 200), (page(20, 100, 0.0), 100), (page(200, 300, 0.0).reversed_axes(), 200)] {
            let mut kept = None;
            assert_eq!(affine(x.view(), matrix(d, 3).view(), &b, Some(&mut kept)), None);
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
                let y = affine(x.view(), w.view(), &b, Some(&mut kept)).unwrap();
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
