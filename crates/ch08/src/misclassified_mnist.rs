//! §8.1.1 よりディープなネットワークへ, `ch08/misclassified_mnist.py`: what DeepConvNet misclassifies.

use anyhow::Result;
use common::{Network, Real, Samples, argmax, rows};
use experiment::{Context, Experiment, Format, Trained, say};
use ndarray::Array1;

use crate::WEIGHTS;
use crate::misclassified_tiles::tiles;

/// The digits that DeepConvNet misclassifies
#[derive(Debug, clap::Args)]
pub struct MisclassifiedMnist {
    #[command(flatten)]
    weights: Trained,
}

impl Experiment for MisclassifiedMnist {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let network = self.weights.network(WEIGHTS)?; // DeepConvNet, unless --weights are of another network
        let (x_test, t_test) = ctx.load_test(Format { flatten: false, ..Format::default() })?;

        say!(ctx, "weights: {}", self.weights);
        say!(ctx, "calculating test accuracy ...");
        let classified_ids = classify(&network, &x_test);
        let wrong = misclassified(&classified_ids, &t_test.labels());
        let acc = 1.0 - wrong.len() as f64 / t_test.len() as f64;
        say!(ctx, "test accuracy:{acc:.4}");
        let (book, target) = self.expected();
        ctx.measured("test accuracy", format!("{acc:.4}")).book(book).target(target);

        say!(ctx, "======= misclassified result =======");
        let max_view = 20;
        let mis_pairs = &wrong[..wrong.len().min(max_view)];
        for (i, pair) in (1..).zip(mis_pairs) {
            say!(ctx, "{i}: ({}, {})", pair.label, pair.predicted);
        }
        ctx.save("misclassified_mnist", tiles(&network, &x_test, mis_pairs, 5))
    }
}

/// The class of each image, in batches of 100.
pub(crate) fn classify<A: Real>(network: &dyn Network<A>, x_test: &Samples<A>) -> Vec<usize> {
    let batch_size = 100;
    let mut classified_ids = Vec::new();
    for start in (0..x_test.len()).step_by(batch_size) {
        let tx = x_test.range(start, x_test.len().min(start + batch_size)).to_tensor();
        let y = rows(&network.predict(&tx));
        classified_ids.extend(y.rows().into_iter().map(argmax));
    }
    classified_ids
}

/// A misclassified digit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Wrong {
    pub(crate) index: usize,
    pub(crate) label: usize,
    pub(crate) predicted: usize,
}

/// The images whose class is not their label, in order.
pub(crate) fn misclassified(classified_ids: &[usize], t_test: &Array1<usize>) -> Vec<Wrong> {
    let all = classified_ids.iter().zip(t_test).enumerate();
    all.filter(|(_, (predicted, label))| predicted != label)
        .map(|(index, (&predicted, &label))| Wrong { index, label, predicted })
        .collect()
}

impl MisclassifiedMnist {
    /// The book's accuracy with its own weights, and our target with those that ship.
    fn expected(&self) -> (&'static str, &'static str) {
        if self.weights.is_users() { ("0.9797 with the book's weights", "") } else { ("", "≥ 0.992") }
    }
}

#[cfg(test)]
mod tests {
    use experiment::SaveParams;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::DeepConvNet;

    #[test]
    fn wrong_ones_come_in_order() {
        let wrong = misclassified(&[1, 2, 3, 4], &vec![1, 7, 3, 9].into());
        assert_eq!(wrong.iter().map(|w| (w.index, w.label, w.predicted)).collect::<Vec<_>>(), [(1, 7, 2), (3, 9, 4)]);
    }

    fn mnist_test() -> (Samples<f32>, Array1<usize>) {
        let options = dataset::Options { choice: dataset::Choice::Mnist, ..dataset::Options::default() };
        let test = dataset::load_mnist(&options).unwrap().test;
        let (x, t) = Format { flatten: false, ..Format::default() }.of(&test);
        (x, t.labels())
    }

    #[test]
    #[ignore = "needs MNIST_DIR"]
    fn the_shipped_weights_classify_99_2_percent() {
        let mut network = DeepConvNet::<f32>::book(&mut ChaCha8Rng::seed_from_u64(1));
        network.set_params(&weights::Weights::from_bytes(WEIGHTS, "shipped").unwrap()).unwrap();
        let (x_test, t_test) = mnist_test();
        let wrong = misclassified(&classify(&network, &x_test), &t_test);
        assert!(wrong.len() <= 80, "{} wrong", wrong.len());
    }

    /// One image is decided by 4e-5: in f64, as the book computes.
    #[test]
    #[ignore = "needs MNIST_DIR and BOOK_WEIGHTS_DIR"]
    fn the_books_weights_give_the_books_numbers() {
        let Some(dir) = std::env::var_os("BOOK_WEIGHTS_DIR") else { return };
        let mut network = DeepConvNet::<f64>::book(&mut ChaCha8Rng::seed_from_u64(1));
        network.load_params(std::path::Path::new(&dir).join("deep_convnet_params.pkl")).unwrap();
        let (x_test, t_test) = mnist_test();
        let wrong = misclassified(&classify(&network, &x_test.astype()), &t_test);
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
