//! What weight decay and dropout have in common: too few images, and a network with and without the remedy.

use anyhow::Result;
use common::{Network, Pixels, Targets, Trainer, TrainerOptions};
use dataset::Mnist;
use experiment::{Context, say};
use ndarray::Ix2;
use rayon::prelude::*;

use crate::curves::accuracy_curves;

/// The first few training images, and all test images.
pub(crate) struct FewImages<'a> {
    x_train: Pixels<'a>,
    t_train: Targets<f32>,
    x_test: Pixels<'a>,
    t_test: Targets<f32>,
}

impl<'a> FewImages<'a> {
    pub(crate) fn new(mnist: &'a Mnist, train_size: usize) -> Self {
        let n = train_size.min(mnist.train.labels.len());
        FewImages {
            x_train: Pixels::new(mnist.train.images.view()).first(n),
            t_train: Targets::from(&mnist.train.labels[..n]),
            x_test: Pixels::new(mnist.test.images.view()),
            t_test: Targets::from(&mnist.test.labels[..]),
        }
    }
}

/// Figure, what it is in words, network.
type Contestant<N> = (&'static str, &'static str, N);

/// Trains both networks, each on one core, prints the book's lines and draws a figure each. Beside each contestant:
/// the title, and the accuracies on training and test data that the book ends with.
pub(crate) fn compare<N: Network<f32, Input = Ix2>>(
    ctx: &mut Context,
    data: &FewImages,
    options: &TrainerOptions,
    contestants: [(Contestant<N>, &str, &str, &str); 2],
) -> Result<()> {
    let (train, test) = ((&data.x_train, &data.t_train), (&data.x_test, &data.t_test));
    let bar = ctx.progress(2 * options.epochs, "epochs");
    let rng = ctx.rng_stream(1);
    let trained: Vec<_> = contestants
        .into_par_iter()
        .map(|(contestant, title, train_book, test_book)| {
            let (figure, words, network) = contestant;
            let mut trainer = Trainer::new(network, train, test, options.clone(), rng.clone())?;
            let mut lines = Vec::new();
            trainer.train(|step| {
                if let Some(epoch) = step.epoch {
                    bar.step();
                    lines.push(epoch.to_string());
                }
            })?;
            let curves = (trainer.train_acc_list.clone(), trainer.test_acc_list.clone());
            Ok((figure, words, title, curves, trainer.test_accuracy(), lines, (train_book, test_book)))
        })
        .collect::<Result<_>>()?;
    drop(bar);
    for (figure, words, title, (train_acc, test_acc), final_acc, lines, (train_book, test_book)) in trained {
        say!(ctx, "{words}");
        lines.iter().for_each(|line| ctx.say(line));
        say!(ctx, "=============== Final Test Accuracy ===============");
        say!(ctx, "test acc:{final_acc}");
        let last = train_acc.last().copied().unwrap_or(f64::NAN);
        ctx.measured(&format!("train accuracy {words}"), format!("{last:.3}"), train_book);
        ctx.measured(&format!("test accuracy {words}"), format!("{final_acc:.3}"), test_book);
        ctx.save(figure, accuracy_curves(title, &train_acc, &test_acc))?;
    }
    Ok(())
}
