//! Images and labels in memory: pixels stay bytes, and become `f32` a batch at a time.

use ndarray::{Array2, Array4, ArrayView2, Axis};
use rayon::prelude::*;

/// Height and width of an image.
pub const SIDE: usize = 28;
/// Pixels of an image, 28×28.
pub const PIXELS: usize = SIDE * SIDE;
/// Number of classes, the digits 0 to 9.
pub const CLASSES: usize = 10;

/// N images of 28×28 bytes, 0 (paper) to 255 (ink), row by row.
///
/// 70,000 of them take 55 MB; as `f32` they would take 220 MB.
#[derive(Clone, PartialEq, Eq)]
pub struct Images {
    pixels: Vec<u8>,
}

impl Images {
    /// Takes the pixels of N images, one after the other.
    ///
    /// # Panics
    /// If `pixels` does not hold a whole number of images.
    #[track_caller]
    pub fn new(pixels: Vec<u8>) -> Self {
        assert!(
            pixels.len().is_multiple_of(PIXELS),
            "{} pixels are no whole number of images of {PIXELS}",
            pixels.len()
        );
        Images { pixels }
    }

    /// Number of images N.
    pub fn len(&self) -> usize {
        self.pixels.len() / PIXELS
    }

    /// Whether there is no image.
    pub fn is_empty(&self) -> bool {
        self.pixels.is_empty()
    }

    /// All pixels, N·784 bytes.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The 784 pixels of one image.
    ///
    /// # Panics
    /// If `index` is not below N.
    #[track_caller]
    pub fn image(&self, index: usize) -> &[u8] {
        &self.pixels[index * PIXELS..][..PIXELS]
    }

    /// The bytes as an array (N, 784), without a copy.
    ///
    /// Book: §3.6.1, `load_mnist(normalize=False)`.
    pub fn view(&self) -> ArrayView2<'_, u8> {
        ArrayView2::from_shape((self.len(), PIXELS), &self.pixels).expect("the length is a multiple of 784")
    }

    /// The images of a batch as (N, 784), pixels divided by 255: 0.0 to 1.0.
    ///
    /// # Panics
    /// If an index is not below the number of images.
    ///
    /// Book: §4.2.3, `x_train[batch_mask]`.
    #[track_caller]
    pub fn batch(&self, indices: &[usize]) -> Array2<f32> {
        let mut batch = Array2::zeros((indices.len(), PIXELS));
        self.batch_into(indices, &mut batch);
        batch
    }

    /// [`batch`](Self::batch) into an array that is kept between iterations.
    ///
    /// # Panics
    /// If `batch` is not an array (N, 784) in row-major order, N the number of indices, or an index is too large.
    #[track_caller]
    pub fn batch_into(&self, indices: &[usize], batch: &mut Array2<f32>) {
        assert_eq!(batch.dim(), (indices.len(), PIXELS), "the batch must be (indices, {PIXELS})");
        let rows = batch.as_slice_mut().expect("the batch must be in row-major order");
        for (row, &index) in rows.chunks_exact_mut(PIXELS).zip(indices) {
            normalize(self.image(index), row);
        }
    }
}

/// The bytes as numbers from 0.0 to 1.0.
fn normalize(pixels: &[u8], row: &mut [f32]) {
    for (x, &pixel) in row.iter_mut().zip(pixels) {
        *x = f32::from(pixel) / 255.0;
    }
}

impl std::fmt::Debug for Images {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Images({} of {SIDE}×{SIDE})", self.len())
    }
}

/// Images with their labels: the training set or the test set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The images.
    pub images: Images,
    /// The digit of each image, 0 to 9.
    pub labels: Vec<u8>,
}

impl Split {
    /// Number of images N.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no image.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// All images as (N, 784), 0.0 to 1.0: 188 MB for 60,000 of them.
    ///
    /// Book: §3.6.1, `load_mnist(normalize=True, flatten=True)`.
    pub fn flattened(&self) -> Array2<f32> {
        let mut x = Array2::zeros((self.len(), PIXELS));
        let rows = x.as_slice_mut().expect("a new array is in row-major order");
        rows.par_chunks_exact_mut(PIXELS)
            .zip(self.images.pixels.par_chunks_exact(PIXELS))
            .for_each(|(row, image)| normalize(image, row));
        x
    }

    /// All images as (N, 1, 28, 28), 0.0 to 1.0.
    ///
    /// Book: §7.1, `load_mnist(flatten=False)`.
    pub fn unflattened(&self) -> Array4<f32> {
        self.flattened().into_shape_with_order((self.len(), 1, SIDE, SIDE)).expect("784 = 28·28")
    }

    /// The labels as rows (N, 10), 1.0 at the digit and 0.0 elsewhere.
    ///
    /// Book: §3.6.1, `load_mnist(one_hot_label=True)`.
    pub fn one_hot(&self) -> Array2<f32> {
        let mut t = Array2::zeros((self.len(), CLASSES));
        for (mut row, &label) in t.axis_iter_mut(Axis(0)).zip(&self.labels) {
            row[usize::from(label)] = 1.0;
        }
        t
    }

    /// The first `count` images with their labels, or all of them where there are fewer.
    ///
    /// Book: §6.3.3, `x_train[:300]`.
    pub fn first(&self, count: usize) -> Split {
        let count = count.min(self.len());
        Split {
            images: Images { pixels: self.images.pixels[..count * PIXELS].to_vec() },
            labels: self.labels[..count].to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Split {
        let mut pixels = vec![0; 2 * PIXELS];
        pixels[1] = 255;
        pixels[PIXELS + 29] = 51;
        Split { images: Images::new(pixels), labels: vec![7, 0] }
    }

    #[test]
    fn shapes_and_values_are_the_books() {
        let split = two();
        let (x, x4, t) = (split.flattened(), split.unflattened(), split.one_hot());
        assert_eq!(x.dim(), (2, 784));
        assert_eq!(x4.dim(), (2, 1, 28, 28));
        assert_eq!((x[[0, 1]], x[[1, 29]], x[[1, 28]]), (1.0, 0.2, 0.0));
        assert_eq!((x4[[0, 0, 0, 1]], x4[[1, 0, 1, 1]]), (1.0, 0.2));
        assert_eq!(t.row(0).to_vec(), [0., 0., 0., 0., 0., 0., 0., 1., 0., 0.]);
        assert_eq!(t.row(1).to_vec(), [1., 0., 0., 0., 0., 0., 0., 0., 0., 0.]);
        assert_eq!(split.images.view()[[1, 29]], 51);
    }

    #[test]
    fn a_batch_has_the_rows_that_were_asked_for() {
        let split = two();
        let x = split.flattened();
        let batch = split.images.batch(&[1, 0, 1]);
        assert_eq!(batch, x.select(Axis(0), &[1, 0, 1]));
    }

    #[test]
    fn first_stops_at_the_end() {
        assert_eq!(two().first(1).labels, [7]);
        assert_eq!(two().first(5), two());
    }

    #[test]
    #[should_panic(expected = "785 pixels")]
    fn a_part_of_an_image_is_refused() {
        Images::new(vec![0; 785]);
    }
}
