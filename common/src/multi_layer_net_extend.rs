//! [`MultiLayerNet`](crate::MultiLayerNet) with batch normalization and dropout:
//! (Affine – BatchNormalization? – activation – Dropout?) × hidden – Affine – Softmax.
//!
//! Book: §6.3–6.4, `common/multi_layer_net_extend.py`.

use ndarray::{Array1, Array2, ArrayView2, ArrayViewMutD, Ix2};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::activation::ActivationLayer;
use crate::multi_layer_net::{add_decay_gradient, affine_layers, decay_loss, numbered};
use crate::{
    Activation, Affine, BatchNormalization, Dropout, Layer, Mode, Network, Parameter, Real, SoftmaxWithLoss, Targets,
    WeightInit,
};

/// (Affine – BatchNormalization? – activation – Dropout?) × hidden – Affine – Softmax.
///
/// Shapes: as there, and `gammak`, `betak` (units,) for each hidden layer k with batch normalization.
///
/// ```
/// use common::{Activation, MultiLayerNetExtend, Network, WeightInit};
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// // One of the networks of §6.3.2.
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// let mut net = MultiLayerNetExtend::<f32>::new(784, &[100; 5], 10, Activation::Relu, WeightInit::Std(0.01), &mut rng)
///     .with_batch_norm();
/// let names: Vec<_> = net.parameters().into_iter().map(|p| p.name).collect();
/// assert_eq!(names[..5], ["W1", "b1", "gamma1", "beta1", "W2"]);
/// assert_eq!(names.len(), 2 * 6 + 2 * 5);
/// ```
///
/// Book: `common/multi_layer_net_extend.py`.
#[derive(Clone, Debug)]
pub struct MultiLayerNetExtend<A> {
    hidden: Vec<Hidden<A>>,
    output: Affine<A>,
    last: SoftmaxWithLoss<A>,
    weight_decay: f64,
}

/// One hidden layer with what follows it.
#[derive(Clone, Debug)]
struct Hidden<A> {
    affine: Affine<A>,
    batch_norm: Option<BatchNormalization<A, Ix2>>,
    activation: ActivationLayer<A>,
    dropout: Option<Dropout<Ix2>>,
}

impl<A: Real> MultiLayerNetExtend<A> {
    /// A network of `input` features, `hidden` units layer by layer and `output` classes, its weights drawn from
    /// `rng` and its biases 0; without batch normalization, dropout and weight decay.
    pub fn new(
        input: usize,
        hidden: &[usize],
        output: usize,
        activation: Activation,
        init: WeightInit,
        rng: &mut impl Rng,
    ) -> Self {
        let (hidden, output) = affine_layers(input, hidden, output, init, rng);
        let hidden = hidden
            .into_iter()
            .map(|affine| Hidden { affine, batch_norm: None, activation: activation.layer(), dropout: None })
            .collect();
        MultiLayerNetExtend { hidden, output, last: SoftmaxWithLoss::new(), weight_decay: 0.0 }
    }

    /// The same network with batch normalization in front of every activation, γ = 1 and β = 0
    /// (the book's `use_batchnorm`).
    #[must_use]
    pub fn with_batch_norm(mut self) -> Self {
        for layer in &mut self.hidden {
            let units = layer.affine.b.len();
            layer.batch_norm = Some(BatchNormalization::new(Array1::ones(units), Array1::zeros(units)));
        }
        self
    }

    /// The same network with dropout of this ratio behind every activation (the book's `use_dropout`,
    /// `dropout_ration`); its masks come from generators seeded by `rng`.
    ///
    /// # Panics
    /// If `ratio` is not in 0..=1.
    #[must_use]
    #[track_caller]
    pub fn with_dropout(mut self, ratio: f64, rng: &mut impl Rng) -> Self {
        for layer in &mut self.hidden {
            layer.dropout = Some(Dropout::new(ratio, ChaCha8Rng::seed_from_u64(rng.next_u64())));
        }
        self
    }

    /// The same network with weight decay λ (the book's `weight_decay_lambda`).
    #[must_use]
    pub fn with_weight_decay(mut self, lambda: f64) -> Self {
        self.weight_decay = lambda;
        self
    }

    /// The dropout layers, front to back: a gradient check fixes their masks.
    pub fn dropouts(&mut self) -> impl Iterator<Item = &mut Dropout<Ix2>> {
        self.hidden.iter_mut().filter_map(|layer| layer.dropout.as_mut())
    }

    /// The batch normalizations, front to back.
    pub fn batch_norms(&mut self) -> impl Iterator<Item = &mut BatchNormalization<A, Ix2>> {
        self.hidden.iter_mut().filter_map(|layer| layer.batch_norm.as_mut())
    }

    /// The loss in the given mode (the book's `loss(x, t, train_flg)`); [`Network::loss`] is that of [`Mode::Predict`].
    ///
    /// A gradient check needs the loss of [`Mode::Train`], which moves the running statistics.
    ///
    /// # Panics
    /// As [`SoftmaxWithLoss::forward`].
    #[track_caller]
    pub fn loss_in(&mut self, mode: Mode, x: ArrayView2<'_, A>, t: &Targets<A>) -> A {
        let scores = match mode {
            Mode::Train => self.forward(x),
            Mode::Predict => self.predict(x),
        };
        let loss = self.last.forward(scores, t);
        loss + decay_loss(self.weight_decay, self.affines())
    }

    fn forward(&mut self, x: ArrayView2<'_, A>) -> Array2<A> {
        let mut hidden = self.hidden.iter_mut();
        let Some(first) = hidden.next() else {
            return self.output.predict_view(x);
        };
        let x = first.affine.predict_view(x);
        let mut x = first.forward(x);
        for layer in hidden {
            let affine = layer.affine.forward(x, Mode::Train);
            x = layer.forward(affine);
        }
        self.output.forward(x, Mode::Train)
    }

    fn backward(&mut self, x: ArrayView2<'_, A>) {
        let dout = self.last.backward(A::one());
        let Some((first, hidden)) = self.hidden.split_first_mut() else {
            return self.output.backward_view(x, dout.view());
        };
        let mut dout = self.output.backward(dout);
        for layer in hidden.iter_mut().rev() {
            let daffine = layer.backward(dout);
            dout = layer.affine.backward(daffine);
        }
        let daffine = first.backward(dout);
        first.affine.backward_view(x, daffine.view());
    }

    fn affines(&mut self) -> impl Iterator<Item = &mut Affine<A>> {
        self.hidden.iter_mut().map(|layer| &mut layer.affine).chain([&mut self.output])
    }
}

impl<A: Real> Network<A> for MultiLayerNetExtend<A> {
    type Input = Ix2;

    fn predict(&self, x: ArrayView2<'_, A>) -> Array2<A> {
        let mut hidden = self.hidden.iter();
        let Some(first) = hidden.next() else {
            return self.output.predict_view(x);
        };
        let x = first.predict(first.affine.predict_view(x));
        self.output.predict(hidden.fold(x, |x, layer| layer.predict(layer.affine.predict(x))))
    }

    fn loss(&mut self, x: ArrayView2<'_, A>, t: &Targets<A>) -> A {
        self.loss_in(Mode::Predict, x, t)
    }

    fn gradient(&mut self, x: ArrayView2<'_, A>, t: &Targets<A>) -> A {
        let loss = self.loss_in(Mode::Train, x, t);
        self.backward(x);
        add_decay_gradient(self.weight_decay, self.affines());
        loss
    }

    fn parameters(&mut self) -> Vec<Parameter<'_, A>> {
        let (mut parameters, last) = (Vec::new(), self.hidden.len() + 1);
        for (i, layer) in self.hidden.iter_mut().enumerate() {
            parameters.extend(numbered(layer.affine.parameters(), i + 1));
            parameters.extend(layer.batch_norm.iter_mut().flat_map(|norm| numbered(norm.parameters(), i + 1)));
        }
        parameters.extend(numbered(self.output.parameters(), last));
        parameters
    }

    fn buffers(&mut self) -> Vec<(String, ArrayViewMutD<'_, A>)> {
        let mut buffers = Vec::new();
        for (i, layer) in self.hidden.iter_mut().enumerate() {
            buffers.extend(layer.batch_norm.iter_mut().flat_map(|norm| norm.buffers(i + 1)));
        }
        buffers
    }

    fn reseed(&mut self, seed: u64) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        for dropout in self.dropouts() {
            dropout.reseed(ChaCha8Rng::seed_from_u64(rng.next_u64()));
        }
    }
}

/// What follows the Affine.
impl<A: Real> Hidden<A> {
    fn forward(&mut self, mut x: Array2<A>) -> Array2<A> {
        if let Some(norm) = &mut self.batch_norm {
            x = norm.forward(x, Mode::Train);
        }
        x = self.activation.forward(x, Mode::Train);
        match &mut self.dropout {
            Some(dropout) => dropout.forward(x, Mode::Train),
            None => x,
        }
    }

    fn predict(&self, mut x: Array2<A>) -> Array2<A> {
        if let Some(norm) = &self.batch_norm {
            x = norm.predict(x);
        }
        x = self.activation.predict(x);
        match &self.dropout {
            Some(dropout) => dropout.predict(x),
            None => x,
        }
    }

    fn backward(&mut self, mut dout: Array2<A>) -> Array2<A> {
        if let Some(dropout) = &mut self.dropout {
            dout = dropout.backward(dout);
        }
        dout = self.activation.backward(dout);
        match &mut self.batch_norm {
            Some(norm) => norm.backward(dout),
            None => dout,
        }
    }
}
