//! Batch normalization of rows (N, D), in as few passes over memory as it needs.
//!
//! Forward: y = γ·x̂ + β with x̂ = (x − μ) / √(σ² + ε), μ and σ² over the N rows.
//! Backward: dβ = Σₙ dy, dγ = Σₙ x̂·dy, dx = γ/√(σ² + ε) · (dy − dβ/N − x̂·dγ/N).

use ndarray::{Array1, Array2, ArrayView2, ArrayViewMut1, Zip};
use rayon::prelude::*;

use crate::pieces;

/// Rows that a thread takes at a time. Sums are divided by it alone: they are the same for any number of threads.
const ROWS: usize = 512;

/// What backward needs from forward, and the statistics of the batch.
#[derive(Clone, Debug)]
pub struct Normalized {
    /// x̂, (N, D).
    pub xn: Array2<f32>,
    /// μ, (D,).
    pub mean: Array1<f32>,
    /// σ², (D,).
    pub var: Array1<f32>,
    /// √(σ² + ε), (D,).
    pub std: Array1<f32>,
}

/// y, and what [`backward`] needs, of rows `x` (N, D) in standard layout.
///
/// # Panics
/// If γ or β have not D elements.
pub fn forward(mut x: Array2<f32>, gamma: &Array1<f32>, beta: &Array1<f32>, epsilon: f32) -> (Array2<f32>, Normalized) {
    let (n, d) = (x.nrows() as f32, x.ncols());
    assert!(gamma.len() == d && beta.len() == d, "γ and β of {d} columns");
    let [sum] = sums(chunks(&mut x), d, |x, [sum]| {
        for row in rows(x, d) {
            sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += *x);
        }
    });
    let mean = sum / n;
    let [sum] = sums(chunks(&mut x), d, |x, [sum]| {
        for row in rows(x, d) {
            for ((x, &mean), sum) in row.iter_mut().zip(&mean).zip(sum.iter_mut()) {
                *x -= mean;
                *sum += *x * *x;
            }
        }
    });
    let var: Array1<f32> = sum / n;
    let std = var.mapv(|var| (var + epsilon).sqrt());
    let mut y = Array2::zeros(x.dim());
    pieces::for_each(chunks(&mut x).zip(chunks(&mut y)), |(x, y)| {
        for (x, y) in rows(x, d).zip(rows(y, d)) {
            for (((x, y), &std), (&gamma, &beta)) in x.iter_mut().zip(y).zip(&std).zip(gamma.iter().zip(beta)) {
                *x /= std;
                *y = gamma * *x + beta;
            }
        }
    });
    (y, Normalized { xn: x, mean, var, std })
}

/// γ·(x − μ)/√(σ² + ε) + β with given μ and σ².
pub fn predict(mut x: Array2<f32>, [gamma, beta, mean, var]: [&Array1<f32>; 4], epsilon: f32) -> Array2<f32> {
    let d = x.ncols();
    let scale = Zip::from(gamma).and(var).map_collect(|&gamma, &var| gamma / (var + epsilon).sqrt());
    pieces::for_each(chunks(&mut x), |x| {
        for row in rows(x, d) {
            for ((x, &mean), (&scale, &beta)) in row.iter_mut().zip(mean).zip(scale.iter().zip(beta)) {
                *x = (*x - mean) * scale + beta;
            }
        }
    });
    x
}

/// dx from dy (N, D) in standard layout; dγ and dβ are written.
///
/// # Panics
/// If the shapes are not those of `forward`.
pub fn backward(
    mut dy: Array2<f32>,
    normalized: &Normalized,
    gamma: &Array1<f32>,
    mut dgamma: ArrayViewMut1<'_, f32>,
    mut dbeta: ArrayViewMut1<'_, f32>,
) -> Array2<f32> {
    let Normalized { xn, std, .. } = normalized;
    assert_eq!(dy.dim(), xn.dim(), "batch normalization: shape of dout (left) and of the output (right)");
    let (n, d) = (dy.nrows() as f32, dy.ncols());
    let [beta_sum, gamma_sum] = sums(chunks(&mut dy).zip(shared(xn.view())), d, |(dy, x), [dbeta, dgamma]| {
        for (dy, x) in rows(dy, d).zip(x.chunks_exact(d.max(1))) {
            for (((&mut dy, &x), dbeta), dgamma) in dy.iter_mut().zip(x).zip(dbeta.iter_mut()).zip(dgamma.iter_mut()) {
                *dbeta += dy;
                *dgamma += x * dy;
            }
        }
    });
    let scale = gamma / std;
    let (mean_dy, mean_xdy) = (&beta_sum / n, &gamma_sum / n);
    pieces::for_each(chunks(&mut dy).zip(shared(xn.view())), |(dy, x)| {
        for (dy, x) in rows(dy, d).zip(x.chunks_exact(d.max(1))) {
            for (((dy, x), &scale), (&mean_dy, &mean_xdy)) in
                dy.iter_mut().zip(x).zip(&scale).zip(mean_dy.iter().zip(&mean_xdy))
            {
                *dy = (*dy - *x * mean_xdy - mean_dy) * scale;
            }
        }
    });
    dgamma.assign(&gamma_sum);
    dbeta.assign(&beta_sum);
    dy
}

/// [`ROWS`] rows at a time, one behind the other.
fn chunks(x: &mut Array2<f32>) -> impl IndexedParallelIterator<Item = &mut [f32]> {
    let numbers = ROWS * x.ncols().max(1);
    x.as_slice_mut().expect("rows one behind the other").par_chunks_mut(numbers)
}

/// [`chunks`], to be read.
fn shared(x: ArrayView2<'_, f32>) -> impl IndexedParallelIterator<Item = &[f32]> {
    let numbers = ROWS * x.ncols().max(1);
    x.to_slice().expect("rows one behind the other").par_chunks(numbers)
}

/// The rows of a chunk.
fn rows(chunk: &mut [f32], d: usize) -> impl Iterator<Item = &mut [f32]> {
    chunk.chunks_exact_mut(d.max(1))
}

/// K sums (D,) to which `add` adds what a chunk contributes: row by row, so that memory is read in order, and the
/// chunks in their order.
fn sums<T: Send, const K: usize>(
    chunks: impl IndexedParallelIterator<Item = T>,
    d: usize,
    add: impl Fn(T, &mut [Vec<f32>; K]) + Sync,
) -> [Array1<f32>; K] {
    let parts = pieces::map(chunks, |chunk| {
        let mut sums: [Vec<f32>; K] = std::array::from_fn(|_| vec![0.0; d]);
        add(chunk, &mut sums);
        sums
    });
    let mut total = std::array::from_fn(|_| Array1::zeros(d));
    for part in parts {
        for (total, sum) in total.iter_mut().zip(part) {
            *total += &Array1::from(sum);
        }
    }
    total
}
