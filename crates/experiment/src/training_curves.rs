//! The curves of the trainings by a `Trainer` in chapters 7 and 8.

use common::smooth_curve;
use plot::{Axes, Color, Legend, Marker};

/// Images of each kind that the accuracy is measured on once per epoch.
pub const SAMPLE: usize = 1000;

/// Accuracy on the first [`SAMPLE`] training and test images over the epochs, and at the end on all `images` for
/// testing.
pub fn accuracy_curves(train_acc_list: &[f64], test_acc_list: &[f64], (test_acc, images): (f64, usize)) -> Axes {
    let epochs = train_acc_list.len();
    let mut ax = Axes::new();
    ax.plot_y(train_acc_list).label(format!("train, {SAMPLE} images")).marker(Marker::Circle).markevery(2);
    ax.plot_y(test_acc_list).label(format!("test, {SAMPLE} images")).marker(Marker::Square).markevery(2);
    let all = ax.plot([epochs], [test_acc]).no_line().marker(Marker::Star).marker_size(12.0);
    all.color(Color::C3).label(format!("test, all {images} images: {test_acc:.4}"));
    ax.xticks((0..=epochs).step_by(epochs.div_ceil(10).max(1)).collect::<Vec<_>>());
    ax.xlabel("epochs").ylabel("accuracy").ylim(0.0, 1.0).legend(Legend::LowerRight);
    ax
}

/// The smoothed loss over the iterations, on a logarithmic axis where it falls to less than a tenth.
pub fn loss_curve(train_loss_list: &[f64]) -> Axes {
    let loss = smooth_curve(train_loss_list);
    let (least, most) = loss.iter().fold((f64::MAX, f64::MIN), |(least, most), &l| (least.min(l), most.max(l)));
    let mut ax = Axes::new();
    ax.plot_y(loss).width(1.0);
    ax.xlabel("iterations").ylabel("training loss");
    if most > 10.0 * least {
        ax.ylog();
    }
    ax
}
