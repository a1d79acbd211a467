//! §6.2.2 隠れ層のアクティベーション分布: what initial weights do to the activations of five layers.

use anyhow::Result;
use common::{WeightInit, relu, sigmoid};
use experiment::{Context, Experiment, Info, flags, say};
use ndarray::Array2;
use plot::{Axes, Figure};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

/// What initial weights do to the activations of five layers
#[derive(Debug, clap::Args)]
pub struct WeightInitActivationHistogram {
    /// Samples that are sent through the layers
    #[arg(long, default_value_t = 1000, value_parser = flags::up_to::<10_000>)]
    pub samples: usize,
    /// Units of each layer
    #[arg(long, default_value_t = 100, value_parser = flags::up_to::<1_000>)]
    pub units: usize,
    /// Hidden layers
    #[arg(long, default_value_t = 5, value_parser = flags::up_to::<100>)]
    pub layers: usize,
}

/// An activation with the range in which its values are counted.
struct Activation {
    name: &'static str,
    function: fn(&Array2<f64>) -> Array2<f64>,
    range: (f64, f64),
}

const ACTIVATIONS: [Activation; 3] = [
    Activation { name: "sigmoid", function: |x| sigmoid(x), range: (0.0, 1.0) },
    Activation { name: "relu", function: |x| relu(x), range: (0.0, 1.0) },
    Activation { name: "tanh", function: |x| x.tanh(), range: (-1.0, 1.0) },
];

const INITS: [(&str, &str, WeightInit); 4] = [
    ("std1", "std 1", WeightInit::Std(1.0)),
    ("std0.01", "std 0.01", WeightInit::Std(0.01)),
    ("xavier", "Xavier, std √(1/n)", WeightInit::Xavier),
    ("he", "He, std √(2/n)", WeightInit::He),
];

impl Experiment for WeightInitActivationHistogram {
    const INFO: Info = Info::new(
        "weight_init_activation_histogram",
        "§6.2.2",
        "What initial weights do to the activations of five layers",
    )
    .figures(&[
        (
            "weight_init_activation_histogram_sigmoid_std1",
            "Sigmoid, std 1: everything sits at 0 and 1, where the gradient vanishes",
        ),
        (
            "weight_init_activation_histogram_sigmoid_std0.01",
            "Sigmoid, std 0.01: everything sits at 0.5, all units say the same",
        ),
        ("weight_init_activation_histogram_sigmoid_xavier", "Sigmoid, Xavier: spread out in every layer"),
        ("weight_init_activation_histogram_sigmoid_he", "Sigmoid, He: wider than Xavier"),
        ("weight_init_activation_histogram_relu_std1", "ReLU, std 1: values grow from layer to layer, most beyond 1"),
        ("weight_init_activation_histogram_relu_std0.01", "ReLU, std 0.01: everything shrinks to 0"),
        ("weight_init_activation_histogram_relu_xavier", "ReLU, Xavier: more zeros with every layer"),
        ("weight_init_activation_histogram_relu_he", "ReLU, He: the same spread in every layer"),
        ("weight_init_activation_histogram_tanh_std1", "Tanh, std 1: everything sits at −1 and 1"),
        ("weight_init_activation_histogram_tanh_std0.01", "Tanh, std 0.01: everything sits at 0"),
        ("weight_init_activation_histogram_tanh_xavier", "Tanh, Xavier: a bell in every layer"),
        ("weight_init_activation_histogram_tanh_he", "Tanh, He: wider than Xavier"),
    ]);

    fn run(&self, ctx: &mut Context) -> Result<()> {
        let input = normal((self.samples, self.units), &mut ctx.rng());
        say!(ctx, "{:<8} {:<18} standard deviation of the activations, layer by layer", "", "weights");
        for activation in &ACTIVATIONS {
            for (suffix, label, init) in INITS {
                let layers = activations(&input, self.layers, activation.function, init, &mut ctx.rng_stream(1));
                let spread: Vec<_> = layers.iter().map(|z| format!("{:.3}", z.std(0.0))).collect();
                say!(ctx, "{:<8} {label:<18} {}", activation.name, spread.join(" "));
                let name = format!("weight_init_activation_histogram_{}_{suffix}", activation.name);
                ctx.save(&name, histograms(&layers, activation, label))?;
            }
        }
        Ok(())
    }
}

/// The activations of each layer: z = h(x·W), x being the layer before.
fn activations(
    input: &Array2<f64>,
    layers: usize,
    h: fn(&Array2<f64>) -> Array2<f64>,
    init: WeightInit,
    rng: &mut impl Rng,
) -> Vec<Array2<f64>> {
    let units = input.ncols();
    let mut activations: Vec<Array2<f64>> = Vec::new();
    for _ in 0..layers {
        let x = activations.last().unwrap_or(input);
        let w = init.std(units) * normal((units, units), rng);
        activations.push(h(&x.dot(&w)));
    }
    activations
}

fn normal(shape: (usize, usize), rng: &mut impl Rng) -> Array2<f64> {
    Array2::from_shape_simple_fn(shape, || StandardNormal.sample(rng))
}

/// A panel a layer. All panels count in the same bins and share one scale.
fn histograms(layers: &[Array2<f64>], activation: &Activation, init: &str) -> Figure {
    let (lo, hi) = activation.range;
    let panels = layers.iter().enumerate().map(|(i, z)| {
        let mut ax = Axes::new();
        ax.title(format!("{}-layer", i + 1)).xticks([lo, hi]).xlim(lo, hi);
        ax.hist(z.iter().copied().collect::<Vec<_>>(), 30, (lo, hi));
        if i == 0 {
            ax.ylabel("activations");
        }
        ax
    });
    Figure::grid(1, layers.len(), panels).share_y().size(800, 400).suptitle(format!("{}, {init}", activation.name))
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

    fn fifth(h: fn(&Array2<f64>) -> Array2<f64>, init: WeightInit) -> Array2<f64> {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let input = normal((1000, 100), &mut rng);
        activations(&input, 5, h, init, &mut rng).pop().unwrap()
    }

    #[test]
    fn the_fifth_layer_has_the_shape_that_the_book_shows() {
        // Sigmoid: at both ends; all at one half; spread.
        let [low, middle, high] = shares(&fifth(|x| sigmoid(x), WeightInit::Std(1.0)), 0.1, 0.9);
        assert!(low > 0.2 && high > 0.2 && middle < 0.5, "{low} {middle} {high}");
        assert!(shares(&fifth(|x| sigmoid(x), WeightInit::Std(0.01)), 0.45, 0.55)[1] > 0.999);
        assert!(fifth(|x| sigmoid(x), WeightInit::Xavier).std(0.0) > 0.1);
        // ReLU: std 0.01 dies out, Xavier shrinks, He keeps its spread.
        let spread = |init| fifth(|x| relu(x), init).std(0.0);
        assert!(spread(WeightInit::Std(0.01)) < 1e-4);
        assert!(spread(WeightInit::Xavier) < 0.5 * spread(WeightInit::He));
        assert!((0.4..1.2).contains(&spread(WeightInit::He)));
        // Tanh: really tanh, so negative values as often as positive ones.
        let [low, _, high] = shares(&fifth(|x| x.tanh(), WeightInit::Std(1.0)), -0.9, 0.9);
        assert!(low > 0.3 && high > 0.3, "{low} {high}");
    }
}
