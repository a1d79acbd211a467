//! §4.5.2 ミニバッチ学習の実装, §4.5.3 テストデータで評価: the two-layer network learns the digits.

use std::borrow::Cow;

use anyhow::ensure;
use common::{Network, Pixels, Real, Samples, Targets, accuracy, random_choice};
use dataset::{Mnist, Split};
use experiment::{Context, Experiment, Info, flags, say};
use ndarray::{Array1, Array2, ArrayView2};
use plot::{Axes, Legend};
use rand_chacha::ChaCha8Rng;

use crate::two_layer_net::TwoLayerNet;

/// Trains the two-layer network, with the gradient by backpropagation.
#[derive(Clone, Debug, clap::Args)]
pub struct TrainNeuralnet {
    /// Iterations
    #[arg(long, default_value_t = 10_000, value_parser = flags::count)]
    pub iterations: usize,
    /// Images of a batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// Learning rate
    #[arg(long, default_value_t = 0.1, value_parser = flags::positive)]
    pub learning_rate: f64,
    /// Units of the hidden layer
    #[arg(long, default_value_t = 50, value_parser = flags::count)]
    pub hidden_size: usize,
    /// Standard deviation of the initial weights
    #[arg(long, default_value_t = 0.01, value_parser = flags::non_negative)]
    pub weight_init_std: f64,
}

impl Experiment for TrainNeuralnet {
    const INFO: Info = Info::new("train_neuralnet", "§4.5", "Trains the two-layer network on the digits")
        .binary("ch04_train_neuralnet")
        .figures(&[("train_neuralnet_loss", "Cross entropy error"), ("train_neuralnet_accuracy", "Model accuracy")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let mnist = ctx.mnist()?;
        let (train, test) = splits(ctx, &mnist);
        let (train, test) = (Data::<f32>::new(&train), Data::new(test));
        let hyperparameters = TrainNeuralnet { iterations: ctx.quick_or(600, self.iterations), ..self.clone() };

        let mut rng = ctx.rng();
        let mut network = TwoLayerNet::new(784, self.hidden_size, 10, self.weight_init_std, &mut rng);
        let progress = ctx.progress(hyperparameters.iterations, "train_neuralnet");
        let curves = hyperparameters.learn(&mut network, [&train, &test], backpropagation, rng, |epoch| {
            progress.step();
            tell(ctx, epoch);
        })?;
        drop(progress);
        let final_accuracy = test.accuracy(&network);
        say!(ctx, "final test accuracy {final_accuracy}");
        ctx.measured("final test accuracy", final_accuracy, "0.940–0.950");

        let mut ax = Axes::new();
        ax.plot(1..=curves.train_loss_list.len(), &curves.train_loss_list).width(0.8);
        ax.title("Cross Entropy Error").xlabel("iteration").ylabel("loss").grid();
        ctx.save("train_neuralnet_loss", ax)?;

        let mut ax = Axes::new();
        ax.plot_y(&curves.train_acc_list).label("train acc");
        ax.plot_y(&curves.test_acc_list).label("test acc").dashed();
        ax.title("Model accuracy").xlabel("epochs").ylabel("accuracy").ylim(0.0, 1.0).grid().legend(Legend::LowerRight);
        ctx.save("train_neuralnet_accuracy", ax)
    }
}

impl TrainNeuralnet {
    /// The loop of the book; `gradient` is the one line of which the book has two versions. `observe` is called after
    /// each iteration, in the first of an epoch with the accuracies on the training and on the test data.
    ///
    /// # Errors
    /// If the loss is no number any more, because the learning rate is too large.
    pub fn learn<A: Real>(
        &self,
        network: &mut TwoLayerNet<A>,
        [train, test]: [&Data<'_, A>; 2],
        gradient: impl Fn(&mut TwoLayerNet<A>, ArrayView2<'_, A>, &Targets<A>),
        mut rng: ChaCha8Rng,
        mut observe: impl FnMut(Option<[f64; 2]>),
    ) -> anyhow::Result<Curves> {
        let train_size = train.t.len();
        let iter_per_epoch = (train_size / self.batch_size).max(1);
        let mut curves = Curves::default();
        let mut x_batch = Array2::zeros((0, 0));

        for i in 0..self.iterations {
            let batch_mask = random_choice(train_size, self.batch_size, &mut rng);
            train.x.gather(&batch_mask, &mut x_batch);
            let t_batch = train.t.select(&batch_mask);

            gradient(network, x_batch.view(), &t_batch);
            network.params.descend(&network.grads, A::of(self.learning_rate));

            let loss = network.loss(x_batch.view(), &t_batch).to_f64();
            ensure!(loss.is_finite(), "the loss is {loss} after iteration {i}: try a smaller --learning-rate");
            curves.train_loss_list.push(loss);
            let epoch = i.is_multiple_of(iter_per_epoch).then(|| [train, test].map(|data| data.accuracy(network)));
            if let Some([train_acc, test_acc]) = epoch {
                curves.train_acc_list.push(train_acc);
                curves.test_acc_list.push(test_acc);
            }
            observe(epoch);
        }
        Ok(curves)
    }
}

/// The gradient that [`TrainNeuralnet::learn`] uses here: the book's `network.gradient(x_batch, t_batch)`.
pub(crate) fn backpropagation<A: Real>(network: &mut TwoLayerNet<A>, x: ArrayView2<'_, A>, t: &Targets<A>) {
    network.gradient(x, t);
}

/// Prints the accuracies of a new epoch.
pub(crate) fn tell(ctx: &mut Context, epoch: Option<[f64; 2]>) {
    if let Some([train_acc, test_acc]) = epoch {
        say!(ctx, "train acc, test acc | {train_acc}, {test_acc}");
    }
}

/// What a training leaves behind, under the book's names.
#[derive(Clone, Debug, Default)]
pub struct Curves {
    /// After each iteration, on its batch.
    pub train_loss_list: Vec<f64>,
    /// Once an epoch.
    pub train_acc_list: Vec<f64>,
    /// Once an epoch.
    pub test_acc_list: Vec<f64>,
}

/// Images and labels, read as batches of `A`.
#[derive(Clone, Debug)]
pub struct Data<'a, A> {
    /// Images, pixels 0 to 1.
    pub x: Pixels<'a>,
    /// Labels.
    pub t: Targets<A>,
}

impl<'a, A: Real> Data<'a, A> {
    /// All of them.
    pub fn new(split: &'a Split) -> Self {
        let labels: Array1<usize> = split.labels.iter().copied().map(usize::from).collect();
        Data { x: Pixels::new(split.images.view()), t: Targets::from(labels) }
    }

    /// The share that the network gets right.
    pub fn accuracy(&self, network: &TwoLayerNet<A>) -> f64 {
        accuracy(network, &self.x, &self.t)
    }
}

/// What is trained on, with `--quick` a tenth of it (so that epochs are short), and what is tested on.
pub(crate) fn splits<'a>(ctx: &Context, mnist: &'a Mnist) -> (Cow<'a, Split>, &'a Split) {
    let train = if ctx.is_quick() { Cow::Owned(mnist.train.first(6_000)) } else { Cow::Borrowed(&mnist.train) };
    (train, &mnist.test)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Args, FromArgMatches};
    use rand::SeedableRng;

    #[track_caller]
    fn hyperparameters(flags: &[&str]) -> TrainNeuralnet {
        let command = TrainNeuralnet::augment_args(clap::Command::new("train_neuralnet").no_binary_name(true));
        TrainNeuralnet::from_arg_matches(&command.get_matches_from(flags)).expect("flags")
    }

    fn train(flags: &[&str], [train, test]: [&Split; 2]) -> anyhow::Result<(f64, Curves)> {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut network = TwoLayerNet::<f32>::new(784, 50, 10, 0.01, &mut rng);
        let data = [train, test].map(Data::new);
        let curves = hyperparameters(flags).learn(&mut network, data.each_ref(), backpropagation, rng, |_| ())?;
        Ok((data[1].accuracy(&network), curves))
    }

    /// Ten digits are learned by heart, and the curves have a point where the book's have one.
    #[test]
    fn a_few_digits_are_learned() {
        let digits = dataset::synthetic::digits(20, 3);
        let flags = ["--iterations", "300", "--batch-size", "10", "--learning-rate", "2"];
        let (accuracy, curves) = train(&flags, [&digits, &digits]).expect("it learns");
        assert_eq!(accuracy, 1.0);
        assert!(curves.train_loss_list[0] > 2.0 && curves.train_loss_list[299] < 0.1, "{:?}", curves.train_loss_list);
        assert_eq!(
            (curves.train_loss_list.len(), curves.train_acc_list.len(), curves.test_acc_list.len()),
            (300, 150, 150)
        );
    }

    #[test]
    fn divergence_is_an_error_that_says_what_to_do() {
        let digits = dataset::synthetic::digits(20, 3);
        let error = train(&["--iterations", "50", "--learning-rate", "1e300"], [&digits, &digits])
            .expect_err("it cannot learn");
        assert!(error.to_string().contains("try a smaller --learning-rate"), "{error}");
    }

    #[test]
    #[ignore = "needs MNIST_DIR"]
    fn the_accuracy_is_the_books() {
        let mnist = dataset::load_mnist(&dataset::Options { choice: dataset::Choice::Mnist, ..Default::default() })
            .expect("MNIST");
        let (accuracy, curves) = train(&[], [&mnist.train, &mnist.test]).expect("it learns");
        assert!((0.940..=0.950).contains(&accuracy), "final test accuracy {accuracy}");
        assert_eq!(curves.test_acc_list.len(), 17);
    }
}
