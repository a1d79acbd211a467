//! §8.1.1: what DeepConvNet takes for another digit.

use anyhow::Result;
use ch07::Trained;
use common::{Network, Pixels, Real, Samples, argmax};
use dataset::Split;
use experiment::{Context, Experiment, Info, say};
use ndarray::{Array3, Array4, Ix4};
use plot::{Color, Figure, Tiles};
use rayon::prelude::*;

use crate::{DeepConvNet, WEIGHTS};

/// Images that are classified at a time.
const BATCH: usize = 100;

/// What DeepConvNet takes for another digit
#[derive(Debug, clap::Args)]
pub struct MisclassifiedMnist {
    #[command(flatten)]
    weights: Trained,
}

impl Experiment for MisclassifiedMnist {
    const INFO: Info = Info::new("misclassified_mnist", "§8.1.1", "What DeepConvNet takes for another digit")
        .figures(&[("misclassified_mnist", "The first twenty test images that DeepConvNet takes for another digit")]);

    fn run(&self, ctx: &mut Context) -> Result<()> {
        // Load
        let mut network = DeepConvNet::book(&mut ctx.rng());
        self.weights.load_or(&mut network, WEIGHTS)?;
        let mnist = ctx.mnist()?;

        // Classify
        say!(ctx, "weights: {}", self.weights);
        say!(ctx, "calculating test accuracy ...");
        let predicted = classify(&network, &mnist.test);
        let wrong = misclassified(&predicted, &mnist.test.labels);
        let accuracy = 1.0 - wrong.len() as f64 / predicted.len() as f64;
        say!(ctx, "test accuracy:{accuracy:.4}");
        ctx.measured("test accuracy", format!("{accuracy:.4}"), self.book());

        // Show
        say!(ctx, "======= misclassified result =======");
        let first = &wrong[..wrong.len().min(20)];
        for (i, wrong) in first.iter().enumerate() {
            say!(ctx, "{}: ({}, {})", i + 1, wrong.label, wrong.predicted);
        }
        ctx.save("misclassified_mnist", tiles(&mnist.test, first, 5))
    }
}

impl MisclassifiedMnist {
    fn book(&self) -> &'static str {
        if self.weights.is_users() { "0.9797 with the book's weights" } else { "≥ 0.992 when trained here" }
    }
}

/// A digit that was taken for another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Wrong {
    pub(crate) index: usize,
    pub(crate) label: usize,
    pub(crate) predicted: usize,
}

/// The class of each image, computed in parallel.
pub(crate) fn classify<A: Real>(network: &impl Network<A, Input = Ix4>, images: &Split) -> Vec<usize> {
    let pixels = Pixels::new(images.images.view());
    let indices: Vec<usize> = (0..images.len()).collect();
    let classes = indices.par_chunks(BATCH).flat_map_iter(|indices| {
        let mut batch = Array4::<A>::zeros((0, 0, 0, 0));
        pixels.gather(indices, &mut batch);
        let scores = network.predict(batch.view());
        scores.rows().into_iter().map(argmax).collect::<Vec<_>>()
    });
    classes.collect()
}

/// The images whose class is not their label, in order.
pub(crate) fn misclassified(predicted: &[usize], labels: &[u8]) -> Vec<Wrong> {
    let all = predicted.iter().zip(labels).enumerate();
    let wrong = all.filter(|(_, (predicted, label))| **predicted != usize::from(**label));
    wrong.map(|(index, (&predicted, &label))| Wrong { index, label: label.into(), predicted }).collect()
}

/// Pictures, so many in a row, with `label -> predicted`.
pub(crate) fn tiles(images: &Split, wrong: &[Wrong], columns: usize) -> Figure {
    let pixels =
        Array3::from_shape_fn((wrong.len(), 28, 28), |(n, y, x)| images.images.image(wrong[n].index)[y * 28 + x]);
    let titles: Vec<String> = wrong.iter().map(|w| format!("{} -> {}", w.label, w.predicted)).collect();
    let mut tiles = Tiles::new(&pixels, columns);
    tiles.title("label -> predicted").titles(&titles).title_colors(&[Color::CRIMSON]).range(0.0, 255.0);
    Figure::from(tiles)
}

#[cfg(test)]
mod tests {
    use common::load_weights;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn wrong_ones_come_in_order() {
        let wrong = misclassified(&[1, 2, 3, 4], &[1, 7, 3, 9]);
        assert_eq!(wrong.iter().map(|w| (w.index, w.label, w.predicted)).collect::<Vec<_>>(), [(1, 7, 2), (3, 9, 4)]);
    }

    fn mnist_test() -> Split {
        let options = dataset::Options { choice: dataset::Choice::Mnist, ..dataset::Options::default() };
        dataset::load_mnist(&options).unwrap().test
    }

    #[test]
    #[ignore = "needs MNIST_DIR"]
    fn the_shipped_weights_classify_99_2_percent() {
        let mut network = DeepConvNet::<f32>::book(&mut ChaCha8Rng::seed_from_u64(1));
        common::Weights::from_bytes(WEIGHTS, "shipped").unwrap().copy_into(&mut network).unwrap();
        let test = mnist_test();
        let wrong = misclassified(&classify(&network, &test), &test.labels);
        assert!(wrong.len() <= 80, "{} wrong", wrong.len());
    }

    /// One image is decided by 4e-5: in f64, as the book computes.
    #[test]
    #[ignore = "needs MNIST_DIR and BOOK_WEIGHTS_DIR"]
    fn the_books_weights_give_the_books_numbers() {
        let Some(dir) = std::env::var_os("BOOK_WEIGHTS_DIR") else { return };
        let mut network = DeepConvNet::<f64>::book(&mut ChaCha8Rng::seed_from_u64(1));
        load_weights(&mut network, std::path::Path::new(&dir).join("deep_convnet_params.pkl")).unwrap();
        let test = mnist_test();
        let wrong = misclassified(&classify(&network, &test), &test.labels);
        assert_eq!(wrong.len(), 203); // 0.9797
        let first: Vec<_> = wrong.iter().take(20).map(|w| (w.label, w.predicted)).collect();
        let book = [
            (9, 8),
            (9, 8),
            (9, 8),
            (6, 0),
            (8, 5),
            (9, 8),
            (2, 7),
            (6, 0),
            (4, 1),
            (4, 9),
            (3, 2),
            (8, 2),
            (8, 2),
            (1, 8),
            (3, 9),
            (7, 2),
            (1, 7),
            (5, 8),
            (4, 9),
            (4, 9),
        ];
        assert_eq!(first, book);
    }
}
