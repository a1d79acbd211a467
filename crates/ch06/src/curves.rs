//! The two kinds of curves that this chapter draws again and again.

use common::smooth_curve;
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

/// The mean of the last hundred losses: a single one depends on its batch.
pub(crate) fn final_loss(losses: &[f64]) -> f64 {
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
