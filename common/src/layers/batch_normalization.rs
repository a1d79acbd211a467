//! y = γ·x̂ + β, where x̂ = (x − μ) / √(σ² + 10⁻⁶) has mean 0 and variance 1 over the batch.
//!
//! Book: §6.3, `common/layers.py`.

use ndarray::{Array, Array1, Array2, ArrayRef2, ArrayViewMutD, Dimension, Zip};

use super::flatten::{from_rows, into_rows};
use crate::{Layer, Mode, Parameter, Real};

/// The book's `10e-7`.
const EPSILON: f64 = 1e-6;

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
        let mean = mean_over_rows(&x);
        for mut row in x.rows_mut() {
            row -= &mean;
        }
        let var = mean_over_rows(&(&x * &x));
        let std = var.mapv(|var| (var + A::of(EPSILON)).sqrt());
        let mut y = Array2::zeros(x.dim());
        for (mut x, mut y) in x.rows_mut().into_iter().zip(y.rows_mut()) {
            x /= &std;
            Zip::from(&mut y)
                .and(&x)
                .and(&self.gamma)
                .and(&self.beta)
                .for_each(|y, &x, &gamma, &beta| *y = gamma * x + beta);
        }
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
        let scale = Zip::from(&self.gamma)
            .and(&self.running_var)
            .map_collect(|&gamma, &var| gamma / (var + A::of(EPSILON)).sqrt());
        for mut row in y.rows_mut() {
            row -= &self.running_mean;
            Zip::from(&mut row).and(&scale).and(&self.beta).for_each(|y, &scale, &beta| *y = *y * scale + beta);
        }
        from_rows(y, shape)
    }

    #[track_caller]
    fn backward(&mut self, dout: Array<A, D>) -> Array<A, D> {
        let Kept { shape, normalized, std } =
            self.kept.as_ref().expect("BatchNormalization: backward needs a forward pass in Mode::Train before it");
        assert_eq!(dout.shape(), shape.slice(), "BatchNormalization: shape of dout (left) and of the output (right)");
        let mut dx = into_rows(dout);
        self.dbeta.fill(A::zero());
        self.dgamma.fill(A::zero());
        for (dy, x) in dx.rows().into_iter().zip(normalized.rows()) {
            self.dbeta += &dy;
            Zip::from(&mut self.dgamma).and(dy).and(x).for_each(|dgamma, &dy, &x| *dgamma += x * dy);
        }
        let n = A::of(normalized.nrows() as f64);
        let scale = &self.gamma / std;
        let (mean_dy, mean_xdy) = (&self.dbeta / n, &self.dgamma / n);
        for (mut dx, x) in dx.rows_mut().into_iter().zip(normalized.rows()) {
            Zip::from(&mut dx).and(x).and(&mean_xdy).for_each(|dx, &x, &mean_xdy| *dx -= x * mean_xdy);
            Zip::from(&mut dx).and(&mean_dy).and(&scale).for_each(|dx, &mean_dy, &scale| *dx = (*dx - mean_dy) * scale);
        }
        from_rows(dx, shape.clone())
    }

    fn parameters(&mut self) -> Vec<Parameter<'_, A>> {
        vec![
            Parameter::new("gamma", &mut self.gamma, &self.dgamma),
            Parameter::new("beta", &mut self.beta, &self.dbeta),
        ]
    }
}

/// Added row by row, so that memory is read in order and several columns at a time.
fn mean_over_rows<A: Real>(x: &ArrayRef2<A>) -> Array1<A> {
    let mut sum = Array1::zeros(x.ncols());
    for row in x.rows() {
        sum += &row;
    }
    sum / A::of(x.nrows() as f64)
}
