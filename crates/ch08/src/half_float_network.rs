//! §8.3.4 演算精度のビット削減: half the bits, the same answers.

use anyhow::Result;
use ch07::Trained;
use common::{Network, Parameter, Pixels, Samples, argmax};
use dataset::Split;
use experiment::{Context, Experiment, Info, say};
use half::{bf16, f16};
use ndarray::Array4;
use plot::{Axes, Figure};
use rayon::prelude::*;

use crate::{DeepConvNet, WEIGHTS};

/// Images that are classified at a time.
const BATCH: usize = 100;

/// DeepConvNet with weights and images of fewer bits
#[derive(Debug, clap::Args)]
pub struct HalfFloatNetwork {
    #[command(flatten)]
    weights: Trained,
}

/// A way to keep a number in fewer bits. All of them are computed with as `f32` afterwards.
struct Format {
    name: &'static str,
    bytes: usize,
    /// Rounds weights; int8 needs to know the largest of its array.
    weight: fn(f32, f32) -> f32,
    /// Rounds pixels in 0..=1.
    pixel: fn(f32) -> f32,
}

const FORMATS: [Format; 4] = [
    Format { name: "f32", bytes: 4, weight: |w, _| w, pixel: |x| x },
    Format { name: "f16", bytes: 2, weight: |w, _| f16::from_f32(w).to_f32(), pixel: |x| f16::from_f32(x).to_f32() },
    Format { name: "bf16", bytes: 2, weight: |w, _| bf16::from_f32(w).to_f32(), pixel: |x| bf16::from_f32(x).to_f32() },
    Format { name: "int8 weights", bytes: 1, weight: int8, pixel: |x| x },
];

impl Experiment for HalfFloatNetwork {
    const INFO: Info = Info::new("half_float_network", "§8.3.4", "DeepConvNet with weights and images of fewer bits")
        .figures(&[("half_float_network", "Test accuracy and bytes of the weights in four formats")]);

    fn run(&self, ctx: &mut Context) -> Result<()> {
        // Load
        let mut network = DeepConvNet::book(&mut ctx.rng());
        self.weights.load_or(&mut network, WEIGHTS)?;
        let mnist = ctx.mnist()?;
        say!(ctx, "weights: {}", self.weights);

        // Classify with every format
        let parameters: usize = network.parameters().iter().map(|p| p.value.len()).sum();
        let bar = ctx.progress(FORMATS.len(), "formats");
        let mut rows = Vec::new();
        for format in &FORMATS {
            let mut rounded = network.clone();
            rounded.parameters().iter_mut().for_each(|parameter| round(parameter, format.weight));
            rows.push((format.name, accuracy(&rounded, &mnist.test, format.pixel), parameters * format.bytes));
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

/// Rounded to one of 255 steps from −`largest` to `largest`.
fn int8(w: f32, largest: f32) -> f32 {
    if largest == 0.0 { 0.0 } else { (w / largest * 127.0).round() * largest / 127.0 }
}

fn round(parameter: &mut Parameter<'_, f32>, to: fn(f32, f32) -> f32) {
    let largest = parameter.value.fold(0.0_f32, |largest, w| largest.max(w.abs()));
    parameter.value.mapv_inplace(|w| to(w, largest));
}

/// The accuracy on images whose pixels are rounded.
fn accuracy(network: &DeepConvNet<f32>, images: &Split, pixel: fn(f32) -> f32) -> f64 {
    let pixels = Pixels::new(images.images.view());
    let indices: Vec<usize> = (0..images.len()).collect();
    let right: usize = indices
        .par_chunks(BATCH)
        .map(|indices| {
            let mut batch = Array4::zeros((0, 0, 0, 0));
            pixels.gather(indices, &mut batch);
            batch.mapv_inplace(pixel);
            let scores = network.predict(batch.view());
            let classes = scores.rows().into_iter().map(argmax);
            classes.zip(indices).filter(|(class, i)| *class == usize::from(images.labels[**i])).count()
        })
        .sum();
    right as f64 / images.len() as f64
}

fn figure(rows: &[(&str, f64, usize)]) -> Figure {
    let names: Vec<&str> = rows.iter().map(|row| row.0).collect();
    let (accuracies, kilobytes): (Vec<f64>, Vec<f64>) = rows.iter().map(|row| (row.1, row.2 as f64 / 1000.0)).unzip();
    let lowest = accuracies.iter().copied().fold(1.0, f64::min);
    let mut accuracy = Axes::new();
    accuracy.title("test accuracy").categories(&names).ylim((lowest - 0.002).max(0.0), 1.0);
    accuracy.bar(0..rows.len(), &accuracies).values(|v| format!("{v:.4}"));
    let mut bytes = Axes::new();
    bytes.title("kilobytes of weights").categories(&names);
    bytes.bar(0..rows.len(), &kilobytes).values(|v| format!("{v:.0}"));
    Figure::grid(1, 2, [accuracy, bytes]).size(900, 420)
}

#[cfg(test)]
mod tests {
    use common::load_weights;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

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
        load_weights(&mut network, std::path::Path::new(&dir).join("deep_convnet_params.pkl")).unwrap();
        assert_eq!(accuracy(&network, &test, |x| x), 0.9797);
        network.parameters().iter_mut().for_each(|parameter| round(parameter, FORMATS[1].weight));
        assert_eq!(accuracy(&network, &test, FORMATS[1].pixel), 0.9798);
    }
}
