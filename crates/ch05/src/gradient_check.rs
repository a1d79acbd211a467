//! Is backpropagation right? Its gradients against numerical ones, for every parameter of the network.
//!
//! A central difference looks at the loss on both sides of a parameter. Where a ReLU switches between the two, the
//! loss has a kink and the difference is no derivative: such parameters are counted and left out.
//! The book's loss has 10⁻⁷ inside its logarithm, which its gradient (y − t)/N ignores: that alone makes 1.4e-7.
//! Against the loss without it, what is left is rounding.
//!
//! Book: §5.7.3 (誤差逆伝播法の勾配確認), `ch05/gradient_check.py`.

use common::{ExactLoss, Network, Targets, numerical_gradient_of};
use experiment::{Context, Experiment, Info, flags, say};
use ndarray::{ArrayD, ArrayView, ArrayView2};
use plot::{Axes, Legend};

use crate::TwoLayerNet;

/// h of the central difference, as in [`numerical_gradient_of`].
const H: f64 = 1e-4;

/// Backpropagation against numerical differentiation.
#[derive(Clone, Debug, clap::Args)]
pub struct GradientCheck {
    /// Images in the batch
    #[arg(long, default_value_t = 3, value_parser = flags::count)]
    pub images: usize,
    /// Neurons of the hidden layer
    #[arg(long, default_value_t = 50, value_parser = flags::up_to::<10_000>)]
    pub hidden_size: usize,
}

/// How far backpropagation and numerical gradient of one parameter array are apart, on the mean over its elements.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// `W1`, `b1`, `W2`, `b2`.
    pub name: String,
    /// Elements that were compared.
    pub compared: usize,
    /// Elements that were left out, because a ReLU switches within ±h.
    pub kinks: usize,
    /// With the book's loss.
    pub book: f64,
    /// With the loss without 10⁻⁷.
    pub exact: f64,
}

impl Experiment for GradientCheck {
    const INFO: Info = Info::new("gradient_check", "§5.7.3", "Backpropagation against numerical differentiation")
        .figures(&[("gradient_check", "Mean difference of the gradients of each parameter")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        // データの読み込み
        let mnist = ctx.mnist()?;
        let batch = mnist.train.first(self.images);
        let x = batch.flattened().mapv(f64::from);
        let t = Targets::OneHot(batch.one_hot().mapv(f64::from));

        let hidden_size = ctx.quick_or(10, self.hidden_size);
        let mut network = TwoLayerNet::new(784, hidden_size, 10, 0.01, &mut ctx.rng());
        let bar = ctx.progress(2 * (784 * hidden_size + hidden_size + hidden_size * 10 + 10), "numerical gradient");
        let kinks = kinks(&network, x.view());
        let differences = gradient_check(&mut network, x.view(), &t, kinks, |done, _| bar.reach(done));
        drop(bar);
        report(ctx, &differences)
    }
}

/// Compares the gradients of a batch, for each parameter in the network's order.
///
/// `kinks` tells for each parameter which of its elements to leave out, row by row; `progress(done, all)` counts the
/// elements of both numerical gradients.
pub fn gradient_check<N: Network<f64> + Clone>(
    network: &mut N,
    x: ArrayView<'_, f64, N::Input>,
    t: &Targets<f64>,
    kinks: Vec<Vec<bool>>,
    progress: impl Fn(usize, usize) + Sync,
) -> Vec<Difference> {
    network.gradient(x.view(), t);
    let book = numerical_gradient_of(network, x.view(), t, |done, all| progress(done, 2 * all));
    let exact = ExactLoss(network.clone());
    let exact = numerical_gradient_of(&exact, x.view(), t, |done, all| progress(all + done, 2 * all));
    let parameters = network.parameters().into_iter().zip(kinks).zip(book.into_iter().zip(exact));
    let differences = parameters.map(|((parameter, kinks), ((name, book), (_, exact)))| {
        let compared = kinks.iter().filter(|kink| !**kink).count();
        let mean = |numerical: &ArrayD<f64>| {
            let pairs = parameter.gradient.iter().zip(numerical).zip(&kinks);
            let sum: f64 = pairs.filter(|(_, kink)| !**kink).map(|((b, n), _)| (b - n).abs()).sum();
            sum / compared.max(1) as f64
        };
        Difference { name, compared, kinks: kinks.len() - compared, book: mean(&book), exact: mean(&exact) }
    });
    differences.collect()
}

/// Prints the differences, and draws them as the figure `gradient_check`.
///
/// # Errors
/// If the figure cannot be written.
pub fn report(ctx: &mut Context, differences: &[Difference]) -> anyhow::Result<()> {
    say!(ctx, "mean difference of backpropagation and numerical gradient, f64");
    for Difference { name, compared, kinks, book, exact } in differences {
        say!(
            ctx,
            "{name}:{book:.3e} (without the 1e-7 in the loss {exact:.3e}; {compared} compared, {kinks} with a kink \
             left out)"
        );
        ctx.measured(&format!("{name}, book's loss"), format!("{book:.1e}"), "< 1e-6");
        ctx.measured(&format!("{name}, without the 1e-7"), format!("{exact:.1e}"), "< 1e-9");
    }
    ctx.save("gradient_check", figure(differences))
}

/// For each parameter, whether a ReLU switches for some image while it changes by ±h.
///
/// W1ᵢⱼ moves the input of the ReLU j by h·xᵢ, b1ⱼ by h; W2 and b2 come after the ReLU.
fn kinks(network: &TwoLayerNet<f64>, x: ArrayView2<'_, f64>) -> Vec<Vec<bool>> {
    let a1 = network.affine1.predict_view(x);
    let switches = |j: usize, step: &dyn Fn(usize) -> f64| {
        (0..x.nrows()).any(|n| step(n) != 0.0 && (a1[[n, j]] - step(n) > 0.0) != (a1[[n, j]] + step(n) > 0.0))
    };
    let w1 = network.affine1.w.indexed_iter().map(|((i, j), _)| switches(j, &|n| H * x[[n, i]])).collect();
    let b1 = (0..network.affine1.b.len()).map(|j| switches(j, &|_| H)).collect();
    vec![w1, b1, vec![false; network.affine2.w.len()], vec![false; network.affine2.b.len()]]
}

fn figure(differences: &[Difference]) -> Axes {
    let names: Vec<&str> = differences.iter().map(|d| d.name.as_str()).collect();
    let mut ax = Axes::new();
    let of = |value: fn(&Difference) -> f64| differences.iter().map(value).collect::<Vec<_>>();
    ax.grouped_bars(&names, &[("the book's loss", of(|d| d.book)), ("without the 1e-7 in the loss", of(|d| d.exact))]);
    ax.ylog();
    ax.ylim(1e-14, 1e-5);
    ax.title("Backpropagation and numerical gradient");
    ax.xlabel("parameter");
    ax.ylabel("mean difference");
    ax.legend(Legend::UpperRight);
    ax
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    fn check(network: &mut TwoLayerNet<f64>, x: ArrayView2<'_, f64>, t: &Targets<f64>) -> Vec<Difference> {
        let kinks = kinks(network, x);
        gradient_check(network, x, t, kinks, |_, _| ())
    }

    fn assert_gradients_agree(batch: &dataset::Split, hidden_size: usize, seed: u64) {
        let x = batch.flattened().mapv(f64::from);
        let t = Targets::OneHot(batch.one_hot().mapv(f64::from));
        let mut network = TwoLayerNet::new(784, hidden_size, 10, 0.01, &mut ChaCha8Rng::seed_from_u64(seed));
        for d in check(&mut network, x.view(), &t) {
            assert!(d.book < 1e-6, "seed {seed}: {d:?}");
            assert!(d.exact < 1e-9, "seed {seed}: {d:?}");
            assert!(d.kinks * 10 < d.compared, "seed {seed}: {d:?}");
        }
    }

    #[test]
    fn gradients_agree_for_ten_seeds() {
        for seed in 1..=10 {
            assert_gradients_agree(&dataset::synthetic::digits(3, seed), 5, seed);
        }
    }

    /// The same at the book's size.
    #[test]
    #[ignore = "needs MNIST_DIR"]
    fn gradients_agree_on_mnist() {
        let mnist =
            dataset::load_mnist(&dataset::Options { choice: dataset::Choice::Mnist, ..Default::default() }).unwrap();
        for seed in 1..=10 {
            assert_gradients_agree(&mnist.train.first(3), 50, seed);
        }
    }

    /// a1 = 0.5·0.4 − 1.0·0.2 = 0: the whole hidden unit is at the kink, where a difference is half the slope.
    #[test]
    fn kinks_are_left_out() {
        let mut network = TwoLayerNet::new(2, 1, 2, 1.0, &mut ChaCha8Rng::seed_from_u64(1));
        network.affine1.w = array![[0.5], [-1.0]];
        let (x, t) = (array![[0.4, 0.2]], Targets::Labels(array![1]));

        let differences = check(&mut network, x.view(), &t);
        assert_eq!(differences.iter().map(|d| d.kinks).collect::<Vec<_>>(), [2, 1, 0, 0]);
        assert!(differences.iter().all(|d| d.book < 1e-6), "{differences:?}");

        let numerical = numerical_gradient_of(&network, x.view(), &t, |_, _| ());
        assert!((network.affine1.db[0] - numerical[1].1[0]).abs() > 1e-3);
    }
}
