//! §6.2.2 隠れ層のアクティベーション分布: how the initial weights distribute the activations of five layers.

use anyhow::Result;
use common::{relu, sigmoid};
use experiment::{Context, Experiment, flags, say};
use ndarray::Array2;
use plot::Figure;
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::gradient_norms::{self, SLOPES};
use crate::histograms::{histograms, sheet, sheet_row};

/// What initial weights do to the activations of five layers
#[derive(Debug, clap::Args)]
pub struct WeightInitActivationHistogram {
    /// Samples of the input
    #[arg(long, default_value_t = 1000, value_parser = flags::up_to::<10_000>)]
    pub samples: usize,
    /// Units of each layer
    #[arg(long, default_value_t = 100, value_parser = flags::up_to::<1_000>)]
    pub node_num: usize,
    /// Hidden layers
    #[arg(long, default_value_t = 5, value_parser = flags::up_to::<100>)]
    pub hidden_layer_size: usize,
}

/// h of a layer, applied to each element.
pub type Activation = fn(&Array2<f64>) -> Array2<f64>;

/// Each activation with the range of its histograms.
pub const ACTIVATIONS: [(&str, Activation, (f64, f64)); 3] =
    [("sigmoid", |a| sigmoid(a), (0.0, 1.0)), ("relu", |a| relu(a), (0.0, 1.0)), ("tanh", |a| a.tanh(), (-1.0, 1.0))];

/// z = h(x·W) of each layer, the first behind `input_data` (N, node_num).
pub fn forward(
    input_data: &Array2<f64>,
    layers: usize,
    std: f64,
    h: Activation,
    rng: &mut impl Rng,
) -> Vec<Array2<f64>> {
    let node_num = input_data.ncols();
    let mut activations: Vec<Array2<f64>> = Vec::new();
    for i in 0..layers {
        let x = if i == 0 { input_data } else { &activations[i - 1] };
        let w = randn((node_num, node_num), rng) * std;
        let a = x.dot(&w);
        let z = h(&a);
        activations.push(z);
    }
    activations
}

/// Random numbers of mean 0 and standard deviation 1.
pub fn randn(shape: (usize, usize), rng: &mut impl Rng) -> Array2<f64> {
    Array2::from_shape_simple_fn(shape, || StandardNormal.sample(rng))
}

impl Experiment for WeightInitActivationHistogram {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let input_data = randn((self.samples, self.node_num), &mut ctx.rng());
        let n = self.node_num as f64;
        let weights = [
            ("std1", "std 1", 1.0),
            ("std0.01", "std 0.01", 0.01),
            ("xavier", "Xavier, std √(1/n)", (1.0 / n).sqrt()),
            ("he", "He, std √(2/n)", (2.0 / n).sqrt()),
        ];
        say!(ctx, "{:<8} {:<18} standard deviation of the activations, layer by layer", "", "weights");
        let (mut rows, mut norms) = (Vec::new(), Vec::new());
        for ((activation, h, range), slope) in ACTIVATIONS.into_iter().zip(SLOPES) {
            let mut of_activation = Vec::new();
            for (suffix, label, std) in weights {
                let activations = forward(&input_data, self.hidden_layer_size, std, h, &mut ctx.rng_stream(1));
                let spread: Vec<_> = activations.iter().map(|z| format!("{:.3}", z.std(0.0))).collect();
                say!(ctx, "{activation:<8} {label:<18} {}", spread.join(" "));
                let figure = histograms(&activations, range).suptitle(format!("{activation}, {label}"));
                ctx.save(&format!("weight_init_activation_histogram_{activation}_{suffix}"), figure)?;

                rows.push(sheet_row(&format!("{activation}\n{suffix}"), &activations, range));
                // the weights of the forward pass: the same draws again
                let (weights, dout) = (&mut ctx.rng_stream(1), &mut ctx.rng_stream(2));
                of_activation.push((label, gradient_norms::backward(&activations, std, slope, weights, dout)));
            }
            norms.push((activation, of_activation));
        }
        ctx.save("weight_init_activation_histogram", sheet(rows))?;
        let panels = norms.iter().map(|(activation, lines)| gradient_norms::panel(activation, lines));
        let figure = Figure::grid(1, norms.len(), panels).share_y().size(900, 420).legend_below();
        ctx.save("weight_init_gradient_norm", figure)
    }
}
