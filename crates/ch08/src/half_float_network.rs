//! §8.3.4 演算精度のビット削減: half the bits, the same accuracy.

use anyhow::Result;
use common::{Network, Param, Samples, Targets, argmax, rows};
use experiment::{Context, Experiment, SaveParams, Trained, say};
use rayon::prelude::*;

use crate::number_formats::{FORMATS, figure};
use crate::{DeepConvNet, WEIGHTS};

/// Images that are classified at a time.
const BATCH: usize = 100;

/// DeepConvNet with weights and images of fewer bits
#[derive(Debug, clap::Args)]
pub struct HalfFloatNetwork {
    #[command(flatten)]
    weights: Trained,
}

impl Experiment for HalfFloatNetwork {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        // Load
        let mut network = DeepConvNet::book(&mut ctx.rng());
        network.set_params(&self.weights.or_shipped(WEIGHTS)?)?;
        let format = experiment::Format { flatten: false, ..Default::default() };
        let (_, (x_test, t_test)) = ctx.load_mnist(format)?;
        say!(ctx, "weights: {}", self.weights);

        // Classify with every format
        let parameters: usize = network.params().iter().map(|param| param.value.len()).sum();
        let bar = ctx.progress(FORMATS.len(), "formats");
        let mut rows = Vec::new();
        for format in &FORMATS {
            let mut rounded = network.clone();
            rounded.params().iter_mut().for_each(|param| round(param, format.weight));
            rows.push((format.name, accuracy(&rounded, &x_test, &t_test, format.pixel), parameters * format.bytes));
            bar.step();
        }
        drop(bar);
        for (name, accuracy, bytes) in &rows {
            say!(ctx, "{name:<13} accuracy {accuracy:.4}, {bytes} bytes of weights");
        }
        if self.weights.is_users() {
            ctx.measured("accuracy in f32", format!("{:.4}", rows[0].1), "0.9797 with the book's weights");
            ctx.measured("accuracy in f16", format!("{:.4}", rows[1].1), "0.9798 with the book's weights");
        } else {
            ctx.measured("accuracy in f32", format!("{:.4}", rows[0].1), "–");
            ctx.measured("accuracy in f16", format!("{:.4}", rows[1].1), "the same");
        }
        ctx.save("half_float_network", figure(&rows))
    }
}

fn round(param: &mut Param<'_, f32>, to: fn(f32, f32) -> f32) {
    let largest = param.value.fold(0.0_f32, |largest, w| largest.max(w.abs()));
    param.value.mapv_inplace(|w| to(w, largest));
}

/// The accuracy on images whose pixels are rounded.
fn accuracy(network: &DeepConvNet<f32>, x: &Samples<f32>, t: &Targets<f32>, pixel: fn(f32) -> f32) -> f64 {
    let (indices, t): (Vec<usize>, _) = ((0..x.len()).collect(), t.labels());
    let right = |indices: &[usize]| {
        let y = rows(&network.predict(&x.select(indices).mapv(pixel).into_shared()));
        y.rows().into_iter().map(argmax).zip(indices).filter(|(class, i)| *class == t[**i]).count()
    };
    indices.par_chunks(BATCH).map(right).sum::<usize>() as f64 / x.len() as f64
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::number_formats::int8;

    #[test]
    fn formats_keep_as_many_digits_as_they_have_bits() {
        let rounded = |i: usize| (FORMATS[i].weight)(0.1, 1.0);
        assert_eq!(rounded(0), 0.1);
        assert!((rounded(1) - 0.1).abs() < 5e-5 && rounded(1) != 0.1);
        assert!((rounded(2) - 0.1).abs() < 4e-4 && rounded(2) != rounded(1));
        assert_eq!(rounded(3), 13.0 / 127.0);
        assert_eq!((int8(-2.0, 2.0), int8(0.0, 0.0)), (-2.0, 0.0));
    }

    #[test]
    #[ignore = "needs MNIST_DIR and BOOK_WEIGHTS_DIR"]
    fn the_books_weights_lose_nothing_in_half_precision() {
        let Some(dir) = std::env::var_os("BOOK_WEIGHTS_DIR") else { return };
        let options = dataset::Options { choice: dataset::Choice::Mnist, ..dataset::Options::default() };
        let test = dataset::load_mnist(&options).unwrap().test;
        let mut network = DeepConvNet::book(&mut ChaCha8Rng::seed_from_u64(1));
        network.load_params(std::path::Path::new(&dir).join("deep_convnet_params.pkl")).unwrap();
        let (x, t) = experiment::Format { flatten: false, ..Default::default() }.of(&test);
        assert_eq!(accuracy(&network, &x, &t, |x| x), 0.9797);
        network.params().iter_mut().for_each(|param| round(param, FORMATS[1].weight));
        assert_eq!(accuracy(&network, &x, &t, FORMATS[1].pixel), 0.9798);
    }
}
