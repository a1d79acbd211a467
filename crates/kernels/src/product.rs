//! The matrix product, where most of the arithmetic of a network is spent.
//!
//! C (M, N) = A (M, K) · B (K, N). The product itself is that of the `gemm` crates, which pick their kernel for
//! the processor at run time; this module gives them ndarray's arrays and divides large products among
//! threads. Transposed or otherwise strided views are taken as they are, without a copy.
//!
//! Most of a digit is background: where most elements of an A of `f32` have one value, these are left out.
//!
//! The longer side of C, or K where it is much longer, is divided into chunks by the shape alone, each chunk is computed by
//! one thread, and sums are added in order, so the result is the same to the last bit for any number of threads.
//!
//! ```
//! use kernels::dot;
//! use ndarray::array;
//! let c = dot(&array![[1.0, 2.0], [3.0, 4.0]], &array![[5.0, 6.0], [7.0, 8.0]]);
//! assert_eq!(c, array![[19.0, 22.0], [43.0, 50.0]]);
//! ```

use ndarray::{Array2, ArrayRef2, ArrayView2, ArrayViewMut2, Axis, NdFloat};
use rayon::prelude::*;

use crate::{pieces, sparse};

/// Multiplications below which a second thread costs more than it saves.
pub const WORTH_A_THREAD: usize = 1 << 21;

/// Rows of C in a chunk at least: every chunk arranges all of B anew for the kernel, which has to pay.
const SMALLEST_CHUNK: usize = 24;

/// K is divided where it is so many times M + N: the chunks arrange nothing twice, but each has a sum of its own.
pub const DEEP: usize = 8;

/// Chunks of K.
const IN_DEPTH: usize = 8;

/// The numbers that products exist for: `f32` and `f64`.
pub trait Float: NdFloat {
    /// C ← A·B + β·C, for shapes that fit.
    #[doc(hidden)]
    fn product(a: ArrayView2<Self>, b: ArrayView2<Self>, beta: Self, c: ArrayViewMut2<Self>);

    /// The same on this thread, with all elements of A.
    #[doc(hidden)]
    fn dense(a: ArrayView2<Self>, b: ArrayView2<Self>, beta: Self, c: ArrayViewMut2<Self>);
}

impl Float for f32 {
    fn product(a: ArrayView2<f32>, b: ArrayView2<f32>, beta: f32, mut c: ArrayViewMut2<f32>) {
        if sparse::dot_into(&a, &b, beta, &mut c).is_none() {
            divided(a, b, beta, c);
        }
    }

    #[allow(unsafe_code, reason = "the gemm crates take raw pointers")]
    fn dense(a: ArrayView2<f32>, b: ArrayView2<f32>, beta: f32, c: ArrayViewMut2<f32>) {
        // SAFETY: `gemm` calls it with the parts of three arrays whose shapes fit.
        gemm(a, b, c, |m, n, k, (c, c_rows, c_cols), (a, a_rows, a_cols), (b, b_rows, b_cols)| unsafe {
            let gemm = gemm_f32::gemm::f32::get_gemm_fn();
            let (keep, one_thread) = (beta != 0.0, gemm_common::Parallelism::None);
            gemm(
                m, n, k, c, c_cols, c_rows, keep, a, a_cols, a_rows, b, b_cols, b_rows, beta, 1.0, false, false, false,
                one_thread,
            );
        });
    }
}

impl Float for f64 {
    fn product(a: ArrayView2<f64>, b: ArrayView2<f64>, beta: f64, c: ArrayViewMut2<f64>) {
        divided(a, b, beta, c);
    }

    #[allow(unsafe_code, reason = "the gemm crates take raw pointers")]
    fn dense(a: ArrayView2<f64>, b: ArrayView2<f64>, beta: f64, c: ArrayViewMut2<f64>) {
        // SAFETY: `gemm` calls it with the parts of three arrays whose shapes fit.
        gemm(a, b, c, |m, n, k, (c, c_rows, c_cols), (a, a_rows, a_cols), (b, b_rows, b_cols)| unsafe {
            let gemm = gemm_f64::gemm::f64::get_gemm_fn();
            let (keep, one_thread) = (beta != 0.0, gemm_common::Parallelism::None);
            gemm(
                m, n, k, c, c_cols, c_rows, keep, a, a_cols, a_rows, b, b_cols, b_rows, beta, 1.0, false, false, false,
                one_thread,
            );
        });
    }
}

/// A·B as a new array.
///
/// # Panics
/// If A has not as many columns as B has rows.
#[track_caller]
pub fn dot<A: Float>(a: &ArrayRef2<A>, b: &ArrayRef2<A>) -> Array2<A> {
    let mut c = Array2::zeros((a.nrows(), b.ncols()));
    dot_into(a, b, A::zero(), &mut c);
    c
}

/// C ← A·B + β·C.
///
/// # Panics
/// If the three shapes do not fit.
#[track_caller]
pub fn dot_into<A: Float>(a: &ArrayRef2<A>, b: &ArrayRef2<A>, beta: A, c: &mut ArrayRef2<A>) {
    assert_fit(a, b, c);
    A::product(a.view(), b.view(), beta, c.view_mut());
}

/// C ← A·B + β·C, without a look for background.
#[track_caller]
pub(crate) fn dense_dot_into<A: Float>(a: &ArrayRef2<A>, b: &ArrayRef2<A>, beta: A, c: &mut ArrayRef2<A>) {
    assert_fit(a, b, c);
    divided(a.view(), b.view(), beta, c.view_mut());
}

#[track_caller]
pub(crate) fn assert_fit<A>(a: &ArrayRef2<A>, b: &ArrayRef2<A>, c: &ArrayRef2<A>) {
    let ((m, k), (rows, n)) = (a.dim(), b.dim());
    assert!(k == rows && c.dim() == (m, n), "({m}, {k}) · ({rows}, {n}) into {:?}: shapes do not fit", c.dim());
}

/// C ← A·B + β·C, on several threads where it is worth it.
fn divided<A: Float>(a: ArrayView2<A>, b: ArrayView2<A>, beta: A, c: ArrayViewMut2<A>) {
    let ((m, k), n) = (a.dim(), b.ncols());
    // A power of two, so that two or four threads finish together.
    let most = (m.max(n) / SMALLEST_CHUNK).clamp(1, 16);
    let chunks = 1 << (m * k * n / WORTH_A_THREAD).clamp(1, most).ilog2();
    if chunks == 1 {
        return A::dense(a, b, beta, c);
    }
    if k > DEEP * (m + n) {
        return in_depth(a, b, beta, c);
    }
    if m < n {
        return chunked(b.reversed_axes(), a.reversed_axes(), beta, c.reversed_axes(), chunks);
    }
    chunked(a, b, beta, c, chunks);
}

/// C ← A·B + β·C, the rows of C in so many chunks.
fn chunked<A: Float>(a: ArrayView2<A>, b: ArrayView2<A>, beta: A, mut c: ArrayViewMut2<A>, chunks: usize) {
    let rows = c.nrows().div_ceil(chunks).next_multiple_of(4);
    let pairs: Vec<_> = c.axis_chunks_iter_mut(Axis(0), rows).zip(a.axis_chunks_iter(Axis(0), rows)).collect();
    pieces::for_each(pairs.into_par_iter(), |(c, a)| A::dense(a, b, beta, c));
}

/// C ← A·B + β·C, as the sum of products of chunks of the columns of A and the rows of B.
fn in_depth<A: Float>(a: ArrayView2<A>, b: ArrayView2<A>, beta: A, mut c: ArrayViewMut2<A>) {
    let size = a.ncols().div_ceil(IN_DEPTH);
    let pairs: Vec<_> = a.axis_chunks_iter(Axis(1), size).zip(b.axis_chunks_iter(Axis(0), size)).collect();
    let product = |(a, b): (ArrayView2<A>, ArrayView2<A>)| {
        let mut product = Array2::zeros((a.nrows(), b.ncols()));
        A::dense(a, b, A::zero(), product.view_mut());
        product
    };
    let products = pieces::map(pairs.into_par_iter().with_max_len(1), product);
    c.mapv_inplace(|c| if beta == A::zero() { beta } else { beta * c });
    products.iter().for_each(|product| c += product);
}

/// Start, distance of two rows, distance of two columns.
type Matrix<P> = (P, isize, isize);

/// Calls `gemm` with M, N, K and the parts of C, A and B; of a C that lies column by column, with those of Cᵀ = Bᵀ·Aᵀ,
/// since the kernels store rows of a column-major C fastest.
fn gemm<'a, A>(
    mut a: ArrayView2<'a, A>,
    mut b: ArrayView2<'a, A>,
    mut c: ArrayViewMut2<A>,
    gemm: impl FnOnce(usize, usize, usize, Matrix<*mut A>, Matrix<*const A>, Matrix<*const A>),
) {
    if c.strides()[1].abs() < c.strides()[0].abs() {
        (a, b, c) = (b.reversed_axes(), a.reversed_axes(), c.reversed_axes());
    }
    // The kernels go forwards through C, and through the columns of A.
    for axis in [0, 1] {
        if c.strides()[axis] < 0 {
            c.invert_axis(Axis(axis));
            if axis == 0 { a.invert_axis(Axis(0)) } else { b.invert_axis(Axis(1)) }
        }
    }
    if a.strides()[1] < 0 {
        a.invert_axis(Axis(1));
        b.invert_axis(Axis(0));
    }
    let ((m, k), n) = (a.dim(), b.ncols());
    let [c_rows, c_cols] = c.strides().try_into().expect("two axes");
    let [a_rows, a_cols] = a.strides().try_into().expect("two axes");
    let [b_rows, b_cols] = b.strides().try_into().expect("two axes");
    gemm(m, n, k, (c.as_mut_ptr(), c_rows, c_cols), (a.as_ptr(), a_rows, a_cols), (b.as_ptr(), b_rows, b_cols));
}
