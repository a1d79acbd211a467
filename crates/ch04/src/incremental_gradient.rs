//! The numerical gradient of the two-layer network, without computing anything twice.
//!
//! The book's `numerical_gradient` evaluates the whole loss twice for each of the 39,760 parameters:
//! L(w + h) and L(w − h), from the first layer to the last, over the whole batch. That takes half a minute or more an
//! iteration in Python. But a single weight touches very little of the network:
//!
//! | parameter | what it changes |
//! |---|---|
//! | `W1[i, j]` | unit j of the hidden layer, for the samples whose pixel i is not zero (in MNIST 19 of 100) |
//! | `b1[j]` | unit j of the hidden layer |
//! | `W2[j, k]`, `b2[k]` | score k |
//!
//! All else keeps the value that it had at w. So we compute the network once at w, and for w ± h only what changes.
//!
//! # Why it is the same number
//!
//! It is still (L(w + h) − L(w − h)) / 2h with h = 1e-4, both losses evaluated anew, and no derivative is used
//! anywhere. Take one sample and let W1[i, j] become W1[i, j] ± h:
//!
//! 1. Of the hidden layer, a\[j\] becomes a\[j\] ± h·x\[i\] and its sigmoid changes by δ = sigmoid(a\[j\] ± h·x\[i\]) − z\[j\].
//! 2. Score k becomes s\[k\] + δ·W2[j, k].
//! 3. Since e^(s + u) = eˢ·eᵘ, the softmax follows from the old probabilities p:
//!    y\[k\] = p\[k\]·e^(δ·W2[j, k]) / Σ p\[m\]·e^(δ·W2[j, m]). For the right class t, divide by its exponential:
//!    y\[t\] = p\[t\] / Σ p\[m\]·e^(δ·(W2[j, m] − W2[j, t])).
//! 4. The sample's loss is −ln(y\[t\] + 1e-7). The batch's is the mean of these, −1/N ln Π (y\[t\] + 1e-7).
//!
//! Samples whose pixel i is zero have the same loss for w + h and w − h, and vanish from the difference.
//! For the others we multiply the factors f = (y\[t\] + 1e-7) / (p\[t\] + 1e-7), by which the perturbation changes each
//! sample's term, and take one logarithm at the end:
//!
//! (L(w + h) − L(w − h)) / 2h = (ln Π f₋ − ln Π f₊) / 2hN
//!
//! No digits are lost by that, on the contrary. The general form subtracts two losses of about 2.3 that agree
//! in their first five digits; the rounding of each, some 4e-16, is divided by 2h and leaves an error of some 1e-12.
//! Each factor here is near 1, with a rounding of its own of some 1e-16, and is divided by 2hN.
//!
//! # Cost
//!
//! O(samples that change × classes) a parameter: for a batch of 100 some 15 million exponentials of small numbers. All
//! pixels of a sample go through the same few arithmetic operations, eight at a time, by
//! [`vectorized`]; the hidden units are shared out among the threads. Each unit is computed by one thread in one
//! order, so the result has the same bytes for any number of threads.
//!
//! Book: §4.4.2, §4.5.1, `TwoLayerNet.numerical_gradient`.

use common::vector_math::{Kernel, NEAR_ZERO, exp, exp_near_zero, vectorized};
use common::{Network, Targets, softmax};
use ndarray::{Array1, Array2, ArrayView2, Axis};
use rayon::prelude::*;

use crate::two_layer_net::{Parameters, TwoLayerNet};

/// The step of the book's central difference.
const H: f64 = 1e-4;
/// The book's δ in `cross_entropy_error`.
const DELTA: f64 = 1e-7;
/// Pixels computed at a time: a vector of AVX-512, two of AVX2.
const LANES: usize = 8;

/// What `network.numerical_gradient(x, t)` computes, for x (N, D) and t of N samples, some thousand times faster.
///
/// # Panics
/// If the shapes do not fit, there is no sample, or a one-hot row is not a single 1 among zeros.
///
/// Book: §4.5.1, `TwoLayerNet.numerical_gradient`.
#[track_caller]
pub fn incremental_gradient(network: &TwoLayerNet<f64>, x: ArrayView2<'_, f64>, t: &Targets<f64>) -> Parameters<f64> {
    let base = Unperturbed::new(network, x, t);
    let (inputs, hidden) = network.params.w1.dim();
    let classes = network.params.w2.ncols();

    // A bias is the weight of an input that is always 1: the last row of each of the two.
    let columns: Vec<Vec<f64>> = (0..hidden).into_par_iter().map(|j| base.into_hidden_unit(j)).collect();
    let rows: Vec<Vec<f64>> = (0..=hidden).into_par_iter().map(|j| base.out_of_hidden_unit(j)).collect();
    Parameters {
        w1: Array2::from_shape_fn((inputs, hidden), |(i, j)| columns[j][i]),
        b1: Array1::from_shape_fn(hidden, |j| columns[j][inputs]),
        w2: Array2::from_shape_fn((hidden, classes), |(j, k)| rows[j][k]),
        b2: Array1::from_shape_fn(classes, |k| rows[hidden][k]),
    }
}

/// The network as it is at w, from which every perturbation starts.
struct Unperturbed<'a> {
    params: &'a Parameters<f64>,
    samples: Vec<Sample>,
}

/// One sample on its way through the network.
struct Sample {
    /// Which inputs are not zero; the last is the bias's, whose number is D.
    pixels: Vec<usize>,
    /// Their values, filled up with zeros to whole groups.
    values: Vec<[f64; LANES]>,
    /// Before the sigmoid, (M,).
    a1: Vec<f64>,
    /// After the sigmoid, and 1 for the bias, (M + 1,).
    z1: Vec<f64>,
    /// Probabilities, (classes,).
    p: Vec<f64>,
    /// The right class.
    t: usize,
}

impl<'a> Unperturbed<'a> {
    #[track_caller]
    fn new(network: &'a TwoLayerNet<f64>, x: ArrayView2<'_, f64>, t: &Targets<f64>) -> Self {
        let params = &network.params;
        let labels = labels(t);
        assert_eq!(x.nrows(), labels.len(), "{} rows of x (left) for {} targets (right)", x.nrows(), labels.len());
        assert!(!labels.is_empty(), "the gradient of a batch without samples");
        let a1 = network.hidden_scores(x);
        let p = softmax(&network.predict(x));
        let samples = labels.iter().enumerate().map(|(n, &t)| {
            assert!(t < p.ncols(), "label {t} in a batch of {} classes", p.ncols());
            let with_bias = x.row(n).into_iter().copied().chain([1.0]);
            let (pixels, nonzero): (Vec<_>, Vec<_>) = with_bias.enumerate().filter(|&(_, x)| x != 0.0).unzip();
            let mut values = vec![[0.0; LANES]; nonzero.len().div_ceil(LANES)];
            values.as_flattened_mut()[..nonzero.len()].copy_from_slice(&nonzero);
            let a1 = a1.row(n).to_vec();
            let z1 = a1.iter().map(|&a| sigmoid::<false>(a)).chain([1.0]).collect();
            Sample { pixels, values, a1, z1, p: p.row(n).to_vec(), t }
        });
        Unperturbed { params, samples: samples.collect() }
    }

    /// The gradient of W1[.., j], and of b1[j] after it.
    fn into_hidden_unit(&self, j: usize) -> Vec<f64> {
        let w2 = self.params.w2.row(j);
        let inputs = self.params.w1.nrows();
        let (mut plus, mut minus) = (vec![1.0; inputs + 1], vec![1.0; inputs + 1]);
        let mut factors = vec![[0.0; LANES]; (inputs + 1).div_ceil(LANES)];
        for sample in &self.samples {
            let relative: Vec<f64> = w2.iter().map(|w| w - w2[sample.t]).collect();
            for (h, products) in [(H, &mut plus), (-H, &mut minus)] {
                vectorized(HiddenPerturbation { sample, a: sample.a1[j], z: sample.z1[j], w2: &relative, h, factors: &mut factors });
                for (&i, factor) in sample.pixels.iter().zip(factors.as_flattened()) {
                    products[i] *= factor;
                }
            }
        }
        self.slopes(&plus, &minus)
    }

    /// The gradient of W2[j, ..]; of b2 where j = M.
    fn out_of_hidden_unit(&self, j: usize) -> Vec<f64> {
        let classes = self.params.w2.ncols();
        let (mut plus, mut minus) = (vec![1.0; classes], vec![1.0; classes]);
        for Sample { z1, p, t, .. } in &self.samples {
            for (h, products) in [(H, &mut plus), (-H, &mut minus)] {
                let e = (h * z1[j]).exp();
                for (k, product) in products.iter_mut().enumerate() {
                    // Score k grows by h·z: its term of the softmax grows by the factor e.
                    let sum = 1.0 + p[k] * (e - 1.0);
                    let y = if k == *t { p[k] * e / sum } else { p[*t] / sum };
                    *product *= (y + DELTA) / (p[*t] + DELTA);
                }
            }
        }
        self.slopes(&plus, &minus)
    }

    /// (L(w + h) − L(w − h)) / 2h from the products of the factors.
    fn slopes(&self, plus: &[f64], minus: &[f64]) -> Vec<f64> {
        let n = self.samples.len() as f64;
        plus.iter().zip(minus).map(|(plus, minus)| (minus.ln() - plus.ln()) / (2.0 * H * n)).collect()
    }
}

/// The weights from all pixels of one sample into one hidden unit, changed by h in turn.
struct HiddenPerturbation<'a> {
    sample: &'a Sample,
    /// The unit before and after the sigmoid.
    a: f64,
    z: f64,
    /// W2[j, k] − W2[j, t], (classes,).
    w2: &'a [f64],
    h: f64,
    /// What comes out: for each pixel the factor on y\[t\] + 1e-7.
    factors: &'a mut [[f64; LANES]],
}

impl Kernel for HiddenPerturbation<'_> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let Sample { values, p, t, .. } = self.sample;
        let old = p[*t] + DELTA;
        for (x, factors) in values.iter().zip(self.factors) {
            let mut delta = [0.0; LANES];
            let mut largest = 0.0_f64;
            for (delta, x) in delta.iter_mut().zip(x) {
                *delta = sigmoid::<FMA>(self.a + self.h * x) - self.z;
                largest = largest.max(delta.abs());
            }
            let mut sum = [0.0; LANES];
            for (p, w2) in p.iter().zip(self.w2) {
                if largest * w2.abs() <= NEAR_ZERO {
                    for (sum, delta) in sum.iter_mut().zip(&delta) {
                        *sum += p * exp_near_zero::<FMA>(delta * w2);
                    }
                } else {
                    for (sum, delta) in sum.iter_mut().zip(&delta) {
                        *sum += p * exp::<FMA>(delta * w2);
                    }
                }
            }
            for (factor, sum) in factors.iter_mut().zip(&sum) {
                *factor = (p[*t] / sum + DELTA) / old;
            }
        }
    }
}

#[inline(always)]
fn sigmoid<const FMA: bool>(a: f64) -> f64 {
    1.0 / (1.0 + exp::<FMA>(-a))
}

/// The class of each sample.
#[track_caller]
fn labels(t: &Targets<f64>) -> Vec<usize> {
    match t {
        Targets::Labels(labels) => labels.to_vec(),
        Targets::OneHot(rows) => rows
            .axis_iter(Axis(0))
            .map(|row| {
                let label = row.iter().position(|&t| t == 1.0).filter(|&label| row.iter().enumerate().all(|(k, &t)| k == label || t == 0.0));
                label.unwrap_or_else(|| panic!("not a one-hot row: {row}"))
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use common::numerical_gradient;
    use ndarray::Dimension;
    use proptest::prelude::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    /// The book's `numerical_gradient` of the loss of the whole batch, over one array of parameters.
    fn general<D: Dimension>(
        network: &TwoLayerNet<f64>,
        x: &Array2<f64>,
        t: &Targets<f64>,
        which: fn(&mut Parameters<f64>) -> &mut ndarray::Array<f64, D>,
    ) -> ndarray::Array<f64, D> {
        let mut network = network.clone();
        let mut values = which(&mut network.params).clone();
        let loss = |values: &ndarray::Array<f64, D>| {
            which(&mut network.params).assign(values);
            network.loss(x.view(), t)
        };
        numerical_gradient(loss, &mut values)
    }

    #[track_caller]
    fn assert_close<D: Dimension>(key: &str, incremental: &ndarray::Array<f64, D>, general: &ndarray::Array<f64, D>) {
        assert_eq!(incremental.shape(), general.shape(), "{key}");
        for (index, (incremental, general)) in incremental.iter().zip(general).enumerate() {
            let difference = (incremental - general).abs();
            assert!(difference < 1e-9, "{key}, element {index}: incremental {incremental}, general {general}");
        }
    }

    #[track_caller]
    fn assert_equals_the_general_form(network: &TwoLayerNet<f64>, x: &Array2<f64>, t: &Targets<f64>) {
        let grads = incremental_gradient(network, x.view(), t);
        assert_close("W1", &grads.w1, &general(network, x, t, |params| &mut params.w1));
        assert_close("b1", &grads.b1, &general(network, x, t, |params| &mut params.b1));
        assert_close("W2", &grads.w2, &general(network, x, t, |params| &mut params.w2));
        assert_close("b2", &grads.b2, &general(network, x, t, |params| &mut params.b2));
    }

    /// A network, and a batch with a share of pixels that are not zero.
    fn case(seed: u64, [n, inputs, hidden, classes]: [usize; 4], std: f64, ink: f64) -> (TwoLayerNet<f64>, Array2<f64>, Array1<usize>) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut network = TwoLayerNet::new(inputs, hidden, classes, std, &mut rng);
        network.params.b1.mapv_inplace(|_| rng.random_range(-1.0..1.0));
        network.params.b2.mapv_inplace(|_| rng.random_range(-1.0..1.0));
        let x = Array2::from_shape_simple_fn((n, inputs), || if rng.random_bool(ink) { rng.random() } else { 0.0 });
        let t = Array1::from_shape_simple_fn(n, || rng.random_range(0..classes));
        (network, x, t)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn equals_the_general_form(
            seed in 0..u64::MAX,
            shape in [1..12_usize, 1..30_usize, 1..9_usize, 1..8_usize],
            std in 0.01..3.0_f64,
            ink in 0.0..1.0_f64,
        ) {
            let (network, x, t) = case(seed, shape, std, ink);
            assert_equals_the_general_form(&network, &x, &t.into());
        }
    }

    /// Scores far apart, weights beyond the short series of the exponential, pixels of 0 to 255.
    #[test]
    fn equals_the_general_form_at_extremes() {
        for (std, pixels) in [(30.0, 1.0), (1.0, 255.0), (2000.0, 1.0)] {
            let (mut network, x, t) = case(5, [8, 20, 6, 5], std, 0.5);
            network.params.w1.mapv_inplace(|w| w / std / pixels);
            assert_equals_the_general_form(&network, &(x * pixels), &t.into());
        }
    }

    #[test]
    fn one_hot_rows_are_labels() {
        let (network, x, t) = case(1, [4, 10, 3, 5], 0.5, 0.5);
        let rows = Array2::from_shape_fn((4, 5), |(n, k)| f64::from(u8::from(t[n] == k)));
        assert_eq!(incremental_gradient(&network, x.view(), &rows.into()), incremental_gradient(&network, x.view(), &t.into()));
    }

    #[test]
    #[should_panic(expected = "not a one-hot row")]
    fn shared_classes_are_refused() {
        let (network, x, _) = case(1, [1, 10, 3, 2], 0.5, 0.5);
        incremental_gradient(&network, x.view(), &ndarray::array![[0.5, 0.5]].into());
    }

    #[test]
    fn the_same_bytes_for_any_number_of_threads() {
        let (network, x, t) = case(3, [20, 50, 13, 10], 0.3, 0.3);
        let t = Targets::from(t);
        let with_threads = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| incremental_gradient(&network, x.view(), &t))
        };
        let one = with_threads(1);
        assert!([2, 3, 7].into_iter().all(|threads| with_threads(threads) == one));
    }
}
