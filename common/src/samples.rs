//! Samples that become a batch of floats when they are needed: pixels stay bytes until then.
//!
//! Book: §3.6.1, `load_mnist`; §4.2.3, `x_train[batch_mask]`.

use kernels::pixels::Scale;
use ndarray::{ArcArray, Axis, IxDyn, Slice};
use rand::seq::SliceRandom;
use rand::{Rng, RngExt};

use crate::{Real, Targets, Tensor};

/// The book's `x_train`: N samples along the first axis, as floats, or as bytes that are read as floats batch by batch.
///
/// ```
/// use common::{Samples, random_choice, tensor};
/// use ndarray::array;
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// // Two images of four pixels, read as 0.0 to 1.0 (the book's `normalize=True`).
/// let x_train = Samples::<f32>::bytes(array![[0, 51, 102, 255], [255, 0, 0, 0]].into_dyn().into_shared(), 0.0, 1.0);
/// assert_eq!(x_train.select(&[1, 0]), tensor(array![[1.0, 0.0, 0.0, 0.0], [0.0, 0.2, 0.4, 1.0]]));
///
/// let batch_mask = random_choice(x_train.len(), 5, &mut ChaCha8Rng::seed_from_u64(1));
/// assert_eq!(x_train.select(&batch_mask).shape(), [5, 4]);
/// ```
///
/// Book: §3.6.1, `dataset/mnist.py`.
#[derive(Clone, Debug)]
pub struct Samples<A> {
    values: Values<A>,
}

#[derive(Clone, Debug)]
enum Values<A> {
    Floats(Tensor<A>),
    /// Bytes in standard layout, and the numbers that 0 and 255 stand for.
    Bytes(ArcArray<u8, IxDyn>, [f64; 2]),
}

impl<A: Real> Samples<A> {
    /// Bytes that are read as `low` (0) to `high` (255): (0.0, 1.0) normalises them, (0.0, 255.0) leaves them.
    ///
    /// # Panics
    /// If there is no axis.
    #[track_caller]
    pub fn bytes(bytes: ArcArray<u8, IxDyn>, low: f64, high: f64) -> Self {
        assert!(bytes.ndim() > 0, "samples along the first axis");
        let bytes =
            if bytes.is_standard_layout() { bytes } else { bytes.as_standard_layout().into_owned().into_shared() };
        Samples { values: Values::Bytes(bytes, [low, high]) }
    }

    /// (N, …).
    pub fn shape(&self) -> &[usize] {
        match &self.values {
            Values::Floats(x) => x.shape(),
            Values::Bytes(x, _) => x.shape(),
        }
    }

    /// Number of samples N.
    pub fn len(&self) -> usize {
        self.shape()[0]
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The samples at `indices`, in this order (the book's `x_train[batch_mask]`).
    ///
    /// # Panics
    /// If an index is not below N.
    #[track_caller]
    pub fn select(&self, indices: &[usize]) -> Tensor<A> {
        A::select_samples(self, indices) // `gather` below, compiled once
    }

    /// The first `n` samples, or all if there are fewer (`x_train[:n]`).
    pub fn first(&self, n: usize) -> Self {
        self.range(0, n.min(self.len()))
    }

    /// The samples from `start` to `end` (`x_train[start:end]`).
    ///
    /// # Panics
    /// If `end` is larger than N.
    #[track_caller]
    pub fn range(&self, start: usize, end: usize) -> Self {
        let range = Slice::from(start..end);
        let values = match &self.values {
            Values::Floats(x) => Values::Floats(x.slice_axis(Axis(0), range).to_owned().into_shared()),
            Values::Bytes(x, read_as) => {
                let mut x = x.clone();
                x.slice_axis_inplace(Axis(0), range);
                Values::Bytes(x, *read_as)
            }
        };
        Samples { values }
    }

    /// The same bytes read as `low` (0) to `high` (255); (-1.0, 1.0) centres them. Floats stay as they are.
    #[must_use]
    pub fn read_as(&self, low: f64, high: f64) -> Self {
        let mut samples = self.clone();
        if let Values::Bytes(_, read_as) = &mut samples.values {
            *read_as = [low, high];
        }
        samples
    }

    /// The same samples in another precision (`x_train.astype(np.float64)`).
    pub fn astype<B: Real>(&self) -> Samples<B> {
        let values = match &self.values {
            Values::Floats(x) => Values::Floats(x.mapv(|x| B::of(Real::to_f64(x))).into_shared()),
            Values::Bytes(x, read_as) => Values::Bytes(x.clone(), *read_as),
        };
        Samples { values }
    }

    /// All samples as floats.
    pub fn to_tensor(&self) -> Tensor<A> {
        self.select(&Vec::from_iter(0..self.len()))
    }
}

#[track_caller]
pub(crate) fn gather<A: Real>(x: &Samples<A>, indices: &[usize]) -> Tensor<A> {
    match &x.values {
        Values::Floats(x) => x.select(Axis(0), indices).into_shared(),
        Values::Bytes(x, [low, high]) => {
            let len: usize = x.shape()[1..].iter().product();
            let bytes = x.as_slice().expect("standard layout");
            let rows: Vec<&[u8]> = indices.iter().map(|&index| &bytes[index * len..][..len]).collect();
            let mut shape = x.raw_dim();
            shape[0] = indices.len();
            Tensor::from_shape_vec(shape, Scale::new(*low, *high).read(&rows, len)).expect("one row per index")
        }
    }
}

pub(crate) fn permute<A: Real>(x: &Samples<A>, permutation: &[usize]) -> Samples<A> {
    let values = match &x.values {
        Values::Floats(x) => Values::Floats(x.select(Axis(0), permutation).into_shared()),
        Values::Bytes(x, read_as) => Values::Bytes(x.select(Axis(0), permutation).into_shared(), *read_as),
    };
    Samples { values }
}

/// Samples that are floats already.
impl<A: Real> From<Tensor<A>> for Samples<A> {
    fn from(x: Tensor<A>) -> Self {
        Samples { values: Values::Floats(x) }
    }
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
/// use common::{Samples, Targets, shuffle_dataset, tensor};
/// use ndarray::array;
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
/// let (x, t) = (Samples::from(tensor(array![[0.0], [1.0], [2.0]])), Targets::<f64>::from(array![0, 1, 2]));
/// let (x, t) = shuffle_dataset(&x, &t, &mut ChaCha8Rng::seed_from_u64(1));
/// let x: Vec<usize> = x.to_tensor().iter().map(|&x| x as usize).collect();
/// assert_eq!(t.labels().to_vec(), x); // rows and labels stay together
/// ```
///
/// # Panics
/// If there are not as many targets as samples.
///
/// Book: §6.5.1, `common/util.py`.
#[track_caller]
pub fn shuffle_dataset<A: Real>(x: &Samples<A>, t: &Targets<A>, rng: &mut impl Rng) -> (Samples<A>, Targets<A>) {
    assert_eq!(x.len(), t.len(), "number of samples (left) and of targets (right)");
    let mut permutation: Vec<usize> = (0..x.len()).collect();
    permutation.shuffle(rng);
    (A::permute_samples(x, &permutation), t.select(&permutation))
}
