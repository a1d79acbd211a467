//! y = γ·x̂ + β, where x̂ = (x − μ) / √(σ² + 10⁻⁶) has mean 0 and variance 1 over the batch.
//!
//! In networks of `f32` the fast kernels compute what stands here; with `--kernels book` these lines run.
//!
//! Book: §6.3, `common/layers.py`.

use ndarray::{ArcArray2, Array1, Array2, Axis, IxDyn};

use crate::layer::{Named, assert_shape, kept};
use crate::{Layer, Mode, Param, Real, Tensor, rows, tensor};

/// The book's `10e-7`.
pub(crate) const EPSILON: f64 = 1e-6;

/// y = γ·x̂ + β, normalised over the batch.
///
/// Shapes: x (N, D) and γ, β, μ, σ² (D,). An x of (N, C, H, W) is taken as (N, C·H·W), as in the
/// book: every position of every channel has its own statistics; [`BatchNorm2d`](crate::BatchNorm2d) has one set per channel.
///
/// - training: μ and σ² (biased) are those of the batch; `running = 0.9·running + 0.1·batch`, starting at 0
/// - inference: μ and σ² are the running ones
///
/// ```
/// use common::{BatchNormalization, Layer, Mode, tensor};
/// use ndarray::{Array1, array};
///
/// let mut layer = BatchNormalization::<f64>::new(Array1::ones(1), Array1::zeros(1));
/// let y = layer.forward(tensor(array![[1.0], [3.0]]), Mode::Train);
/// assert_eq!(format!("{y:.5}"), "[[-1.00000],\n [1.00000]]");
/// assert_eq!(format!("{:.1} {:.1}", layer.running_mean, layer.running_var), "[0.2] [0.1]");
/// ```
///
/// Book: §6.3, `common/layers.py`; Ioffe and Szegedy 2015, "Batch Normalization".
#[derive(Clone, Debug)]
pub struct BatchNormalization<A> {
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
    /// The weight of the old running statistics against those of the batch.
    pub momentum: f64,
    kept: Option<Kept<A>>,
}

/// What backward needs from forward.
#[derive(Clone, Debug)]
struct Kept<A> {
    input_shape: IxDyn,
    /// x − μ, (N, D).
    xc: Array2<A>,
    /// √(σ² + ε), (D,).
    std: Array1<A>,
    /// x̂, (N, D).
    xn: Array2<A>,
}

impl<A: Real> BatchNormalization<A> {
    /// A layer of this γ and β, (D,) each, with momentum 0.9.
    ///
    /// # Panics
    /// If their lengths differ.
    #[track_caller]
    pub fn new(gamma: Array1<A>, beta: Array1<A>) -> Self {
        assert_eq!(gamma.len(), beta.len(), "BatchNormalization: length of γ (left) and β (right)");
        let zeros = Array1::zeros(gamma.len());
        let (dgamma, dbeta, running_mean, running_var) = (zeros.clone(), zeros.clone(), zeros.clone(), zeros);
        BatchNormalization { gamma, beta, dgamma, dbeta, running_mean, running_var, momentum: 0.9, kept: None }
    }

    /// One row per sample, if its length is D.
    #[track_caller]
    pub(crate) fn rows(&self, x: &Tensor<A>) -> ArcArray2<A> {
        let (rows, d) = (rows(x), self.gamma.len());
        assert_eq!(rows.ncols(), d, "BatchNormalization: x is {:?}, γ is ({d},)", x.shape());
        rows
    }

    /// running ← momentum·running + (1 − momentum)·batch, for mean and variance.
    pub(crate) fn update_running(&mut self, mean: &Array1<A>, var: &Array1<A>) {
        let momentum = A::of(self.momentum);
        self.running_mean
            .zip_mut_with(mean, |running, &mu| *running = momentum * *running + (A::one() - momentum) * mu);
        self.running_var
            .zip_mut_with(var, |running, &var| *running = momentum * *running + (A::one() - momentum) * var);
    }
}

impl<A: Real> Layer<A> for BatchNormalization<A> {
    fn forward(&mut self, x: Tensor<A>, mode: Mode) -> Tensor<A> {
        if mode == Mode::Predict {
            return self.predict(x);
        }
        let input_shape = x.raw_dim();
        let x = self.rows(&x);
        let batch_size = A::of(x.nrows() as f64);

        let mu = x.sum_axis(Axis(0)) / batch_size;
        let xc = &x - &mu;
        let var = xc.powi(2).sum_axis(Axis(0)) / batch_size;
        let std = (&var + A::of(EPSILON)).sqrt();
        let xn = &xc / &std;
        let out = &self.gamma * &xn + &self.beta;

        self.update_running(&mu, &var);
        self.kept = Some(Kept { input_shape: input_shape.clone(), xc, std, xn });
        tensor(out.into_shape_clone(input_shape).expect("as many numbers as x"))
    }

    fn predict(&self, x: Tensor<A>) -> Tensor<A> {
        let xc = self.rows(&x) - &self.running_mean;
        let xn = xc / (&self.running_var + A::of(EPSILON)).sqrt();
        let out = (&self.gamma * &xn + &self.beta).into_shape_clone(x.raw_dim());
        tensor(out.expect("as many numbers as x"))
    }

    fn backward(&mut self, dout: Tensor<A>) -> Tensor<A> {
        let Kept { input_shape, xc, std, xn } = kept(&self.kept);
        assert_shape("BatchNormalization", dout.shape(), ndarray::Dimension::slice(input_shape));
        let dout = rows(&dout);
        let batch_size = A::of(dout.nrows() as f64);
        let two = A::of(2.0);

        self.dbeta = dout.sum_axis(Axis(0));
        self.dgamma = (xn * &dout).sum_axis(Axis(0));
        let dxn = &self.gamma * &dout;
        let mut dxc = &dxn / std;
        let dstd = -(dxn * xc / (std * std)).sum_axis(Axis(0));
        let dvar = dstd / (std * two);
        dxc += &(xc * &dvar * (two / batch_size));
        let dmu = dxc.sum_axis(Axis(0));
        let dx = dxc - dmu / batch_size;
        tensor(dx.into_shape_clone(input_shape.clone()).expect("as many numbers as x"))
    }

    fn params(&mut self) -> Vec<Param<'_, A>> {
        vec![Param::new("gamma", &mut self.gamma, &self.dgamma), Param::new("beta", &mut self.beta, &self.dbeta)]
    }

    fn buffers(&mut self) -> Vec<Named<'_, A>> {
        vec![
            ("running_mean".into(), self.running_mean.view_mut().into_dyn()),
            ("running_var".into(), self.running_var.view_mut().into_dyn()),
        ]
    }
}
