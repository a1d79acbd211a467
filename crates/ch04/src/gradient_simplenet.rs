//! §4.4.2 ニューラルネットワークに対する勾配: a network of one 2×3 matrix.

use common::{Targets, WeightInit, argmax, numerical_gradient, softmax_loss};
use experiment::{Context, Experiment, Info, say};
use ndarray::{Array1, Array2, array};

/// The gradient of a network for its weights.
#[derive(Clone, Debug, clap::Args)]
pub struct GradientSimplenet {}

impl Experiment for GradientSimplenet {
    const INFO: Info = Info::new(
        "gradient_simplenet",
        "§4.4.2",
        "The gradient of a network of one 2×3 matrix, by numerical differentiation",
    );

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let (x, t) = (array![0.6, 0.9], Targets::from(2));
        let random = SimpleNet { w: WeightInit::Std(1.0).weights((2, 3), &mut ctx.rng()) };
        for (whose, net) in [
            ("random", random),
            ("the book's", SimpleNet::of_the_book()),
            ("a notebook's", SimpleNet::of_the_notebook()),
        ] {
            let p = net.predict(&x);
            say!(ctx, "W = {whose}\n{:.8}", net.w);
            say!(ctx, "p = {p:.8}, its largest at {}; loss {}", argmax(p.view()), net.loss(&x, &t));
            say!(ctx, "dW =\n{:.8}\n", net.gradient(&x, &t));
        }
        Ok(())
    }
}

/// One layer of weights without bias; softmax and cross entropy in the loss.
///
/// Book: §4.4.2, `simpleNet`.
#[derive(Clone, Debug)]
pub struct SimpleNet {
    /// (D, classes) = (2, 3).
    pub w: Array2<f64>,
}

impl SimpleNet {
    /// The random weights that the book shows.
    pub fn of_the_book() -> Self {
        SimpleNet { w: array![[0.47355232, 0.9977393, 0.84668094], [0.85557411, 0.03563661, 0.69422093]] }
    }

    /// The random weights of a reader's notebook.
    pub fn of_the_notebook() -> Self {
        SimpleNet { w: array![[-0.29987897, -2.12317372, 0.47065595], [-0.39304798, -0.98756266, -0.75852701]] }
    }

    /// The scores, x·W.
    pub fn predict(&self, x: &Array1<f64>) -> Array1<f64> {
        x.dot(&self.w)
    }

    /// The cross entropy of the scores' softmax.
    pub fn loss(&self, x: &Array1<f64>, t: &Targets<f64>) -> f64 {
        softmax_loss(&self.predict(x), t)
    }

    /// ∂L/∂W (2, 3), numerically.
    pub fn gradient(&self, x: &Array1<f64>, t: &Targets<f64>) -> Array2<f64> {
        numerical_gradient(|w| SimpleNet { w: w.clone() }.loss(x, t), &mut self.w.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use common::softmax;

    #[track_caller]
    fn assert_gradient(net: SimpleNet, expected: Array2<f64>, tolerance: f64) {
        let gradient = net.gradient(&array![0.6, 0.9], &Targets::from(2));
        assert!((&gradient - &expected).iter().all(|d| d.abs() < tolerance), "{gradient:.9}\n{expected}");
    }

    #[test]
    fn the_notebooks_gradient() {
        let expected = array![[0.25654033, 0.05031211, -0.30685244], [0.38481049, 0.07546816, -0.46027865]];
        assert_gradient(SimpleNet::of_the_notebook(), expected, 6e-9);
    }

    #[test]
    fn the_books_scores_loss_and_gradient() {
        let (net, x, t) = (SimpleNet::of_the_book(), array![0.6, 0.9], Targets::from(array![0.0, 0.0, 1.0]));
        assert_eq!(format!("{:.8}", net.predict(&x)), "[1.05414809, 0.63071653, 1.13280740]");
        // What the book printed is without the 1e-7 that its cross entropy has.
        let y = softmax(&net.predict(&x))[2];
        assert!((-y.ln() - 0.928068536634113).abs() < 1e-8, "{}", -y.ln());
        assert!((net.loss(&x, &t) - -(y + 1e-7).ln()).abs() < 1e-15);
        let expected = array![[0.21924763, 0.14356247, -0.36281009], [0.32887144, 0.2153437, -0.54421514]];
        // With it, the gradient is y / (y + 1e-7) times as large.
        assert_gradient(net, expected * (y / (y + 1e-7)), 6e-9);
    }
}
