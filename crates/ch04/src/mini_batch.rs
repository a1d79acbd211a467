//! §4.2.3 ミニバッチ学習: a random sample stands for the 60,000 images.

use common::random_choice;
use experiment::{Context, Experiment, Format, flags, say};

/// Chooses a mini-batch, and counts the epochs of a training.
#[derive(Clone, Debug, clap::Args)]
pub struct MiniBatch {
    /// Images to choose
    #[arg(long, default_value_t = 10, value_parser = flags::up_to::<10_000>)]
    pub choose: usize,
    /// Iterations of the training whose epochs are counted
    #[arg(long, default_value_t = 10_000, value_parser = flags::count)]
    pub iters_num: usize,
    /// Batch size of that training
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
}

impl Experiment for MiniBatch {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let format = Format { one_hot_label: true, ..Format::default() };
        let ((x_train, t_train), (x_test, t_test)) = ctx.load_mnist(format)?;
        say!(ctx, "x_train {}, t_train {}", tuple(x_train.shape()), tuple(t_train.shape()));
        say!(ctx, "x_test {}, t_test {}", tuple(x_test.shape()), tuple(t_test.shape()));

        let train_size = x_train.len();
        let batch_mask = random_choice(train_size, self.choose, &mut ctx.rng());
        say!(ctx, "np.random.choice({train_size}, {}): {batch_mask:?}", self.choose);
        let x_batch = x_train.select(&batch_mask);
        let t_batch = t_train.select(&batch_mask);
        say!(ctx, "x_batch {}, labels {:?}", tuple(x_batch.shape()), t_batch.labels().to_vec());

        say!(ctx);
        for line in header(self.iters_num, train_size, self.batch_size) {
            say!(ctx, "{line}");
        }
        Ok(())
    }
}

/// A shape as NumPy prints it.
fn tuple(shape: &[usize]) -> String {
    let lengths: Vec<String> = shape.iter().map(usize::to_string).collect();
    format!("({})", lengths.join(", "))
}

/// What is printed first: the iterations per epoch of a training, and its epochs.
///
/// # Panics
/// If `batch_size` is 0.
pub fn header(iters_num: usize, train_size: usize, batch_size: usize) -> [String; 4] {
    let iter_per_epoch = (train_size / batch_size).max(1);
    [
        format!("iters_num = {iters_num}"),
        format!("train_size : batch_size = {train_size} : {batch_size}"),
        format!("iter_per_epoch ≒ train_size / batch_size = {iter_per_epoch}"),
        format!("epoch_num = iters_num / iter_per_epoch = {}", iters_num / iter_per_epoch),
    ]
}
