//! What a reader of the book printed in a notebook, with the book's Python and MNIST.

use experiment::Context;
use plot::{Axes, Color};

/// Accuracy on the test data at the beginning of each epoch, §4.5.3.
pub const TEST_ACCURACY: [f64; 17] = [
    0.0982, 0.7933, 0.8781, 0.9014, 0.9097, 0.916, 0.919, 0.926, 0.9289, 0.9331, 0.9334, 0.9367, 0.9385, 0.9398,
    0.9411, 0.9425, 0.9463,
];

/// Its test accuracy, dashed in black, beside that of as many `epochs` on MNIST.
pub(crate) fn draw_test_accuracy(ctx: &Context, ax: &mut Axes, epochs: usize) {
    if ctx.is_mnist() {
        dash_test_accuracy(ax, epochs);
    }
}

/// Draws [`TEST_ACCURACY`] of as many epochs beside ours.
pub fn dash_test_accuracy(ax: &mut Axes, epochs: usize) {
    let line = ax.plot_y(&TEST_ACCURACY[..TEST_ACCURACY.len().min(epochs)]).label("test acc, in a notebook");
    line.dashed().width(1.0).color(Color::BLACK);
}
