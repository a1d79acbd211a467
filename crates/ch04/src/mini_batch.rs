//! §4.2.3 ミニバッチ学習: some of the 60,000 images stand for all.

use common::random_choice;
use experiment::{Context, Experiment, Info, flags, say};

/// Chooses a mini-batch, and counts what a training of so many iterations sees.
#[derive(Clone, Debug, clap::Args)]
pub struct MiniBatch {
    /// Images to choose
    #[arg(long, default_value_t = 10, value_parser = flags::up_to::<10_000>)]
    pub choose: usize,
    /// Iterations of the training that is counted
    #[arg(long, default_value_t = 10_000, value_parser = flags::count)]
    pub iterations: usize,
    /// Images of a batch of that training
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
}

impl Experiment for MiniBatch {
    const INFO: Info =
        Info::new("mini_batch", "§4.2.3", "Shapes of the data, a random choice among them, iterations and epochs");

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let mnist = ctx.mnist()?;
        say!(ctx, "x_train {:?}, t_train {:?}", mnist.train.images.view().dim(), mnist.train.one_hot().dim());
        say!(ctx, "x_test {:?}, t_test {:?}", mnist.test.images.view().dim(), mnist.test.one_hot().dim());

        let train_size = mnist.train.len();
        let batch_mask = random_choice(train_size, self.choose, &mut ctx.rng());
        say!(ctx, "np.random.choice({train_size}, {}): {batch_mask:?}", self.choose);
        let (x_batch, labels) =
            (mnist.train.images.batch(&batch_mask), batch_mask.iter().map(|&i| mnist.train.labels[i]));
        say!(ctx, "x_batch {:?}, labels {:?}", x_batch.dim(), labels.collect::<Vec<_>>());

        say!(ctx);
        for line in header(self.iterations, train_size, self.batch_size) {
            say!(ctx, "{line}");
        }
        Ok(())
    }
}

/// What a training of `iterations` batches means in epochs.
pub(crate) fn header(iterations: usize, train_size: usize, batch_size: usize) -> [String; 4] {
    let iter_per_epoch = (train_size / batch_size).max(1);
    [
        format!("iters_num = {iterations}"),
        format!("train_size : batch_size = {train_size} : {batch_size}"),
        format!("iter_per_epoch ≒ train_size / batch_size = {iter_per_epoch}"),
        format!("epoch_num = iters_num / iter_per_epoch = {}", iterations / iter_per_epoch),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_iterations_are_sixteen_epochs() {
        let expected = [
            "iters_num = 10000",
            "train_size : batch_size = 60000 : 100",
            "iter_per_epoch ≒ train_size / batch_size = 600",
            "epoch_num = iters_num / iter_per_epoch = 16",
        ];
        assert_eq!(header(10_000, 60_000, 100), expected);
        assert_eq!(
            header(5, 60, 100)[2..],
            ["iter_per_epoch ≒ train_size / batch_size = 1", "epoch_num = iters_num / iter_per_epoch = 5"]
        );
    }
}
