//! §4.5.1 2層ニューラルネットワークのクラス, `ch04/two_layer_net.py`: affine, sigmoid, affine, softmax, written out by hand.
//!
//! Layers come in chapter 5. `accuracy` and `numerical_gradient` are [`Network`]'s.

use common::{
    Network, Param, Real, State, Targets, Tensor, WeightInit, cross_entropy_error, dot, rows, sigmoid, sigmoid_grad,
    softmax, tensor,
};
use ndarray::{Array1, Array2, Axis};
use rand::Rng;

/// The book's `params`, and `grads`, which has the same keys and shapes.
#[derive(Clone, Debug)]
pub struct Parameters<A> {
    /// `W1`, weights of the hidden layer, (D, M).
    pub w1: Array2<A>,
    /// `b1`, biases of the hidden layer, (M,).
    pub b1: Array1<A>,
    /// `W2`, weights of the output layer, (M, classes).
    pub w2: Array2<A>,
    /// `b2`, biases of the output layer, (classes,).
    pub b2: Array1<A>,
}

/// Two layers of weights, sigmoid between them, softmax and cross entropy at the end.
///
/// Book: §4.5.1, `ch04/two_layer_net.py`.
#[derive(Clone, Debug)]
pub struct TwoLayerNet<A> {
    /// Weights and biases.
    pub params: Parameters<A>,
    grads: Parameters<A>,
}

impl<A: Real> TwoLayerNet<A> {
    /// Weights from the normal distribution of this standard deviation (the book's is 0.01), biases 0.
    pub fn new(
        input_size: usize,
        hidden_size: usize,
        output_size: usize,
        weight_init_std: f64,
        rng: &mut impl Rng,
    ) -> Self {
        let params = Parameters {
            w1: WeightInit::Std(weight_init_std).weights((input_size, hidden_size), rng),
            b1: Array1::zeros(hidden_size),
            w2: WeightInit::Std(weight_init_std).weights((hidden_size, output_size), rng),
            b2: Array1::zeros(output_size),
        };
        TwoLayerNet { grads: params.clone(), params }
    }
}

impl<A: Real> Network<A> for TwoLayerNet<A> {
    /// The probability of each class, (N, classes).
    fn predict(&self, x: &Tensor<A>) -> Tensor<A> {
        let Parameters { w1, b1, w2, b2 } = &self.params;

        let a1 = dot(&rows(x), w1) + b1;
        let z1 = sigmoid(&a1);
        let a2 = dot(&z1, w2) + b2;
        let y = softmax(&a2);

        tensor(y)
    }

    fn loss(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A {
        let y = self.predict(x);

        cross_entropy_error(&y, t)
    }

    fn gradient(&mut self, x: &Tensor<A>, t: &Targets<A>) -> A {
        let Parameters { w1, b1, w2, b2 } = &self.params;
        let grads = &mut self.grads;
        let x = rows(x);
        let batch_num = A::of(x.nrows() as f64);

        // forward
        let a1 = dot(&x, w1) + b1;
        let z1 = sigmoid(&a1);
        let a2 = dot(&z1, w2) + b2;
        let y = softmax(&a2);
        let loss = cross_entropy_error(&y, t);

        // backward
        let dy = (y - t) / batch_num;
        grads.w2 = dot(&z1.t(), &dy);
        grads.b2 = dy.sum_axis(Axis(0));

        let dz1 = dot(&dy, &w2.t());
        let da1 = sigmoid_grad(&a1) * dz1;
        grads.w1 = dot(&x.t(), &da1);
        grads.b1 = da1.sum_axis(Axis(0));

        loss
    }

    fn params(&mut self) -> Vec<Param<'_, A>> {
        let (params, grads) = (&mut self.params, &self.grads);
        vec![
            Param::new("W1", &mut params.w1, &grads.w1),
            Param::new("b1", &mut params.b1, &grads.b1),
            Param::new("W2", &mut params.w2, &grads.w2),
            Param::new("b2", &mut params.b2, &grads.b2),
        ]
    }

    fn state(&mut self) -> State<'_, A> {
        State { architecture: Some("affine, sigmoid, affine".into()), ..State::default() }
    }
}
