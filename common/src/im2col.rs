//! `im2col` lays the pixels under a filter out as rows of a matrix, so that a convolution becomes one product.
//!
//! Book: §7.4.2–7.4.3, `common/util.py`.

use ndarray::{Array2, Array4, Array6, ArrayRef2, ArrayRef4, Axis, s};

use crate::Real;

/// A filter that fits nowhere into its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "output size = (input + 2·pad − filter)/stride + 1 needs input + 2·pad ≥ filter and stride ≥ 1, \
     got input {input}, pad {pad}, filter {filter}, stride {stride}"
)]
pub struct OutputSizeError {
    /// Height or width of the input.
    pub input: usize,
    /// Height or width of the filter.
    pub filter: usize,
    /// Distance between two positions of the filter.
    pub stride: usize,
    /// Zeros added at each side of the input.
    pub pad: usize,
}

/// Height or width of the output: ⌊(input + 2·pad − filter)/stride⌋ + 1.
///
/// Where the stride does not divide, the last rows and columns of the input are left over.
///
/// ```
/// use common::conv_output_size;
/// assert_eq!(conv_output_size(4, 3, 1, 1), Ok(4));
/// assert_eq!(conv_output_size(7, 3, 2, 0), Ok(3));
/// assert!(conv_output_size(2, 3, 1, 0).is_err());
/// ```
///
/// # Errors
/// If the filter is larger than the padded input or empty, or the stride is 0.
///
/// Book: §7.2.4, `common/util.py`.
pub fn conv_output_size(input: usize, filter: usize, stride: usize, pad: usize) -> Result<usize, OutputSizeError> {
    if stride == 0 || filter == 0 || input + 2 * pad < filter {
        return Err(OutputSizeError { input, filter, stride, pad });
    }
    Ok((input + 2 * pad - filter) / stride + 1)
}

/// (OH, OW), or a panic that names the formula.
#[track_caller]
pub(crate) fn output_size(size: (usize, usize), filter: (usize, usize), stride: usize, pad: usize) -> (usize, usize) {
    let out = |input, filter| conv_output_size(input, filter, stride, pad).unwrap_or_else(|e| panic!("{e}"));
    (out(size.0, filter.0), out(size.1, filter.1))
}

/// Images with a border of `pad` pixels of this value.
pub(crate) fn padded<A: Real>(x: &ArrayRef4<A>, pad: usize, value: A) -> Array4<A> {
    let (n, c, h, w) = x.dim();
    let mut img = Array4::from_elem((n, c, h + 2 * pad, w + 2 * pad), value);
    img.slice_mut(s![.., .., pad..pad + h, pad..pad + w]).assign(x);
    img
}

/// The pixels under each position of the filter, one row per position.
///
/// The filter visits OH·OW positions of each image. Each position gives one row, which holds the
/// C·FH·FW numbers under the filter: channel by channel, and row by row within a channel.
/// A 2×2 filter (stride 1, no padding) on one 3×3 image of one channel:
///
/// ```text
///     image            col (OH·OW = 4 rows, C·FH·FW = 4 columns)
///     a b c            a b d e    position (0, 0), upper left
///     d e f     ->     b c e f    position (0, 1)
///     g h i            d e g h    position (1, 0)
///                      e f h i    position (1, 1), lower right
/// ```
///
/// `e` stands in all four rows because it lies under the filter four times. [`col2im`] goes the other way
/// and adds up what stands for the same pixel, which is what the gradient of a pixel is.
///
/// With the filters as columns of a second matrix, (C·FH·FW, FN), the convolution is `col · w + b`,
/// one row per position: the book's `Convolution.forward`.
///
/// ```
/// use common::{conv_output_size, im2col};
/// use ndarray::Array4;
/// let x = Array4::<f32>::zeros((10, 3, 7, 7));
/// assert_eq!(im2col(&x, 5, 5, 1, 0).dim(), (90, 75));
/// assert_eq!(conv_output_size(28, 5, 3, 2), Ok(10)); // (28 + 2·2 − 5)/3 + 1 = 10
/// ```
///
/// # Shapes
/// (N, C, H, W) → (N·OH·OW, C·FH·FW); rows in the order n, oh, ow; columns in the order c, fh, fw.
///
/// # Panics
/// If the filter is larger than the padded input, see [`conv_output_size`].
///
/// Book: §7.4.3, `common/util.py`.
#[track_caller]
pub fn im2col<A: Real>(x: &ArrayRef4<A>, filter_h: usize, filter_w: usize, stride: usize, pad: usize) -> Array2<A> {
    let (n, c, h, w) = x.dim();
    let (oh, ow) = output_size((h, w), (filter_h, filter_w), stride, pad);
    let img = padded(x, pad, A::zero());
    let mut col = Array6::zeros((n, oh, ow, c, filter_h, filter_w));
    for i in 0..filter_h {
        for j in 0..filter_w {
            // What filter element (i, j) meets at all positions.
            let seen = img.slice(s![.., .., i..;stride, j..;stride]);
            let seen = seen.slice(s![.., .., ..oh, ..ow]).permuted_axes([0, 2, 3, 1]);
            col.slice_mut(s![.., .., .., .., i, j]).assign(&seen);
        }
    }
    col.into_shape_with_order((n * oh * ow, c * filter_h * filter_w)).expect("the same elements in the same order")
}

/// Adds every element of `col` to the pixel it came from: the transpose of [`im2col`].
///
/// ```
/// use common::{col2im, im2col};
/// use ndarray::Array4;
/// // The middle pixel of 3×3 lies under a 2×2 filter four times, a corner once.
/// let col = im2col(&Array4::<f64>::ones((1, 1, 3, 3)), 2, 2, 1, 0);
/// let x = col2im(&col, (1, 1, 3, 3), 2, 2, 1, 0);
/// assert_eq!((x[[0, 0, 1, 1]], x[[0, 0, 0, 0]]), (4.0, 1.0));
/// ```
///
/// # Shapes
/// (N·OH·OW, C·FH·FW) → `input_shape` (N, C, H, W)
///
/// # Panics
/// If `col` is not of the shape that `im2col` gives for an input of `input_shape`.
///
/// Book: §7.4.3, `common/util.py`.
#[track_caller]
pub fn col2im<A: Real>(
    col: &ArrayRef2<A>,
    input_shape: (usize, usize, usize, usize),
    filter_h: usize,
    filter_w: usize,
    stride: usize,
    pad: usize,
) -> Array4<A> {
    let (n, c, h, w) = input_shape;
    let (oh, ow) = output_size((h, w), (filter_h, filter_w), stride, pad);
    let expected = (n * oh * ow, c * filter_h * filter_w);
    assert!(col.dim() == expected, "col2im to {input_shape:?} needs col of {expected:?}, got {:?}", col.dim());
    let col = col.to_shape((n, oh, ow, c, filter_h, filter_w)).expect("same size");
    let col = col.view().permuted_axes([0, 3, 4, 5, 1, 2]);
    let mut img = Array4::zeros((n, c, h + 2 * pad, w + 2 * pad));
    for i in 0..filter_h {
        for j in 0..filter_w {
            let mut seen = img.slice_mut(s![.., .., i..;stride, j..;stride]);
            let mut seen = seen.slice_mut(s![.., .., ..oh, ..ow]);
            seen += &col.index_axis(Axis(2), i).index_axis(Axis(2), j);
        }
    }
    img.slice_move(s![.., .., pad..pad + h, pad..pad + w])
}
