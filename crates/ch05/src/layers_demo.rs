//! Every layer of the chapter on a case that can be followed by hand, forward and backward.
//!
//! Book: §5.4–5.6 (レイヤの実装).

use common::{AddLayer, Affine, Layer, Mode, MulLayer, Relu, Sigmoid, SoftmaxWithLoss, Targets, rows, softmax, tensor};
use experiment::{Context, Experiment, say};
use ndarray::{Array2, array};

use crate::one_two_one::{OneTwoOne, PARAMETERS};

/// Every layer on a small case.
#[derive(Clone, Debug, clap::Args)]
pub struct LayersDemo {}

impl Experiment for LayersDemo {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let mut mul = MulLayer::new();
        say!(ctx, "MulLayer   100 × 2 = {}", mul.forward(100.0, 2.0));
        say!(ctx, "           backward 1.1 -> {:?}", mul.backward(1.1));
        say!(ctx, "AddLayer   200 + 450 = {}", AddLayer.forward(200.0, 450.0));
        say!(ctx, "           backward 1.1 -> {:?}", AddLayer.backward(1.1));

        let x = array![[1.0, -0.5], [-2.0, 3.0]];
        show(ctx, "Relu", &mut Relu::new(), &x, &Array2::ones((2, 2)));
        show(ctx, "Sigmoid", &mut Sigmoid::new(), &x, &Array2::ones((2, 2)));
        let (mut affine, x, dy) = affine_case();
        show(ctx, "Affine", &mut affine, &x, &dy);
        say!(ctx, "           dW {}, db {}", flat(&affine.dw), affine.db);

        say!(ctx, "softmax    [[0, 1], [2, 3]] -> {:.8}", flat(&softmax(&array![[0.0, 1.0], [2.0, 3.0]])));
        for (y, dx) in softmax_with_loss_cases() {
            say!(ctx, "SoftmaxWithLoss  y {:.2} for t [0, 1, 0]: backward {:.2}", flat(&y), flat(&dx));
        }

        say!(ctx);
        say!(ctx, "one input, two hidden sigmoids, one sigmoid output, logistic cost + λ/2 Σw²");
        say!(ctx, "{:>8} {:>16} {:>16} {:>16}", "gradient", "by hand", "backpropagation", "numerical");
        let network = OneTwoOne::default();
        let (hand, backprop, numerical) = (network.by_hand(), network.by_backpropagation(), network.by_differences());
        for (i, name) in PARAMETERS.into_iter().enumerate() {
            say!(ctx, "{name:>8} {:>16.12} {:>16.12} {:>16.12}", hand[i], backprop[i], numerical[i]);
        }
        Ok(())
    }
}

/// Prints what a layer makes of `x`, and of the gradient `dout` that comes back.
fn show(ctx: &mut Context, name: &str, layer: &mut dyn Layer<f64>, x: &Array2<f64>, dout: &Array2<f64>) {
    let y = rows(&layer.forward(tensor(x.clone()), Mode::Train)).into_owned();
    let dx = rows(&layer.backward(tensor(dout.clone()))).into_owned();
    say!(ctx, "{name:<10} {} -> {:.8}", flat(x), flat(&y));
    say!(ctx, "           backward {} -> {:.8}", flat(dout), flat(&dx));
}

/// An array on one line.
pub fn flat(x: &Array2<f64>) -> impl std::fmt::Display {
    Flat(x)
}

struct Flat<'a>(&'a Array2<f64>);

impl std::fmt::Display for Flat<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, row) in self.0.rows().into_iter().enumerate() {
            f.write_str(if i == 0 { "[" } else { ", " })?;
            std::fmt::Display::fmt(&row, f)?;
        }
        f.write_str("]")
    }
}

/// §5.6.2: a layer and an X of two samples (2, 1) with X·W = [[0, 0, 0], [10, 10, 10]] and b = [1, 2, 3]; and the dY (2, 3) of
/// the book.
pub fn affine_case() -> (Affine<f64>, Array2<f64>, Array2<f64>) {
    let affine = Affine::new(array![[10.0, 10.0, 10.0]], array![1.0, 2.0, 3.0]);
    (affine, array![[0.0], [1.0]], array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
}

/// §5.6.3: two answers to an image of class 1, one bad and one good, with their errors.
pub fn softmax_with_loss_cases() -> [(Array2<f64>, Array2<f64>); 2] {
    [array![[0.3, 0.2, 0.5]], array![[0.01, 0.99, 0.0]]].map(|y| {
        let mut layer = SoftmaxWithLoss::new();
        layer.forward(tensor(y.mapv(f64::ln)), &Targets::from(array![0.0, 1.0, 0.0]));
        (y, rows(&layer.backward(1.0)).into_owned())
    })
}
