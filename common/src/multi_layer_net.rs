//! A fully connected network of any depth: (Affine – activation) × hidden – Affine – Softmax.
//!
//! Book: §6.1.8, `common/multi_layer_net.py`.

use ndarray::{Array1, Array2, ArrayView2, Ix2};
use rand::Rng;

use crate::activation::ActivationLayer;
use crate::{
    Activation, Affine, Layer, Mode, Network, Parameter, Real, SoftmaxWithLoss, Targets, WeightInit, softmax_loss,
};

/// (Affine – activation) × hidden – Affine – Softmax.
///
/// Shapes: x (N, input), scores (N, output); `Wk` (units before, units), `bk` (units,), k = 1, 2, …
///
/// With weight decay λ the loss is L + ½ λ Σ W² over all W (no biases), and ∂L/∂W grows by λ·W.
///
/// With one hidden layer it is the `TwoLayerNet` of chapters 4 and 5.
///
/// ```
/// use common::{Activation, MultiLayerNet, Network, Targets, WeightInit};
/// use ndarray::{Array2, array};
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// // The network of §6.1.8: five layers of weights, 100 units in each hidden one.
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// let mut net = MultiLayerNet::<f32>::new(784, &[100; 4], 10, Activation::Relu, WeightInit::He, &mut rng);
/// let names: Vec<_> = net.parameters().into_iter().map(|p| p.name).collect();
/// assert_eq!(names, ["W1", "b1", "W2", "b2", "W3", "b3", "W4", "b4", "W5", "b5"]);
///
/// let x = Array2::zeros((2, 784));
/// assert_eq!(net.predict(x.view()).dim(), (2, 10));
/// let loss = net.loss(x.view(), &Targets::from(array![3, 7]));
/// assert_eq!(format!("{loss:.6}"), "2.302584"); // −ln(0.1 + 10⁻⁷): it knows nothing
/// ```
///
/// Book: `common/multi_layer_net.py`.
#[derive(Clone, Debug)]
pub struct MultiLayerNet<A> {
    /// Each Affine with the activation behind it.
    hidden: Vec<(Affine<A>, ActivationLayer<A>)>,
    output: Affine<A>,
    last: SoftmaxWithLoss<A>,
    weight_decay: f64,
}

impl<A: Real> MultiLayerNet<A> {
    /// A network of `input` features, `hidden` units layer by layer and `output` classes, its weights drawn from
    /// `rng` and its biases 0.
    pub fn new(
        input: usize,
        hidden: &[usize],
        output: usize,
        activation: Activation,
        init: WeightInit,
        rng: &mut impl Rng,
    ) -> Self {
        let (hidden, output) = affine_layers(input, hidden, output, init, rng);
        let hidden = hidden.into_iter().map(|affine| (affine, activation.layer())).collect();
        MultiLayerNet { hidden, output, last: SoftmaxWithLoss::new(), weight_decay: 0.0 }
    }

    /// The same network with weight decay λ (the book's `weight_decay_lambda`).
    #[must_use]
    pub fn with_weight_decay(mut self, lambda: f64) -> Self {
        self.weight_decay = lambda;
        self
    }

    fn forward(&mut self, x: ArrayView2<'_, A>) -> Array2<A> {
        let mut hidden = self.hidden.iter_mut();
        let Some((affine, activation)) = hidden.next() else {
            return self.output.predict_view(x);
        };
        let mut x = activation.forward(affine.predict_view(x), Mode::Train);
        for (affine, activation) in hidden {
            x = activation.forward(affine.forward(x, Mode::Train), Mode::Train);
        }
        self.output.forward(x, Mode::Train)
    }

    fn backward(&mut self, x: ArrayView2<'_, A>) {
        let dout = self.last.backward(A::one());
        let Some(((affine, activation), hidden)) = self.hidden.split_first_mut() else {
            return self.output.backward_view(x, dout.view());
        };
        let mut dout = self.output.backward(dout);
        for (affine, activation) in hidden.iter_mut().rev() {
            dout = affine.backward(activation.backward(dout));
        }
        affine.backward_view(x, activation.backward(dout).view());
    }

    fn affines(&mut self) -> impl Iterator<Item = &mut Affine<A>> {
        self.hidden.iter_mut().map(|(affine, _)| affine).chain([&mut self.output])
    }
}

impl<A: Real> Network<A> for MultiLayerNet<A> {
    type Input = Ix2;

    fn predict(&self, x: ArrayView2<'_, A>) -> Array2<A> {
        let mut hidden = self.hidden.iter();
        let Some((affine, activation)) = hidden.next() else {
            return self.output.predict_view(x);
        };
        let first = activation.predict(affine.predict_view(x));
        self.output.predict(hidden.fold(first, |x, (affine, activation)| activation.predict(affine.predict(x))))
    }

    fn loss(&mut self, x: ArrayView2<'_, A>, t: &Targets<A>) -> A {
        softmax_loss(&self.predict(x), t) + decay_loss(self.weight_decay, self.affines())
    }

    fn gradient(&mut self, x: ArrayView2<'_, A>, t: &Targets<A>) -> A {
        let scores = self.forward(x);
        let loss = self.last.forward(scores, t);
        self.backward(x);
        let lambda = self.weight_decay;
        add_decay_gradient(lambda, self.affines());
        loss + decay_loss(lambda, self.affines())
    }

    fn parameters(&mut self) -> Vec<Parameter<'_, A>> {
        self.affines().enumerate().flat_map(|(i, affine)| numbered(affine.parameters(), i + 1)).collect()
    }
}

/// The Affine layers of a network: the hidden ones, and the one behind them.
pub(crate) fn affine_layers<A: Real>(
    input: usize,
    hidden: &[usize],
    output: usize,
    init: WeightInit,
    rng: &mut impl Rng,
) -> (Vec<Affine<A>>, Affine<A>) {
    let mut units = input;
    let mut affine = |next: usize| {
        let w = init.weights((units, next), rng);
        units = next;
        Affine::new(w, Array1::zeros(next))
    };
    (hidden.iter().map(|&next| affine(next)).collect(), affine(output))
}

/// The parameters of a layer under the book's keys: `W` of layer 1 is `W1`.
pub(crate) fn numbered<A>(parameters: Vec<Parameter<'_, A>>, number: usize) -> impl Iterator<Item = Parameter<'_, A>> {
    parameters.into_iter().map(move |p| Parameter { name: format!("{}{number}", p.name), ..p })
}

/// ½ λ Σ W².
pub(crate) fn decay_loss<'a, A: Real>(lambda: f64, affines: impl Iterator<Item = &'a mut Affine<A>>) -> A {
    if lambda == 0.0 {
        return A::zero();
    }
    let squares: A = affines.map(|affine| affine.w.iter().map(|&w| w * w).sum()).sum();
    A::of(0.5 * lambda) * squares
}

/// ∂L/∂W += λ·W.
pub(crate) fn add_decay_gradient<'a, A: Real>(lambda: f64, affines: impl Iterator<Item = &'a mut Affine<A>>) {
    if lambda != 0.0 {
        affines.for_each(|affine| affine.dw.scaled_add(A::of(lambda), &affine.w));
    }
}
