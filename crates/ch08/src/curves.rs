//! The curves of `train_deepnet`.

use common::smooth_curve;
use plot::{Axes, Legend, Marker};

/// Accuracy on training and test data over the epochs.
pub(crate) fn accuracy_curves(train_acc_list: &[f64], test_acc_list: &[f64]) -> Axes {
    let mut ax = Axes::new();
    ax.plot_y(train_acc_list).label("train").marker(Marker::Circle).markevery(2);
    ax.plot_y(test_acc_list).label("test").marker(Marker::Square).markevery(2);
    ax.xlabel("epochs").ylabel("accuracy").ylim(0.0, 1.0).legend(Legend::LowerRight);
    ax
}

/// The smoothed loss over the iterations.
pub(crate) fn loss_curve(train_loss_list: &[f64]) -> Axes {
    let mut ax = Axes::new();
    ax.plot_y(smooth_curve(train_loss_list)).width(1.0);
    ax.xlabel("iterations").ylabel("training loss").ylog();
    ax
}
