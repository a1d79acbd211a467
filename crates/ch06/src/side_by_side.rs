//! Networks that learn side by side from the same mini-batches.

use anyhow::{Context as _, Result};
use common::{MultiLayerNet, Pixels, Targets, Trainer, TrainerOptions};
use experiment::{Context, say};
use rayon::prelude::*;

/// One network and how it is trained.
pub(crate) struct Contestant {
    pub(crate) name: &'static str,
    pub(crate) network: MultiLayerNet<f32>,
    pub(crate) options: TrainerOptions,
}

/// The loss of a contestant after every update.
pub(crate) type Curve = (&'static str, Vec<f64>);

/// Trains every contestant on the same batches, each on one core, and prints the losses every 100 iterations as the
/// book does.
pub(crate) fn train_side_by_side(ctx: &mut Context, contestants: Vec<Contestant>) -> Result<Vec<Curve>> {
    let mnist = ctx.mnist()?;
    let (x_train, t_train) = (Pixels::new(mnist.train.images.view()), Targets::from(&mnist.train.labels[..]));
    let (x_test, t_test) = (Pixels::new(mnist.test.images.view()), Targets::from(&mnist.test.labels[..]));
    let iterations: usize = contestants.iter().filter_map(|contestant| contestant.options.iterations).sum();
    let bar = ctx.progress(iterations, "training side by side");
    let batches = ctx.rng_stream(1);
    let curves = contestants.into_par_iter().map(|Contestant { name, network, options }| {
        let (train, test) = ((&x_train, &t_train), (&x_test, &t_test));
        let mut trainer = Trainer::new(network, train, test, options, batches.clone())?;
        trainer.train(|_| bar.step()).with_context(|| format!("cannot train with {name}"))?;
        Ok((name, trainer.train_loss_list))
    });
    let curves: Vec<Curve> = curves.collect::<Result<_>>()?;
    drop(bar);
    let iterations = curves.iter().map(|(_, losses)| losses.len()).min().unwrap_or(0);
    for i in (0..iterations).step_by(100) {
        say!(ctx, "===========iteration:{i}===========");
        for (name, losses) in &curves {
            say!(ctx, "{name}:{:.6}", losses[i]);
        }
    }
    Ok(curves)
}

/// The mean of the last hundred losses: a single one depends on its batch.
pub(crate) fn final_loss(losses: &[f64]) -> f64 {
    let last = &losses[losses.len().saturating_sub(100)..];
    last.iter().sum::<f64>() / last.len() as f64
}
