//! §6.3 Batch Normalization, `ch06/batch_norm_gradient_check.py`: backpropagation through batch normalization against
//! numerical gradients.

use common::{Activation, Extensions, MultiLayerNetExtend, Network, WeightInit, check_batch_size};
use experiment::{Context, Experiment, Format, flags, say};
use plot::{Axes, Figure};

/// Backpropagation through batch normalization against numerical gradients
#[derive(Debug, clap::Args)]
pub struct BatchNormGradientCheck {
    /// Samples of the batch; the book takes 1, whose normalised values are all 0 and have almost no gradient
    #[arg(long, default_value_t = 10, value_parser = flags::up_to::<1_000>)]
    pub batch_size: usize,
    /// Units of each of the two hidden layers
    #[arg(long, default_value_t = 20, value_parser = flags::up_to::<1_000>)]
    pub hidden_size: usize,
    /// Activation; the numerical gradient of ReLU is wrong wherever ±h crosses its kink
    #[arg(long, default_value_t = Activation::Sigmoid)]
    pub activation: Activation,
}

impl Experiment for BatchNormGradientCheck {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let ((x_train, t_train), _) = ctx.load_mnist(Format { one_hot_label: true, ..Format::default() })?;

        let (hidden_size_list, activation, init) = ([self.hidden_size; 2], self.activation, WeightInit::He);
        let extensions = Extensions { use_batchnorm: true, ..Extensions::default() };
        let mut network =
            MultiLayerNetExtend::<f64>::new(784, &hidden_size_list, 10, activation, init, extensions, &mut ctx.rng());

        let n = check_batch_size(self.batch_size, x_train.len())?;
        let (x_batch, t_batch) = (x_train.first(n).astype().to_tensor(), t_train.first(n).astype());

        network.gradient(&x_batch, &t_batch);
        let grad_backprop = network.grads();
        let grad_numerical = network.numerical_gradient(&x_batch, &t_batch);

        let (mut diffs, mut sizes) = (Vec::new(), Vec::new());
        for key in grad_numerical.keys() {
            let diff = (&grad_backprop[key] - &grad_numerical[key]).abs().mean().unwrap_or(0.0);
            say!(ctx, "{key}:{diff:e}");
            ctx.measured(key, format!("{diff:.1e}")).target("< 1e-6");
            diffs.push(diff);
            sizes.push(grad_backprop[key].abs().mean().unwrap_or(0.0));
        }

        let mut ax = Axes::new();
        let bars = [("|gradient|", sizes), ("|backpropagation − numerical|", diffs)];
        ax.grouped_bars(&Vec::from_iter(grad_numerical.keys()), &bars);
        ax.ylog().ylabel("mean over the parameter's elements").xlabel("parameter");
        ctx.save("batch_norm_gradient_check", Figure::from(ax).size(800, 480).legend_below())
    }
}
