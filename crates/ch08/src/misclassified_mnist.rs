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
pub fn classify<A: Real>(network: &dyn Network<A>, x_test: &Samples<A>) -> Vec<usize> {
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
pub struct Wrong {
    /// Its place in the test data.
    pub index: usize,
    /// Its class.
    pub label: usize,
    /// The class that the network takes it for.
    pub predicted: usize,
}

/// The images whose class is not their label, in order.
pub fn misclassified(classified_ids: &[usize], t_test: &Array1<usize>) -> Vec<Wrong> {
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
