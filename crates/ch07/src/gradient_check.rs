//! Is backpropagation through convolution and pooling right? Its gradients against numerical ones.
//!
//! Where a ReLU switches or another pixel wins its pooling window within ±h, the loss has a kink and the central
//! difference is no derivative: such parameters are counted and left out.
//!
//! Book: §7.5, `ch07/gradient_check.py`.

use anyhow::Result;
use common::{ConvParam, ExactLoss, Network, Targets, numerical_gradient_of};
use experiment::{Context, Experiment, Info, flags, say};
use ndarray::{Array4, ArrayD, ArrayView2};
use plot::{Axes, Legend};
use rand::{Rng, RngExt};

use crate::SimpleConvNet;

/// h of the central difference, as in [`numerical_gradient_of`].
const H: f64 = 1e-4;

/// Backpropagation through convolution and pooling against numerical gradients
#[derive(Debug, clap::Args)]
pub struct GradientCheck {
    /// Pixels a side of the random image
    #[arg(long, default_value_t = 10, value_parser = flags::count)]
    pub image_size: usize,
    /// Filters
    #[arg(long, default_value_t = 10, value_parser = flags::count)]
    pub filter_num: usize,
    /// Pixels a side of a filter
    #[arg(long, default_value_t = 3, value_parser = flags::count)]
    pub filter_size: usize,
    /// Units of the hidden layer
    #[arg(long, default_value_t = 10, value_parser = flags::count)]
    pub hidden_size: usize,
}

/// How far the two gradients of one parameter are apart, on the mean over its elements.
#[derive(Debug)]
struct Difference {
    name: String,
    compared: usize,
    kinks: usize,
    /// With the book's loss, and with [`ExactLoss`].
    book: f64,
    exact: f64,
}

impl Experiment for GradientCheck {
    const INFO: Info = Info::new(
        "gradient_check",
        "§7.5",
        "Backpropagation through convolution and pooling against numerical gradients",
    )
    .binary("ch07_gradient_check")
    .figures(&[("gradient_check", "Mean difference of the gradients of each parameter of SimpleConvNet")]);

    fn run(&self, ctx: &mut Context) -> Result<()> {
        let mut rng = ctx.rng();
        let x = random_image(self.image_size, &mut rng);
        let differences = gradient_check(&mut self.network(&mut rng)?, &x, &Targets::from(1));
        say!(ctx, "mean difference of backpropagation and numerical gradient, f64");
        for Difference { name, compared, kinks, book, exact } in &differences {
            say!(
                ctx,
                "{name} {book:.3e}  (without the 1e-7 in the loss {exact:.3e}; {compared} compared, {kinks} left out)"
            );
            ctx.measured(&format!("{name}, book's loss"), format!("{book:.1e}"), "< 1e-6");
            ctx.measured(&format!("{name}, without the 1e-7"), format!("{exact:.1e}"), "< 1e-9");
        }
        ctx.save("gradient_check", figure(&differences))
    }
}

impl GradientCheck {
    fn network(&self, rng: &mut impl Rng) -> Result<SimpleConvNet<f64>> {
        let conv_output = common::conv_output_size(self.image_size, self.filter_size, 1, 0)?;
        common::conv_output_size(conv_output, 2, 2, 0)?;
        let conv_param = ConvParam { filter_num: self.filter_num, filter_size: self.filter_size, pad: 0, stride: 1 };
        let input_dim = (1, self.image_size, self.image_size);
        Ok(SimpleConvNet::new(input_dim, conv_param, self.hidden_size, 10, 0.01, rng))
    }
}

/// One image of random pixels in 0..1.
fn random_image(side: usize, rng: &mut impl Rng) -> Array4<f64> {
    Array4::from_shape_simple_fn((1, 1, side, side), || rng.random())
}

/// Compares the gradients of every parameter.
fn gradient_check(network: &mut SimpleConvNet<f64>, x: &Array4<f64>, t: &Targets<f64>) -> Vec<Difference> {
    network.gradient(x.view(), t);
    let book = numerical_gradient_of(network, x.view(), t, |_, _| ());
    let exact = numerical_gradient_of(&ExactLoss(network.clone()), x.view(), t, |_, _| ());
    let kinks = kinks(network, x);
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

/// For each element of each parameter, whether anything switches while it changes by ±h.
fn kinks(network: &SimpleConvNet<f64>, x: &Array4<f64>) -> Vec<Vec<bool>> {
    let mut network = network.clone();
    let sizes: Vec<usize> = network.parameters().iter().map(|parameter| parameter.value.len()).collect();
    let mut switches_at = |parameter, element| {
        let old = exchange(&mut network, parameter, element, |old| old + H);
        let above = switches(&network, x);
        exchange(&mut network, parameter, element, |_| old - H);
        let below = switches(&network, x);
        exchange(&mut network, parameter, element, |_| old);
        above != below
    };
    sizes.iter().enumerate().map(|(p, &n)| (0..n).map(|k| switches_at(p, k)).collect()).collect()
}

/// Changes one element of a parameter, and returns what it was.
fn exchange(network: &mut SimpleConvNet<f64>, parameter: usize, element: usize, new: impl Fn(f64) -> f64) -> f64 {
    let value = &mut network.parameters()[parameter].value;
    let value = value.iter_mut().nth(element).expect("an element of the parameter");
    let old = *value;
    *value = new(old);
    old
}

/// Everything in the network that is on or off: which ReLUs are active, and which pixel wins each pooling window.
fn switches(network: &SimpleConvNet<f64>, x: &Array4<f64>) -> Vec<bool> {
    let [convolution, relu, pooling] = network.conv.layers() else {
        panic!("SimpleConvNet begins with convolution, ReLU and pooling");
    };
    let conv = convolution.predict(x.clone());
    let active = relu.predict(conv.clone());
    let pooled = pooling.predict(active.clone());
    let hidden = network.affine1.predict_view(flat(&pooled));
    let wins = active
        .indexed_iter()
        .map(|((n, c, y, x), &value)| pooled.get((n, c, y / 2, x / 2)).is_some_and(|&largest| value == largest));
    conv.iter().map(|&a| a > 0.0).chain(wins).chain(hidden.iter().map(|&a| a > 0.0)).collect()
}

fn flat(images: &Array4<f64>) -> ArrayView2<'_, f64> {
    let n = images.dim().0;
    images.view().into_shape_with_order((n, images.len() / n)).expect("images in standard layout")
}

fn figure(differences: &[Difference]) -> Axes {
    let names: Vec<&str> = differences.iter().map(|d| d.name.as_str()).collect();
    let of = |value: fn(&Difference) -> f64| differences.iter().map(value).collect::<Vec<_>>();
    let mut ax = Axes::new();
    ax.title("Backpropagation and numerical gradient").xlabel("parameter").ylabel("mean difference");
    ax.ylog().ylim(1e-14, 1e-5).legend(Legend::UpperRight);
    ax.grouped_bars(&names, &[("the book's loss", of(|d| d.book)), ("without the 1e-7 in the loss", of(|d| d.exact))]);
    ax
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn gradients_agree_where_nothing_switches() {
        let experiment = GradientCheck { image_size: 8, filter_num: 3, filter_size: 3, hidden_size: 6 };
        for seed in 1..=5 {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let x = random_image(8, &mut rng);
            let mut network = experiment.network(&mut rng).unwrap();
            let differences = gradient_check(&mut network, &x, &Targets::from(1));
            for d in &differences {
                assert!(d.book < 1e-6 && d.exact < 1e-9, "seed {seed}: {d:?}");
            }
            let (compared, kinks) = differences.iter().fold((0, 0), |(c, k), d| (c + d.compared, k + d.kinks));
            assert!(kinks < compared, "seed {seed}: {kinks} kinks, {compared} compared");
        }
    }

    #[test]
    fn a_kink_is_left_out() {
        let experiment = GradientCheck { image_size: 6, filter_num: 1, filter_size: 3, hidden_size: 2 };
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut network = experiment.network(&mut rng).unwrap();
        // With zero weights and bias every ReLU behind the convolution sits exactly at its kink.
        network.conv.convolutions_mut()[0].w.fill(0.0);
        let x = random_image(6, &mut rng);
        assert!(kinks(&network, &x)[1].iter().all(|kink| *kink), "the bias of the convolution");
    }

    #[test]
    fn a_filter_larger_than_the_image_is_an_error() {
        let experiment = GradientCheck { image_size: 2, filter_num: 1, filter_size: 3, hidden_size: 2 };
        assert!(experiment.network(&mut ChaCha8Rng::seed_from_u64(1)).is_err());
    }
}
