//! Beside §8.1: which digits a network takes for which.

use std::path::PathBuf;

use anyhow::Result;
use experiment::{Context, Experiment, Format, say};
use ndarray::{Array1, Array2};
use plot::{Axes, Colormap, Figure};

use crate::misclassified_mnist::classify;
use crate::networks::{self, Named};

/// How often each digit is taken for each other one
#[derive(Debug, clap::Args)]
pub struct ConfusionMatrix {
    /// Weights of a network that you trained; may be given several times [default: the three networks that ship]
    #[arg(long, value_name = "FILE")]
    pub weights: Vec<PathBuf>,
    /// The networks that you trained too: every file of weights in figures/
    #[arg(long)]
    pub trained: bool,
}

impl Experiment for ConfusionMatrix {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let mut networks = match self.weights.is_empty() {
            true => networks::shipped("deep_convnet")?,
            false => self.weights.iter().map(|path| networks::from_file(path)).collect::<Result<_>>()?,
        };
        if self.trained {
            networks.extend(networks::trained(ctx));
        }
        let figure = test(ctx, &networks)?;
        ctx.save("confusion_matrix", figure)
    }
}

/// Element (i, j) is how many images of digit i are classified as j, (10, 10).
///
/// ```
/// let matrix = ch08::confusion_matrix(&[4, 9, 9], &vec![4, 4, 9].into());
/// assert_eq!((matrix[[4, 4]], matrix[[4, 9]], matrix[[9, 9]], matrix.sum()), (1, 1, 1, 3));
/// ```
pub fn confusion_matrix(predicted: &[usize], labels: &Array1<usize>) -> Array2<usize> {
    let mut matrix = Array2::zeros((10, 10));
    for (&predicted, &label) in predicted.iter().zip(labels) {
        matrix[[label, predicted]] += 1;
    }
    matrix
}

/// Classifies the test images with every network: prints the accuracy of each digit and the most frequent mistakes, and
/// draws the matrices.
pub(crate) fn test(ctx: &mut Context, networks: &[Named]) -> Result<Figure> {
    let (x_test, t_test) = ctx.load_test(Format { flatten: false, ..Format::default() })?;
    let (x_test, t_test) = ctx.quick_first(2_000, (x_test, t_test));
    let labels = t_test.labels();

    let mut panels = Vec::new();
    for Named { name, network } in networks {
        let matrix = confusion_matrix(&classify(network, &x_test), &labels);
        let accuracy = matrix.diag().sum() as f64 / labels.len() as f64;
        say!(ctx, "{name}: test accuracy:{accuracy:.4}");
        for (digit, accuracy) in accuracy_per_digit(&matrix).iter().enumerate() {
            say!(ctx, "  {digit}: {accuracy:.4}");
        }
        let mistakes = most_frequent_mistakes(&matrix, 3);
        let words = mistakes.iter().map(|(times, i, j)| format!("{i} taken for {j} ({times} times)"));
        say!(ctx, "  most often {}", Vec::from_iter(words).join(", "));
        ctx.measured(&format!("{name}: test accuracy"), format!("{accuracy:.4}"));
        panels.push(panel(name, accuracy, &matrix));
    }
    let columns = panels.len().min(3);
    let rows = panels.len().div_ceil(columns.max(1));
    Ok(Figure::grid(rows, columns, panels).size(500 * columns, 500 * rows))
}

/// The share of the images of each digit that are right, (10,); NaN for a digit without images.
pub fn accuracy_per_digit(matrix: &Array2<usize>) -> Array1<f64> {
    Array1::from_shape_fn(10, |digit| matrix[[digit, digit]] as f64 / matrix.row(digit).sum() as f64)
}

/// The mistakes that occur most often, as (times, digit, taken for).
pub fn most_frequent_mistakes(matrix: &Array2<usize>, count: usize) -> Vec<(usize, usize, usize)> {
    let wrong = matrix.indexed_iter().filter(|((i, j), times)| i != j && **times > 0);
    let mut wrong: Vec<_> = wrong.map(|((i, j), &times)| (times, i, j)).collect();
    wrong.sort_by_key(|&(times, i, j)| (std::cmp::Reverse(times), i, j));
    wrong.truncate(count);
    wrong
}

/// A matrix in colours that show the mistakes: the diagonal, which is far above them, is as dark as the most frequent one.
fn panel(name: &str, accuracy: f64, matrix: &Array2<usize>) -> Axes {
    let most = most_frequent_mistakes(matrix, 1).first().map_or(1, |&(times, ..)| times);
    let labels: Vec<String> =
        accuracy_per_digit(matrix).iter().enumerate().map(|(digit, share)| format!("{digit}: {share:.3}")).collect();
    let mut ax = Axes::new();
    ax.title(format!("{name}, {accuracy:.4}")).title_size(10.0).xlabel("classified as").ylabel("digit: accuracy");
    ax.xticks(0..10).ytick_labels(0..10, &labels);
    ax.imshow(matrix.mapv(|times| times as f64)).range(0.0, most as f64).colormap(Colormap::Blues).numbers(0);
    ax
}
