//! Is backpropagation through convolution and pooling right? Its gradients against numerical ones.
//!
//! Where a ReLU switches or another pixel wins its pooling window within ±h, the loss has a kink and the central
//! difference is no derivative: such parameters are counted and left out.
//!
//! Book: §7.5, `ch07/gradient_check.py`.

use anyhow::Result;
use ch05::gradient_check::{gradient_check, report};
use common::{ConvParam, Network, Targets};
use experiment::{Context, Experiment, Info, flags};
use ndarray::{Array4, ArrayView2};
use rand::{Rng, RngExt};

use crate::SimpleConvNet;

/// h of the central difference, as in [`numerical_gradient_of`](common::numerical_gradient_of).
const H: f64 = 1e-4;

/// Backpropagation through convolution and pooling against numerical gradients
#[derive(Debug, clap::Args)]
pub struct GradientCheck {
    /// Pixels a side of the random image
    #[arg(long, default_value_t = 10, value_parser = flags::up_to::<100>)]
    pub image_size: usize,
    /// Filters
    #[arg(long, default_value_t = 10, value_parser = flags::up_to::<1_000>)]
    pub filter_num: usize,
    /// Pixels a side of a filter
    #[arg(long, default_value_t = 3, value_parser = flags::count)]
    pub filter_size: usize,
    /// Units of the hidden layer
    #[arg(long, default_value_t = 10, value_parser = flags::up_to::<1_000>)]
    pub hidden_size: usize,
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
        let mut network = self.network(&mut rng)?;
        let kinks = kinks(&network, &x);
        let differences = gradient_check(&mut network, x.view(), &Targets::from(1), kinks, |_, _| ());
        report(ctx, &differences)
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

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn gradients_agree_where_nothing_switches() {
        let experiment = GradientCheck { image_size: 6, filter_num: 8, filter_size: 3, hidden_size: 10 };
        for seed in 1..=5 {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let x = random_image(6, &mut rng);
            let mut network = experiment.network(&mut rng).unwrap();
            let kinks = kinks(&network, &x);
            for d in gradient_check(&mut network, x.view(), &Targets::from(1), kinks, |_, _| ()) {
                assert!(d.book < 1e-6 && d.exact < 1e-9, "seed {seed}: {d:?}");
                assert!(2 * d.kinks < d.compared, "seed {seed}: {d:?}");
            }
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
