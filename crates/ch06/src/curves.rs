//! The two kinds of curves that this chapter draws again and again.

use std::fmt::Display;

use common::smooth_curve;
use experiment::Context;
use plot::{Axes, Legend, Marker};

/// The loss over the iterations, smoothed as in the book, with a marker every 100 iterations: one line per key.
pub(crate) fn loss_curves<K: AsRef<str>>(keys: &[K], train_loss: &[Vec<f64>], top: f64) -> Axes {
    let markers =
        [Marker::Circle, Marker::Cross, Marker::Square, Marker::Diamond, Marker::TriangleUp, Marker::TriangleDown];
    let mut ax = Axes::new();
    ax.xlabel("iterations").ylabel("loss").ylim(0.0, top);
    for ((key, losses), marker) in keys.iter().zip(train_loss).zip(markers.into_iter().cycle()) {
        let every = losses.len().div_ceil(20);
        ax.plot_y(smooth_curve(losses)).label(key.as_ref()).marker(marker).markevery(every);
    }
    ax.legend(Legend::UpperRight);
    ax
}

/// The iteration whose loss a reader's notebook printed last.
const NOTEBOOK_ITERATION: usize = 1900;

/// Keeps the mean of the last hundred losses, since a single one depends on its batch, and that single one which the
/// notebook has too.
pub(crate) fn measure_losses(ctx: &mut Context, key: impl Display, losses: &[f64], notebook: &str) {
    let mean = final_loss(losses);
    ctx.measured(&format!("{key}: loss, mean of the last 100"), format!("{mean:.3}"));
    if let Some(loss) = losses.get(NOTEBOOK_ITERATION) {
        ctx.measured(&format!("{key}: loss at iteration {NOTEBOOK_ITERATION}"), format!("{loss:.3}")).book(notebook);
    }
}

/// The mean of the last hundred losses: a single one depends on its batch.
fn final_loss(losses: &[f64]) -> f64 {
    let last = &losses[losses.len().saturating_sub(100)..];
    last.iter().sum::<f64>() / last.len() as f64
}

/// The network whose loss is smallest at the end: the one worth saving.
pub(crate) fn winner(train_loss: &[Vec<f64>]) -> usize {
    let order = |&i: &usize, &j: &usize| final_loss(&train_loss[i]).total_cmp(&final_loss(&train_loss[j]));
    (0..train_loss.len()).min_by(order).unwrap_or(0)
}

/// Accuracy on the training and the test data over the epochs, with a marker every 10 epochs.
pub(crate) fn accuracy_curves(title: &str, train: &[f64], test: &[f64]) -> Axes {
    let mut ax = Axes::new();
    ax.title(title).xlabel("epochs").ylabel("accuracy").ylim(0.0, 1.05);
    ax.plot_y(train).label("train").marker(Marker::Circle).markevery(10);
    ax.plot_y(test).label("test").marker(Marker::Square).markevery(10);
    ax.legend(Legend::LowerRight);
    ax
}
