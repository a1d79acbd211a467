//! The numerical gradient of the two-layer network, without computing anything twice.
//!
//! The book's `numerical_gradient` evaluates the whole loss twice for each of the 39,760 parameters:
//! L(w + h) and L(w − h), from the first layer to the last, over the whole batch. That takes half a minute or more per
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
//! O(samples that change × classes) per parameter: for a batch of 100 some 15 million exponentials of small numbers. All
//! pixels of a sample go through the same few arithmetic operations, eight at a time, by
//! [`vectorized`]; the hidden units are shared out among the threads. Each unit is computed by one thread in one
//! order, so the result has the same bytes for any number of threads.
//!
//! Book: §4.4.2, §4.5.1, `TwoLayerNet.numerical_gradient`.

use common::{Grads, Network, Targets, Tensor, dot, rows};
use kernels::vector_math::{Kernel, NEAR_ZERO, exp, exp_near_zero, vectorized};
use ndarray::{Array1, Array2};
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
pub fn incremental_gradient(network: &TwoLayerNet<f64>, x: &Tensor<f64>, t: &Targets<f64>) -> Grads<f64> {
    let base = Unperturbed::new(network, x, t);
    let (inputs, hidden) = network.params.w1.dim();
    let classes = network.params.w2.ncols();

    // A bias is the weight of an input that is always 1: the last row of each of the two.
    let columns: Vec<Vec<f64>> = (0..hidden).into_par_iter().map(|j| base.towards_hidden_unit(j)).collect();
    let rows: Vec<Vec<f64>> = (0..=hidden).into_par_iter().map(|j| base.out_of_hidden_unit(j)).collect();
    Grads(vec![
        ("W1".into(), Array2::from_shape_fn((inputs, hidden), |(i, j)| columns[j][i]).into_dyn()),
        ("b1".into(), Array1::from_shape_fn(hidden, |j| columns[j][inputs]).into_dyn()),
        ("W2".into(), Array2::from_shape_fn((hidden, classes), |(j, k)| rows[j][k]).into_dyn()),
        ("b2".into(), Array1::from_shape_fn(classes, |k| rows[hidden][k]).into_dyn()),
    ])
}

/// The network as it is at w, from which every perturbation starts.
struct Unperturbed<'a> {
    params: &'a Parameters<f64>,
    samples: Vec<Sample>,
    /// No sigmoid changes by more: h·x is at most this times 4, and the slope at most 1/4.
    largest_delta: f64,
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
    fn new(network: &'a TwoLayerNet<f64>, x: &Tensor<f64>, t: &Targets<f64>) -> Self {
        let params = &network.params;
        let (x, p, labels) = (rows(x), rows(&network.predict(x)), labels(t));
        assert_eq!(x.nrows(), labels.len(), "{} rows of x (left) for {} targets (right)", x.nrows(), labels.len());
        assert!(!labels.is_empty(), "the gradient of a batch without samples");
        let a1 = dot(&x, &params.w1) + &params.b1;
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
        let largest_input = x.iter().fold(1.0_f64, |max, x| max.max(x.abs()));
        Unperturbed { params, samples: samples.collect(), largest_delta: H * largest_input / 4.0 }
    }

    /// The gradient of W1[.., j], and of b1[j] after it.
    fn towards_hidden_unit(&self, j: usize) -> Vec<f64> {
        let w2 = self.params.w2.row(j);
        let inputs = self.params.w1.nrows();
        let (mut plus, mut minus) = (vec![1.0; inputs + 1], vec![1.0; inputs + 1]);
        let mut factors = vec![[0.0; LANES]; (inputs + 1).div_ceil(LANES)];
        for sample in &self.samples {
            let relative: Vec<f64> = w2.iter().map(|w| w - w2[sample.t]).collect();
            for (h, products) in [(H, &mut plus), (-H, &mut minus)] {
                vectorized(HiddenPerturbation {
                    sample,
                    a: sample.a1[j],
                    z: sample.z1[j],
                    largest_delta: self.largest_delta,
                    w2: &relative,
                    h,
                    factors: &mut factors,
                });
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
    largest_delta: f64,
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
        let p_t = p[*t];
        for (x, factors) in values.iter().zip(self.factors) {
            let mut delta = [0.0; LANES];
            for (delta, x) in delta.iter_mut().zip(x) {
                *delta = sigmoid::<FMA>(self.a + self.h * x) - self.z;
            }
            let mut sum = [0.0; LANES];
            for (p, w2) in p.iter().zip(self.w2) {
                if self.largest_delta * w2.abs() <= NEAR_ZERO {
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
                *factor = (p_t / sum + DELTA) / (p_t + DELTA);
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
            .rows()
            .into_iter()
            .map(|row| {
                let label = row
                    .iter()
                    .position(|&t| t == 1.0)
                    .filter(|&label| row.iter().enumerate().all(|(k, &t)| k == label || t == 0.0));
                label.unwrap_or_else(|| panic!("not a one-hot row: {row}"))
            })
            .collect(),
    }
}
