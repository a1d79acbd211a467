//! Learns handwritten digits by backpropagation.
//!
//! Book: §5.7.4 (誤差逆伝播法を使った学習), `ch05/train_neuralnet.py`.

use common::{Pixels, Targets, TrainError, Trainer, TrainerOptions};
use experiment::{Context, Experiment, Info, flags, say};
use plot::{Axes, Legend, Marker};
use rand_chacha::ChaCha8Rng;

use crate::TwoLayerNet;

/// Training of the two-layer network.
#[derive(Clone, Debug, clap::Args)]
pub struct TrainNeuralnet {
    /// Mini-batches to learn from
    #[arg(long, default_value_t = 10_000, value_parser = flags::count)]
    pub iters_num: usize,
    /// Images of a mini-batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// How far each update goes against the gradient
    #[arg(long, default_value_t = 0.1, value_parser = flags::positive)]
    pub learning_rate: f64,
    /// Neurons of the hidden layer
    #[arg(long, default_value_t = 50, value_parser = flags::up_to::<10_000>)]
    pub hidden_size: usize,
    /// Standard deviation of the initial weights
    #[arg(long, default_value_t = 0.01, value_parser = flags::positive)]
    pub weight_init_std: f64,
}

/// Images with their labels.
type Data<'a> = (&'a Pixels<'a>, &'a Targets<f32>);

impl TrainNeuralnet {
    /// The network that is to learn, and how.
    fn trainer<'a>(
        &self,
        iterations: usize,
        train: Data<'a>,
        test: Data<'a>,
        mut rng: ChaCha8Rng,
    ) -> Result<Trainer<'a, f32, TwoLayerNet<f32>, Pixels<'a>>, TrainError> {
        let network = TwoLayerNet::new(784, self.hidden_size, 10, self.weight_init_std, &mut rng);
        let options = TrainerOptions {
            iterations: Some(iterations),
            mini_batch_size: self.batch_size,
            learning_rate: self.learning_rate,
            ..TrainerOptions::default()
        };
        Trainer::new(network, train, test, options, rng)
    }
}

impl Experiment for TrainNeuralnet {
    const INFO: Info = Info::new("train_neuralnet", "§5.7.4", "Trains the two-layer network by backpropagation")
        .figures(&[
            ("train_neuralnet_accuracy", "Accuracy on training and test data, epoch by epoch"),
            ("train_neuralnet_loss", "Loss of each mini-batch"),
        ]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        // データの読み込み
        let mnist = ctx.mnist()?;
        let (x_train, t_train) = (Pixels::new(mnist.train.images.view()), Targets::from(&mnist.train.labels[..]));
        let (x_test, t_test) = (Pixels::new(mnist.test.images.view()), Targets::from(&mnist.test.labels[..]));

        let iterations = ctx.quick_or(1_300, self.iters_num);
        let mut trainer = self.trainer(iterations, (&x_train, &t_train), (&x_test, &t_test), ctx.rng())?;

        let progress = ctx.progress(trainer.max_iterations(), "train_neuralnet");
        // 誤差逆伝播法によって勾配を求め、更新
        while let Some(step) = trainer.step()? {
            progress.step();
            if let Some(epoch) = step.epoch {
                say!(ctx, "train acc, test acc | {}, {}", epoch.train_acc, epoch.test_acc);
            }
        }
        drop(progress);

        let accuracy = trainer.test_accuracy();
        say!(ctx, "final test accuracy: {accuracy}");
        ctx.measured("final test accuracy", accuracy, "0.966–0.974");

        // グラフの描画
        let mut ax = Axes::new();
        ax.plot_y(&trainer.train_loss_list).width(0.8);
        ax.xlabel("iteration").ylabel("loss");
        ctx.save("train_neuralnet_loss", ax)?;

        let mut ax = Axes::new();
        ax.plot_y(&trainer.train_acc_list).label("train acc").marker(Marker::Circle);
        ax.plot_y(&trainer.test_acc_list).label("test acc").marker(Marker::Square).dashed();
        ax.xlabel("epochs").ylabel("accuracy").ylim(0.0, 1.0).legend(Legend::LowerRight);
        ctx.save("train_neuralnet_accuracy", ax)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    const BOOK: TrainNeuralnet = TrainNeuralnet {
        iters_num: 10_000,
        batch_size: 100,
        learning_rate: 0.1,
        hidden_size: 50,
        weight_init_std: 0.01,
    };

    fn final_accuracy(iterations: usize, mnist: &dataset::Mnist, seed: u64) -> f64 {
        let (x_train, t_train) = (Pixels::new(mnist.train.images.view()), Targets::from(&mnist.train.labels[..]));
        let (x_test, t_test) = (Pixels::new(mnist.test.images.view()), Targets::from(&mnist.test.labels[..]));
        let rng = ChaCha8Rng::seed_from_u64(seed);
        let mut trainer = BOOK.trainer(iterations, (&x_train, &t_train), (&x_test, &t_test), rng).unwrap();
        while trainer.step().unwrap().is_some() {}
        trainer.test_accuracy()
    }

    #[test]
    fn learns_drawn_digits() {
        let options = dataset::Options {
            choice: dataset::Choice::Synthetic,
            train_digits: 6_000,
            test_digits: 1_000,
            ..Default::default()
        };
        let mnist = dataset::load_mnist(&options).unwrap();
        let (before, after) = (final_accuracy(1, &mnist, 1), final_accuracy(400, &mnist, 1));
        assert!(before < 0.5 && after > 0.8, "from {before} to {after}");
    }

    #[test]
    #[ignore = "needs MNIST_DIR"]
    fn final_test_accuracy_is_the_books() {
        let mnist =
            dataset::load_mnist(&dataset::Options { choice: dataset::Choice::Mnist, ..Default::default() }).unwrap();
        for seed in 1..=5 {
            let accuracy = final_accuracy(BOOK.iters_num, &mnist, seed);
            assert!((0.966..=0.974).contains(&accuracy), "seed {seed}: {accuracy}");
        }
    }

    /// How close the digits that the program draws are to those that people wrote.
    #[test]
    #[ignore = "needs MNIST_DIR"]
    fn drawn_digits_teach_to_read_written_ones_and_the_other_way_round() {
        let load = |choice| dataset::load_mnist(&dataset::Options { choice, ..Default::default() }).unwrap();
        let (mut written, mut drawn) = (load(dataset::Choice::Mnist), load(dataset::Choice::Synthetic));
        std::mem::swap(&mut written.test, &mut drawn.test);
        let (from_drawn, from_written) =
            (final_accuracy(BOOK.iters_num, &drawn, 1), final_accuracy(BOOK.iters_num, &written, 1));
        assert!(from_drawn >= 0.90, "trained on drawn digits, {from_drawn} of the written ones are right");
        assert!(from_written >= 0.88, "trained on written digits, {from_written} of the drawn ones are right");
    }
}
