//! Training data that become a batch of floats when they are needed: pixels stay `u8` until then.
//!
//! Book: §4.2.3, `x_train[batch_mask]`.

use ndarray::{Array, ArrayView2, Axis, Dimension, Ix2, Ix4, RemoveAxis};
use pulp::{Arch, Simd, WithSimd};
use rand::seq::SliceRandom;
use rand::{Rng, RngExt};
use rayon::prelude::*;

use crate::{Real, Targets};

/// Samples of which batches of `A` in `D` dimensions can be made.
///
/// ```
/// use common::Samples;
/// use ndarray::{Array2, array};
/// let x_train = array![[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]];
/// let mut x_batch = Array2::zeros((0, 0));
/// x_train.gather(&[2, 0], &mut x_batch);
/// assert_eq!(x_batch, array![[0.5, 0.6], [0.1, 0.2]]);
/// ```
pub trait Samples<A, D: Dimension>: Sync {
    /// Number of samples N.
    fn len(&self) -> usize;

    /// Whether there is no sample.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes `batch` the samples at `indices` (the book's `x_train[batch_mask]`). Its memory is used again if the
    /// shape is the same as before.
    ///
    /// # Panics
    /// If an index is not below N.
    fn gather(&self, indices: &[usize], batch: &mut Array<A, D>);
}

/// Samples along the first axis.
impl<A: Real, D: RemoveAxis> Samples<A, D> for Array<A, D> {
    fn len(&self) -> usize {
        self.len_of(Axis(0))
    }

    fn gather(&self, indices: &[usize], batch: &mut Array<A, D>) {
        let mut shape = self.raw_dim();
        shape[0] = indices.len();
        resize(batch, shape);
        for (mut sample, &index) in batch.outer_iter_mut().zip(indices) {
            sample.assign(&self.index_axis(Axis(0), index));
        }
    }
}

/// Pixels of `u8` that are read as low + (high − low)·pixel/255, by default as 0..=1 (the book's `normalize=True`).
///
/// Batches of two dimensions are (N, D), those of four (N, C, H, W).
///
/// ```
/// use common::{Pixels, Samples, random_choice};
/// use ndarray::{Array2, Array4, array};
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// // Two images of 2×2 pixels.
/// let bytes = array![[0, 51, 102, 255], [255, 0, 0, 0]];
/// let images = Pixels::new(bytes.view());
///
/// let mut batch = Array2::<f32>::zeros((0, 0)); // becomes (N, D)
/// images.gather(&[0, 1, 0], &mut batch);
/// assert_eq!(batch.row(2), array![0.0, 0.2, 0.4, 1.0]);
///
/// let mut batch = Array4::<f32>::zeros((0, 0, 0, 0)); // becomes (N, 1, H, W)
/// images.gather(&random_choice(2, 5, &mut ChaCha8Rng::seed_from_u64(1)), &mut batch);
/// assert_eq!(batch.dim(), (5, 1, 2, 2));
/// ```
///
/// Book: §3.6.1, `dataset/mnist.py`, `normalize` and `flatten`.
#[derive(Clone, Copy, Debug)]
pub struct Pixels<'a> {
    pixels: ArrayView2<'a, u8>,
    /// (C, H, W).
    shape: (usize, usize, usize),
    low: f64,
    high: f64,
}

impl<'a> Pixels<'a> {
    /// Grey images (N, D) of √D × √D pixels (or, if D is no square, of 1 × D), read as 0..=1.
    pub fn new(pixels: ArrayView2<'a, u8>) -> Self {
        let features = pixels.ncols();
        let side = features.isqrt();
        let shape = if side * side == features { (1, side, side) } else { (1, 1, features) };
        Pixels { pixels, shape, low: 0.0, high: 1.0 }
    }

    /// The same pixels read as `low` (0) to `high` (255): (-1.0, 1.0) centres them, (0.0, 255.0) leaves them.
    #[must_use]
    pub fn with_range(self, low: f64, high: f64) -> Self {
        Pixels { low, high, ..self }
    }

    /// The same pixels as images (C, H, W).
    ///
    /// # Panics
    /// If C·H·W is not D.
    #[must_use]
    #[track_caller]
    pub fn with_shape(self, (c, h, w): (usize, usize, usize)) -> Self {
        assert_eq!(c * h * w, self.pixels.ncols(), "values of an image ({c}, {h}, {w}) (left) and of a sample (right)");
        Pixels { shape: (c, h, w), ..self }
    }

    /// The first `n` samples, or all if there are fewer.
    #[must_use]
    pub fn first(self, n: usize) -> Self {
        let n = n.min(self.pixels.nrows());
        Pixels { pixels: self.pixels.split_at(Axis(0), n).0, ..self }
    }

    /// Asks memory for all the images at once: one after the other each would be waited for.
    fn fetch(&self, indices: &[usize]) {
        const LINE: usize = 64;
        let rows = indices.iter().filter_map(|&index| self.pixels.row(index).to_slice());
        let touched = |row: &[u8]| row.iter().step_by(LINE).fold(0, |sum: u8, &pixel| sum.wrapping_add(pixel));
        std::hint::black_box(rows.map(touched).fold(0, u8::wrapping_add));
    }

    fn fill<A: Real>(&self, indices: &[usize], batch: &mut [A]) {
        let features = self.pixels.ncols();
        if features == 0 {
            return;
        }
        // The step in two parts, the first short enough for exact products: in f32 pixel/255 comes out correctly rounded.
        let step = (self.high - self.low) / 255.0;
        let coarse = A::of(f64::from_bits(step.to_bits() & !0 << 37));
        let scale = Scale { low: A::of(self.low), coarse, fine: A::of(step - coarse.to_f64()) };
        self.fetch(indices);
        for (sample, &index) in batch.chunks_exact_mut(features).zip(indices) {
            let row = self.pixels.row(index);
            match row.as_slice() {
                Some(row) => Arch::new().dispatch(Convert { scale, row, sample }),
                None => sample.iter_mut().zip(row).for_each(|(value, &pixel)| *value = scale.value(pixel)),
            }
        }
    }
}

/// What a pixel is read as: low + (coarse + fine)·pixel.
#[derive(Clone, Copy)]
struct Scale<A> {
    low: A,
    coarse: A,
    fine: A,
}

impl<A: Real> Scale<A> {
    #[inline(always)]
    fn value(&self, pixel: u8) -> A {
        let pixel = A::from(pixel).expect("small enough");
        self.low + (pixel * self.coarse + pixel * self.fine)
    }
}

/// One image, with the vectors of the processor.
struct Convert<'a, A> {
    scale: Scale<A>,
    row: &'a [u8],
    sample: &'a mut [A],
}

impl<A: Real> WithSimd for Convert<'_, A> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (value, &pixel) in self.sample.iter_mut().zip(self.row) {
            *value = self.scale.value(pixel);
        }
    }
}

impl<A: Real> Samples<A, Ix2> for Pixels<'_> {
    fn len(&self) -> usize {
        self.pixels.nrows()
    }

    fn gather(&self, indices: &[usize], batch: &mut Array<A, Ix2>) {
        resize(batch, Ix2(indices.len(), self.pixels.ncols()));
        self.fill(indices, batch.as_slice_mut().expect("standard layout"));
    }
}

impl<A: Real> Samples<A, Ix4> for Pixels<'_> {
    fn len(&self) -> usize {
        self.pixels.nrows()
    }

    fn gather(&self, indices: &[usize], batch: &mut Array<A, Ix4>) {
        let (c, h, w) = self.shape;
        resize(batch, Ix4(indices.len(), c, h, w));
        self.fill(indices, batch.as_slice_mut().expect("standard layout"));
    }
}

/// Gives the batch this shape, in standard layout.
fn resize<A: Real, D: Dimension>(batch: &mut Array<A, D>, shape: D) {
    if batch.raw_dim() != shape || !batch.is_standard_layout() {
        *batch = Array::zeros(shape);
    }
}

/// How many samples there are, and a checksum of them and their targets: equal for equal data, and hardly ever for others.
///
/// It tells whether a training that is [resumed](crate::Checkpoint) has the data that it began with.
///
/// ```
/// use common::{Targets, fingerprint};
/// use ndarray::array;
/// let t = Targets::from(array![5, 0]);
/// let images = array![[0.0, 0.5], [1.0, 0.0]];
/// assert_eq!(fingerprint(&images, &t), fingerprint(&images.clone(), &t));
/// assert_ne!(fingerprint(&images, &t), fingerprint(&array![[0.0, 0.5], [1.0, 0.1]], &t));
/// ```
pub fn fingerprint<A: Real, D: Dimension, S: Samples<A, D>>(x: &S, t: &Targets<A>) -> String {
    const CHUNK: usize = 500;
    let starts: Vec<usize> = (0..x.len()).step_by(CHUNK).collect();
    let checksum = |start: &usize| {
        let mut batch = Array::zeros(D::default());
        x.gather(&Vec::from_iter(*start..x.len().min(start + CHUNK)), &mut batch);
        checksum(batch.iter().map(|&x| Real::to_f64(x).to_bits()))
    };
    let samples: Vec<u32> = starts.par_iter().map(checksum).collect();
    let targets = match t {
        Targets::Labels(labels) => self::checksum(labels.iter().map(|&label| label as u64)),
        Targets::OneHot(rows) => self::checksum(rows.iter().map(|&x| Real::to_f64(x).to_bits())),
    };
    let all = self::checksum(samples.into_iter().chain([targets]).map(u64::from));
    format!("{} samples of checksum {all:08x}", x.len())
}

fn checksum(values: impl Iterator<Item = u64>) -> u32 {
    let bytes: Vec<u8> = values.flat_map(u64::to_le_bytes).collect();
    crc32fast::hash(&bytes)
}

/// `size` numbers below `n`, each as likely as any other; the same may come twice (`np.random.choice(n, size)`).
///
/// ```
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
/// let batch_mask = common::random_choice(60_000, 10, &mut ChaCha8Rng::seed_from_u64(1));
/// assert!(batch_mask.len() == 10 && batch_mask.iter().all(|&i| i < 60_000));
/// ```
///
/// # Panics
/// If `n` is 0.
///
/// Book: §4.2.3.
#[track_caller]
pub fn random_choice(n: usize, size: usize, rng: &mut impl Rng) -> Vec<usize> {
    assert!(n > 0, "there is nothing to choose from");
    (0..size).map(|_| rng.random_range(0..n)).collect()
}

/// Samples with their targets, in random order.
///
/// ```
/// use common::{Targets, shuffle_dataset};
/// use ndarray::array;
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
/// let (x, t) = (array![[0.0], [1.0], [2.0]], Targets::<f64>::Labels(array![0, 1, 2]));
/// let (x, t) = shuffle_dataset(&x, &t, &mut ChaCha8Rng::seed_from_u64(1));
/// assert_eq!(t, Targets::Labels(x.column(0).mapv(|v| v as usize))); // rows and labels stay together
/// ```
///
/// # Panics
/// If there are not as many targets as samples.
///
/// Book: §6.5.1, `common/util.py`.
#[track_caller]
pub fn shuffle_dataset<T: Clone, A: Real, D: RemoveAxis>(
    x: &Array<T, D>,
    t: &Targets<A>,
    rng: &mut impl Rng,
) -> (Array<T, D>, Targets<A>) {
    let n = x.len_of(Axis(0));
    assert_eq!(n, t.len(), "number of samples (left) and of targets (right)");
    let mut order: Vec<usize> = (0..n).collect();
    order.shuffle(rng);
    (x.select(Axis(0), &order), t.select(&order))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, Array2, Array4, array};
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    fn all_pixels() -> Array2<u8> {
        Array2::from_shape_fn((1, 256), |(_, i)| i as u8)
    }

    #[test]
    fn every_pixel_is_divided_as_numpy_divides() {
        let bytes = all_pixels();
        let mut batch = Array2::<f32>::zeros((0, 0));
        Pixels::new(bytes.view()).gather(&[0], &mut batch);
        for (i, &value) in batch.iter().enumerate() {
            assert_eq!(value, i as f32 / 255.0, "pixel {i}");
        }
        let mut batch = Array2::<f64>::zeros((0, 0));
        Pixels::new(bytes.view()).gather(&[0], &mut batch);
        for (i, &value) in batch.iter().enumerate() {
            assert!((value - i as f64 / 255.0).abs() < 2e-16, "pixel {i}: {value}");
        }
    }

    #[test]
    fn other_ranges() {
        let (bytes, mut batch) = (all_pixels(), Array2::<f32>::zeros((0, 0)));
        Pixels::new(bytes.view()).with_range(0.0, 255.0).gather(&[0], &mut batch);
        assert!(batch.iter().enumerate().all(|(i, &value)| value == i as f32));
        Pixels::new(bytes.view()).with_range(-1.0, 1.0).gather(&[0], &mut batch);
        assert_eq!((batch[[0, 0]], batch[[0, 255]]), (-1.0, 1.0));
        assert!((batch[[0, 51]] + 0.6).abs() < 1e-7);
    }

    #[test]
    fn batches_are_gathered_in_order() {
        let bytes = Array2::from_shape_fn((3, 6), |(n, i)| (n * 6 + i) as u8);
        let images = Pixels::new(bytes.view()).with_range(0.0, 255.0).with_shape((1, 2, 3));
        let mut batch = Array4::<f64>::zeros((0, 0, 0, 0));
        images.gather(&[2, 0], &mut batch);
        assert_eq!(batch, array![[[[12., 13., 14.], [15., 16., 17.]]], [[[0., 1., 2.], [3., 4., 5.]]]]);
        images.gather(&[1, 1], &mut batch);
        assert_eq!(batch.index_axis(Axis(0), 0), batch.index_axis(Axis(0), 1));
        assert_eq!(batch[[0, 0, 0, 0]], 6.0);

        let floats = bytes.mapv(f64::from);
        let mut batch = Array2::zeros((0, 0));
        floats.gather(&[2, 0, 2], &mut batch);
        assert_eq!(batch.column(0), array![12.0, 0.0, 12.0]);
        assert_eq!(Samples::<f64, Ix2>::len(&images.first(2)), 2);
    }

    #[test]
    fn fingerprints_tell_data_apart() {
        let x = Array2::from_shape_fn((1200, 3), |(n, i)| (n * 3 + i) as f32);
        let t = Targets::Labels(Array1::from_iter(0..1200));
        let same = fingerprint(&x, &t);
        assert_eq!(same, fingerprint(&x.clone(), &t.clone()));
        assert!(same.starts_with("1200 samples of checksum "), "{same}");
        let (mut other_x, mut labels) = (x.clone(), Array1::from_iter(0..1200));
        other_x[[1100, 2]] += 1.0;
        labels[7] = 8;
        let swapped = x.select(Axis(0), &(0..1200).rev().collect::<Vec<_>>());
        for (x, t) in [(&other_x, &t), (&swapped, &t), (&x, &Targets::Labels(labels))] {
            assert_ne!(fingerprint(x, t), same);
        }
    }

    #[test]
    fn choice_repeats_and_reaches_all() {
        let chosen = random_choice(10, 1000, &mut ChaCha8Rng::seed_from_u64(1));
        for i in 0..10 {
            let times = chosen.iter().filter(|&&c| c == i).count();
            assert!((60..140).contains(&times), "{i} was chosen {times} times");
        }
    }

    #[test]
    fn shuffling_keeps_pairs() {
        let x = Array2::from_shape_fn((50, 2), |(n, _)| n as u8);
        let t = Targets::<f32>::Labels(Array1::from_iter(0..50));
        let (x2, t2) = shuffle_dataset(&x, &t, &mut ChaCha8Rng::seed_from_u64(1));
        let Targets::Labels(labels) = t2 else { panic!("labels stay labels") };
        assert!(x2.rows().into_iter().zip(&labels).all(|(row, &label)| row == array![label as u8, label as u8]));
        assert_ne!(x2, x);
        let mut sorted = labels.to_vec();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..50).collect::<Vec<_>>());
    }
}
