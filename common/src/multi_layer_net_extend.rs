//! [`MultiLayerNet`](crate::MultiLayerNet) with batch normalization and dropout:
//! (Affine – BatchNorm? – activation – Dropout?) × hidden – Affine – Softmax.
//!
//! Book: §6.3–6.4, `common/multi_layer_net_extend.py`.

use ndarray::Array1;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::multi_layer_net::{add_weight_decay, weight_decay};
use crate::{
    Activation, Affine, BatchNormalization, Dropout, Grads, Mode, Network, Param, Real, Sequential, SoftmaxWithLoss,
    State, Targets, Tensor, WeightInit, numerical_gradient_of,
};

/// What a [`MultiLayerNetExtend`] has beside Affine and activation: the last arguments of the book's constructor.
///
/// ```
/// use common::Extensions;
/// let extensions = Extensions { dropout_ratio: Some(0.2), ..Extensions::default() };
/// assert!(!extensions.use_batchnorm && extensions.weight_decay_lambda == 0.0);
/// ```
///
/// Book: §6.3–6.4, `common/multi_layer_net_extend.py`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Extensions {
    /// λ of the weight decay.
    pub weight_decay_lambda: f64,
    /// The ratio of the dropout behind every activation (the book's `use_dropout`, `dropout_ration`).
    pub dropout_ratio: Option<f64>,
    /// Batch normalization in front of every activation.
    pub use_batchnorm: bool,
}

/// (Affine – BatchNorm? – activation – Dropout?) × hidden – Affine – Softmax.
///
/// Shapes: those of [`MultiLayerNet`](crate::MultiLayerNet), and `gammak`, `betak` (units,) for each hidden layer k with batch normalization.
///
/// ```
/// use common::{Activation, Extensions, MultiLayerNetExtend, Network, WeightInit};
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// // One of the networks of §6.3.2.
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// let extensions = Extensions { use_batchnorm: true, ..Extensions::default() };
/// let (activation, init) = (Activation::Relu, WeightInit::Std(0.01));
/// let mut net = MultiLayerNetExtend::<f32>::new(784, &[100; 5], 10, activation, init, extensions, &mut rng);
/// let keys: Vec<_> = net.params().into_iter().map(|param| param.key).collect();
/// assert_eq!(keys[..5], ["W1", "b1", "gamma1", "beta1", "W2"]);
/// assert_eq!(keys.len(), 2 * 6 + 2 * 5);
/// ```
///
/// Book: `common/multi_layer_net_extend.py`.
#[derive(Clone, Debug)]
pub struct MultiLayerNetExtend<A: Real> {
    /// Affine1, BatchNorm1, activation 1, Dropout1, Affine2 …
    pub layers: Sequential<A>,
    last_layer: SoftmaxWithLoss<A>,
    hidden_layer_num: usize,
    weight_decay_lambda: f64,
}

impl<A: Real> MultiLayerNetExtend<A> {
    /// A network of `input_size` features, `hidden_size_list` units layer by layer and `output_size` classes, its weights
    /// drawn from `rng` and its biases 0; the masks of dropout come from generators seeded by `rng` after that.
    ///
    /// # Panics
    /// If the dropout ratio is not in 0..=1.
    #[track_caller]
    pub fn new(
        input_size: usize,
        hidden_size_list: &[usize],
        output_size: usize,
        activation: Activation,
        weight_init_std: WeightInit,
        extensions: Extensions,
        rng: &mut impl Rng,
    ) -> Self {
        let Extensions { weight_decay_lambda, dropout_ratio, use_batchnorm } = extensions;
        let hidden_layer_num = hidden_size_list.len();
        let all_size_list = [&[input_size], hidden_size_list, &[output_size]].concat();
        let weights: Vec<_> =
            all_size_list.windows(2).map(|size| weight_init_std.weights((size[0], size[1]), rng)).collect();

        let mut layers = Sequential::new();
        for (idx, w) in (1..).zip(weights) {
            let units = w.ncols();
            layers = layers.push(format!("Affine{idx}"), Affine::new(w, Array1::zeros(units)));
            if idx > hidden_layer_num {
                break;
            }
            if use_batchnorm {
                let batch_norm = BatchNormalization::new(Array1::ones(units), Array1::zeros(units));
                layers = layers.push(format!("BatchNorm{idx}"), batch_norm);
            }
            layers = layers.push(format!("Activation_function{idx}"), activation.layer());
            if let Some(ratio) = dropout_ratio {
                let dropout = Dropout::new(ratio, ChaCha8Rng::seed_from_u64(rng.next_u64()));
                layers = layers.push(format!("Dropout{idx}"), dropout);
            }
        }
        MultiLayerNetExtend { layers, last_layer: SoftmaxWithLoss::new(), hidden_layer_num, weight_decay_lambda }
    }

    /// The loss in the given mode (the book's `loss(x, t, train_flg)`); [`Network::loss`] is that of [`Mode::Predict`].
    ///
    /// In [`Mode::Train`] it moves the running statistics.
    ///
    /// # Panics
    /// As [`SoftmaxWithLoss::forward`].
    #[track_caller]
    pub fn loss_in(&mut self, mode: Mode, x: &Tensor<A>, t: &Targets<A>) -> A {
        let y = match mode {
            Mode::Train => self.layers.forward(x, mode),
            Mode::Predict => self.layers.predict(x),
        };
        self.last_layer.forward(y, t) + weight_decay(&self.layers, self.hidden_layer_num, self.weight_decay_lambda)
    }
}

impl<A: Real> Network<A> for MultiLayerNetExtend<A> {
    fn predict(&self, x: &Tensor<A>) -> Tensor<A> {
        self.layers.predict(x)
    }

    fn loss(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A {
        self.loss_in(Mode::Predict, x, t)
    }

    fn gradient(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A {
        // forward
        let loss = self.loss_in(Mode::Train, x, t);

        // backward
        let dout = self.last_layer.backward(A::one());
        self.layers.backward(dout);
        add_weight_decay(&mut self.layers, self.hidden_layer_num, self.weight_decay_lambda);
        loss
    }

    fn params(&mut self) -> Vec<Param<'_, A>> {
        self.layers.params()
    }

    fn state(&mut self) -> State<'_, A> {
        self.layers.state()
    }

    /// Of the loss in training, which depends on the statistics of the batch.
    fn numerical_gradient(&self, x: &Tensor<A>, t: &Targets<A>) -> Grads<A> {
        numerical_gradient_of(self, |network| network.loss_in(Mode::Train, x, t))
    }
}
