//! §4.4.2 ニューラルネットワークに対する勾配, `ch04/gradient_simplenet.py`: a network of one 2×3 matrix.

use common::{Targets, WeightInit, argmax, cross_entropy_error, numerical_gradient, softmax};
use experiment::{Context, say};
use ndarray::{Array1, Array2, arr2, array};

/// The random weights that the book shows.
pub const BOOK: [[f64; 3]; 2] = [[0.47355232, 0.9977393, 0.84668094], [0.85557411, 0.03563661, 0.69422093]];

/// The random weights of a reader's notebook.
pub const NOTEBOOK: [[f64; 3]; 2] = [[-0.29987897, -2.12317372, 0.47065595], [-0.39304798, -0.98756266, -0.75852701]];

/// One layer of weights without bias; softmax and cross entropy in the loss.
///
/// Book: §4.4.2, `simpleNet`.
#[derive(Clone, Debug)]
pub struct SimpleNet {
    /// (D, classes) = (2, 3).
    pub w: Array2<f64>,
}

impl SimpleNet {
    /// The scores, x·W.
    pub fn predict(&self, x: &Array1<f64>) -> Array1<f64> {
        x.dot(&self.w)
    }

    /// The cross entropy of the scores' softmax.
    pub fn loss(&self, x: &Array1<f64>, t: &Targets<f64>) -> f64 {
        let z = self.predict(x);
        let y = softmax(&z);
        cross_entropy_error(&y, t)
    }
}

/// ∂L/∂W (2, 3), numerically.
pub fn gradient(net: &mut SimpleNet, x: &Array1<f64>, t: &Targets<f64>) -> Array2<f64> {
    let f = |w: &Array2<f64>| SimpleNet { w: w.clone() }.loss(x, t);
    numerical_gradient(f, &mut net.w)
}

/// The gradient at random weights, at the book's and at the notebook's.
///
/// # Errors
/// None.
pub fn run(ctx: &mut Context) -> anyhow::Result<()> {
    let (x, t) = (array![0.6, 0.9], Targets::from(array![0.0, 0.0, 1.0]));
    let random = WeightInit::Std(1.0).weights((2, 3), &mut ctx.rng());
    for (whose, w) in [("random", random), ("the book's", arr2(&BOOK)), ("a notebook's", arr2(&NOTEBOOK))] {
        let mut net = SimpleNet { w };
        say!(ctx, "W = {whose}\n{:.8}", net.w);
        let p = net.predict(&x);
        say!(ctx, "p = {p:.8}, its largest at {}; loss {}", argmax(p.view()), net.loss(&x, &t));
        say!(ctx, "dW =\n{:.8}\n", gradient(&mut net, &x, &t));
    }
    Ok(())
}
