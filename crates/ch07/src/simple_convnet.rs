//! §7.5 CNNの実装, `ch07/simple_convnet.py`: conv – relu – pool – affine – relu – affine – softmax.
//!
//! `accuracy` and `numerical_gradient` are [`Network`]'s.
//!
//! ```
//! use ch07::SimpleConvNet;
//! use common::{Network, Targets, tensor};
//! use ndarray::{Array4, array};
//! use rand::SeedableRng;
//!
//! let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
//! let mut network = SimpleConvNet::<f32>::book(&mut rng);
//! let x = tensor(Array4::from_elem((3, 1, 28, 28), 0.5));
//! assert_eq!(network.predict(&x).shape(), [3, 10]);
//! let loss = network.gradient(&x, &Targets::from(array![5, 0, 4]));
//! assert!((loss - 10_f32.ln()).abs() < 0.1); // it knows nothing yet
//! ```

use common::{
    Affine, ConvParam, Mode, Network, OutputSizeError, Param, Pooling, Real, Relu, Sequential, SoftmaxWithLoss, State,
    Targets, Tensor, WeightInit, conv_output_size,
};
use ndarray::Array1;
use rand::Rng;

/// conv – relu – pool – affine – relu – affine – softmax.
///
/// Shapes at the book's sizes: x (N, 1, 28, 28) → Conv1 (N, 30, 24, 24) → Pool1 (N, 30, 12, 12) → Affine1 (N, 100) →
/// Affine2 (N, 10). W1 (30, 1, 5, 5), b1 (30,), W2 (4320, 100), b2 (100,), W3 (100, 10), b3 (10,).
///
/// Book: §7.5, `ch07/simple_convnet.py`.
#[derive(Clone, Debug)]
pub struct SimpleConvNet<A: Real> {
    /// Conv1, Relu1, Pool1, Affine1, Relu2, Affine2.
    pub layers: Sequential<A>,
    last_layer: SoftmaxWithLoss<A>,
}

impl<A: Real> SimpleConvNet<A> {
    /// The network at the book's sizes: 30 filters of 5×5, 100 hidden units, weights from N(0, 0.01²).
    pub fn book(rng: &mut impl Rng) -> Self {
        let conv_param = ConvParam { filter_num: 30, filter_size: 5, pad: 0, stride: 1 };
        Self::new((1, 28, 28), conv_param, 100, 10, 0.01, rng).expect("the book's filters fit into its images")
    }

    /// A network for images of `input_dim` (C, H, W): weights drawn from N(0, `weight_init_std`²), biases 0.
    ///
    /// # Errors
    /// If the filter, or the 2×2 window behind it, does not fit into the images.
    pub fn new(
        input_dim: (usize, usize, usize),
        conv_param: ConvParam,
        hidden_size: usize,
        output_size: usize,
        weight_init_std: f64,
        rng: &mut impl Rng,
    ) -> Result<Self, OutputSizeError> {
        let (channels, input_h, input_w) = input_dim;
        let ConvParam { filter_num, filter_size, pad, stride } = conv_param;
        let pooled = |size| conv_output_size(conv_output_size(size, filter_size, stride, pad)?, 2, 2, 0);
        let pool_output_size = filter_num * pooled(input_h)? * pooled(input_w)?;

        // initial weights
        let init = WeightInit::Std(weight_init_std);
        let conv1 = conv_param.layer(channels, init, rng); // W1, b1
        let (w2, b2) = (init.weights((pool_output_size, hidden_size), rng), Array1::zeros(hidden_size));
        let (w3, b3) = (init.weights((hidden_size, output_size), rng), Array1::zeros(output_size));

        // layers
        let layers = Sequential::new()
            .push("Conv1", conv1)
            .push("Relu1", Relu::new())
            .push("Pool1", Pooling::new(2, 2, 2, 0))
            .push("Affine1", Affine::new(w2, b2))
            .push("Relu2", Relu::new())
            .push("Affine2", Affine::new(w3, b3));
        Ok(SimpleConvNet { layers, last_layer: SoftmaxWithLoss::new() })
    }
}

impl<A: Real> Network<A> for SimpleConvNet<A> {
    fn predict(&self, x: &Tensor<A>) -> Tensor<A> {
        self.layers.predict(x)
    }

    fn loss(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A {
        let y = self.predict(x);
        self.last_layer.forward(y, t)
    }

    fn gradient(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A {
        // forward
        let y = self.layers.forward(x, Mode::Train);
        let loss = self.last_layer.forward(y, t);

        // backward
        let dout = self.last_layer.backward(A::one());
        self.layers.backward(dout); // for layer in reversed(layers): dout = layer.backward(dout)
        loss
    }

    fn params(&mut self) -> Vec<Param<'_, A>> {
        self.layers.params()
    }

    fn state(&mut self) -> State<'_, A> {
        self.layers.state()
    }
}
