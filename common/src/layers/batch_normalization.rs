//! y = γ·x̂ + β, where x̂ = (x − μ) / √(σ² + 10⁻⁶) has mean 0 and variance 1 over the batch.
//!
//! Book: §6.3, `common/layers.py`.

use ndarray::{Array, Array1, Array2, ArrayViewMutD, Dimension, Zip};
use rayon::prelude::*;

use super::flatten::{from_rows, into_rows};
use crate::{Layer, Mode, Parameter, Real};

/// The book's `10e-7`.
const EPSILON: f64 = 1e-6;

/// Rows that a thread takes at a time. Sums are divided by it alone: they are the same for any number of threads.
const ROWS: usize = 512;

/// y = γ·x̂ + β, normalised over the batch.
///
/// Shapes: x (N, D) and γ, β, μ, σ² (D,). An x of (N, C, H, W) is taken as (N, C·H·W), as the book
/// does: every position of every channel has its own statistics, where others have one set a channel.
///
/// - learning: μ and σ² (biased) are those of the batch; `running = 0.9·running + 0.1·batch`, starting at 0
/// - answering: μ and σ² are the running ones
/// - dβ = Σₙ dy, dγ = Σₙ x̂·dy, dx = γ/√(σ² + 10⁻⁶) · (dy − dβ/N − x̂·dγ/N)
///
/// ```
/// use common::{BatchNormalization, Layer, Mode};
/// use ndarray::{Array1, Ix2, array};
///
/// let mut layer = BatchNormalization::<f64, Ix2>::new(Array1::ones(1), Array1::zeros(1));
/// let y = layer.forward(array![[1.0], [3.0]], Mode::Train);
/// assert_eq!(format!("{y:.5}"), "[[-1.00000],\n [1.00000]]");
/// assert_eq!(format!("{:.1} {:.1}", layer.running_mean, layer.running_var), "[0.2] [0.1]");
/// ```
///
/// Book: §6.3, `common/layers.py`.
#[derive(Clone, Debug)]
pub struct BatchNormalization<A, D: Dimension> {
    /// Scale γ, (D,).
    pub gamma: Array1<A>,
    /// Shift β, (D,).
    pub beta: Array1<A>,
    /// ∂L/∂γ of the last backward pass, (D,).
    pub dgamma: Array1<A>,
    /// ∂L/∂β of the last backward pass, (D,).
    pub dbeta: Array1<A>,
    /// Running mean, (D,).
    pub running_mean: Array1<A>,
    /// Running (biased) variance, (D,).
    pub running_var: Array1<A>,
    /// The share of the running statistics that a batch leaves as it is.
    pub momentum: f64,
    kept: Option<Kept<A, D>>,
}

/// What backward needs from forward.
#[derive(Clone, Debug)]
struct Kept<A, D> {
    shape: D,
    /// x̂, (N, D).
    normalized: Array2<A>,
    /// √(σ² + ε), (D,).
    std: Array1<A>,
}

impl<A: Real, D: Dimension> BatchNormalization<A, D> {
    /// A layer of this γ and β, (D,) each, with momentum 0.9.
    ///
    /// # Panics
    /// If their lengths differ.
    #[track_caller]
    pub fn new(gamma: Array1<A>, beta: Array1<A>) -> Self {
        assert_eq!(gamma.len(), beta.len(), "BatchNormalization: length of γ (left) and β (right)");
        let zeros = || Array1::zeros(gamma.len());
        BatchNormalization {
            dgamma: zeros(),
            dbeta: zeros(),
            running_mean: zeros(),
            running_var: zeros(),
            momentum: 0.9,
            kept: None,
            gamma,
            beta,
        }
    }

    /// The running statistics of layer `number` for [`Network::buffers`](crate::Network::buffers).
    pub fn buffers(&mut self, number: usize) -> [(String, ArrayViewMutD<'_, A>); 2] {
        [
            (format!("running_mean{number}"), self.running_mean.view_mut().into_dyn()),
            (format!("running_var{number}"), self.running_var.view_mut().into_dyn()),
        ]
    }

    #[track_caller]
    fn rows(&self, x: Array<A, D>) -> Array2<A> {
        let shape = x.raw_dim();
        let rows = into_rows(x);
        assert!(
            rows.ncols() == self.gamma.len(),
            "BatchNormalization: x is {:?}, γ is {:?}",
            shape.slice(),
            self.gamma.dim()
        );
        rows
    }
}

impl<A: Real, D: Dimension> Layer<A> for BatchNormalization<A, D> {
    type Input = D;
    type Output = D;

    #[track_caller]
    fn forward(&mut self, x: Array<A, D>, mode: Mode) -> Array<A, D> {
        if mode == Mode::Predict {
            return self.predict(x);
        }
        let shape = x.raw_dim();
        let mut x = self.rows(x);
        let (n, d) = (A::of(x.nrows() as f64), x.ncols());
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
        let var: Array1<A> = sum / n;
        let std = var.mapv(|var| (var + A::of(EPSILON)).sqrt());
        let mut y = Array2::zeros(x.dim());
        chunks(&mut x).zip(chunks(&mut y)).for_each(|(x, y)| {
            for (x, y) in rows(x, d).zip(rows(y, d)) {
                for (((x, y), &std), (&gamma, &beta)) in
                    x.iter_mut().zip(y).zip(&std).zip(self.gamma.iter().zip(&self.beta))
                {
                    *x /= std;
                    *y = gamma * *x + beta;
                }
            }
        });
        let momentum = A::of(self.momentum);
        let update = |running: &mut Array1<A>, batch: &Array1<A>| {
            Zip::from(running).and(batch).for_each(|r, &b| *r = momentum * *r + (A::one() - momentum) * b);
        };
        update(&mut self.running_mean, &mean);
        update(&mut self.running_var, &var);
        self.kept = Some(Kept { shape: shape.clone(), normalized: x, std });
        from_rows(y, shape)
    }

    #[track_caller]
    fn predict(&self, x: Array<A, D>) -> Array<A, D> {
        let shape = x.raw_dim();
        let mut y = self.rows(x);
        let d = y.ncols();
        let scale = Zip::from(&self.gamma)
            .and(&self.running_var)
            .map_collect(|&gamma, &var| gamma / (var + A::of(EPSILON)).sqrt());
        chunks(&mut y).for_each(|y| {
            for row in rows(y, d) {
                for ((y, &mean), (&scale, &beta)) in
                    row.iter_mut().zip(&self.running_mean).zip(scale.iter().zip(&self.beta))
                {
                    *y = (*y - mean) * scale + beta;
                }
            }
        });
        from_rows(y, shape)
    }

    #[track_caller]
    fn backward(&mut self, dout: Array<A, D>) -> Array<A, D> {
        let Kept { shape, normalized, std } =
            self.kept.as_mut().expect("BatchNormalization: backward needs a forward pass in Mode::Train before it");
        assert_eq!(dout.shape(), shape.slice(), "BatchNormalization: shape of dout (left) and of the output (right)");
        let mut dx = into_rows(dout);
        let (n, d) = (A::of(dx.nrows() as f64), dx.ncols());
        let [dbeta, dgamma] = sums(chunks(&mut dx).zip(chunks(normalized)), d, |(dy, x), [dbeta, dgamma]| {
            for (dy, x) in rows(dy, d).zip(rows(x, d)) {
                for (((&mut dy, &mut x), dbeta), dgamma) in
                    dy.iter_mut().zip(x).zip(dbeta.iter_mut()).zip(dgamma.iter_mut())
                {
                    *dbeta += dy;
                    *dgamma += x * dy;
                }
            }
        });
        let scale = &self.gamma / &*std;
        let (mean_dy, mean_xdy) = (&dbeta / n, &dgamma / n);
        chunks(&mut dx).zip(chunks(normalized)).for_each(|(dx, x)| {
            for (dx, x) in rows(dx, d).zip(rows(x, d)) {
                for (((dx, x), &scale), (&mean_dy, &mean_xdy)) in
                    dx.iter_mut().zip(x).zip(&scale).zip(mean_dy.iter().zip(&mean_xdy))
                {
                    *dx = (*dx - *x * mean_xdy - mean_dy) * scale;
                }
            }
        });
        (self.dbeta, self.dgamma) = (dbeta, dgamma);
        from_rows(dx, shape.clone())
    }

    fn parameters(&mut self) -> Vec<Parameter<'_, A>> {
        vec![
            Parameter::new("gamma", &mut self.gamma, &self.dgamma),
            Parameter::new("beta", &mut self.beta, &self.dbeta),
        ]
    }
}

/// [`ROWS`] rows at a time, one behind the other.
fn chunks<A: Real>(x: &mut Array2<A>) -> impl IndexedParallelIterator<Item = &mut [A]> {
    let numbers = ROWS * x.ncols().max(1);
    x.as_slice_mut().expect("rows one behind the other").par_chunks_mut(numbers)
}

/// The rows of a chunk.
fn rows<A>(chunk: &mut [A], d: usize) -> impl Iterator<Item = &mut [A]> {
    chunk.chunks_exact_mut(d.max(1))
}

/// K sums (D,) to which `add` adds what a chunk contributes: row by row, so that memory is read in order, and the
/// chunks in their order.
fn sums<T: Send, A: Real, const K: usize>(
    chunks: impl IndexedParallelIterator<Item = T>,
    d: usize,
    add: impl Fn(T, &mut [Vec<A>; K]) + Sync,
) -> [Array1<A>; K] {
    let parts: Vec<[Vec<A>; K]> = chunks
        .map(|chunk| {
            let mut sums = std::array::from_fn(|_| vec![A::zero(); d]);
            add(chunk, &mut sums);
            sums
        })
        .collect();
    let mut total = std::array::from_fn(|_| Array1::zeros(d));
    for part in parts {
        for (total, sum) in total.iter_mut().zip(part) {
            *total += &Array1::from(sum);
        }
    }
    total
}
