//! §6.2.2 隠れ層のアクティベーション分布: how the initial weights distribute the activations of five layers.

use anyhow::Result;
use common::{relu, sigmoid};
use experiment::{Context, Experiment, flags, say};
use ndarray::Array2;
use plot::{Axes, Figure};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

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

type Activation = fn(&Array2<f64>) -> Array2<f64>;

/// Each activation with the range of its histograms.
const ACTIVATIONS: [(&str, Activation, (f64, f64)); 3] =
    [("sigmoid", |a| sigmoid(a), (0.0, 1.0)), ("relu", |a| relu(a), (0.0, 1.0)), ("tanh", |a| a.tanh(), (-1.0, 1.0))];

/// z = h(x·W) of each layer, the first behind `input_data` (N, node_num).
fn forward(input_data: &Array2<f64>, layers: usize, std: f64, h: Activation, rng: &mut impl Rng) -> Vec<Array2<f64>> {
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

fn randn(shape: (usize, usize), rng: &mut impl Rng) -> Array2<f64> {
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
        for (activation, h, range) in ACTIVATIONS {
            for (suffix, label, std) in weights {
                let activations = forward(&input_data, self.hidden_layer_size, std, h, &mut ctx.rng_stream(1));
                let spread: Vec<_> = activations.iter().map(|z| format!("{:.3}", z.std(0.0))).collect();
                say!(ctx, "{activation:<8} {label:<18} {}", spread.join(" "));
                let figure = histograms(&activations, range).suptitle(format!("{activation}, {label}"));
                ctx.save(&format!("weight_init_activation_histogram_{activation}_{suffix}"), figure)?;
            }
        }
        Ok(())
    }
}

/// One panel per layer, with the same bins and the same scale.
fn histograms(activations: &[Array2<f64>], range: (f64, f64)) -> Figure {
    let panels = activations.iter().enumerate().map(|(i, a)| {
        let mut ax = Axes::new();
        ax.title(format!("{}-layer", i + 1)).xticks([range.0, range.1]).xlim(range.0, range.1);
        if i == 0 {
            ax.ylabel("activations");
        }
        ax.hist(a.flatten(), 30, range);
        ax
    });
    Figure::grid(1, activations.len(), panels).share_y().size(800, 400)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// The shares of the values below `lo`, between, and above `hi`.
    fn shares(z: &Array2<f64>, lo: f64, hi: f64) -> [f64; 3] {
        let n = z.len() as f64;
        let below = z.iter().filter(|&&z| z < lo).count() as f64 / n;
        let above = z.iter().filter(|&&z| z > hi).count() as f64 / n;
        [below, 1.0 - below - above, above]
    }

    fn fifth(h: Activation, std: f64) -> Array2<f64> {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let input_data = randn((1000, 100), &mut rng);
        forward(&input_data, 5, std, h, &mut rng).pop().unwrap()
    }

    #[test]
    fn the_fifth_layer_has_the_shape_that_the_book_shows() {
        let (xavier, he) = (0.01_f64.sqrt(), 0.02_f64.sqrt());
        // Sigmoid: at both ends; all at one half; spread.
        let [low, middle, high] = shares(&fifth(|x| sigmoid(x), 1.0), 0.1, 0.9);
        assert!(low > 0.2 && high > 0.2 && middle < 0.5, "{low} {middle} {high}");
        assert!(shares(&fifth(|x| sigmoid(x), 0.01), 0.45, 0.55)[1] > 0.999);
        assert!(fifth(|x| sigmoid(x), xavier).std(0.0) > 0.1);
        // ReLU: std 0.01 dies out, Xavier shrinks, He keeps its spread.
        let spread = |std| fifth(|x| relu(x), std).std(0.0);
        assert!(spread(0.01) < 1e-4);
        assert!(spread(xavier) < 0.5 * spread(he));
        assert!((0.4..1.2).contains(&spread(he)));
        // Tanh: really tanh, so negative values as often as positive ones.
        let [low, _, high] = shares(&fifth(|x| x.tanh(), 1.0), -0.9, 0.9);
        assert!(low > 0.3 && high > 0.3, "{low} {high}");
    }
}
