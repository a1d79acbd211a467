//! §4.5.2 ミニバッチ学習の実装, §4.5.3 テストデータで評価: the two-layer network learns the digits.

use std::borrow::Cow;

use anyhow::ensure;
use common::{Checkpoint, Network, Pixels, Real, Samples, Targets, accuracy, fingerprint, random_choice};
use dataset::{Mnist, Split};
use experiment::{CheckpointFile, Context, Experiment, Info, flags, interrupt, say};
use ndarray::{Array2, ArrayView2, Ix2};
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
    #[arg(long, default_value_t = 50, value_parser = flags::up_to::<10_000>)]
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
        let network = TwoLayerNet::new(784, self.hidden_size, 10, self.weight_init_std, &mut rng);
        let mut training = Training::new(network, rng);
        let progress = ctx.progress(hyperparameters.iterations, "train_neuralnet");
        hyperparameters.learn(&mut training, [&train, &test], backpropagation, |epoch| {
            progress.step();
            tell(ctx, epoch);
        })?;
        drop(progress);
        let Training { network, curves, .. } = training;
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
    /// The loop of the book, from where `training` is; `gradient` is the one line of which the book has two versions.
    /// `observe` is called after each iteration, in the first of an epoch with the accuracies on the training and on
    /// the test data. Stops early when that was [requested](interrupt::requested).
    ///
    /// # Errors
    /// If a batch has more samples than there are, or the loss is no number any more: the learning rate is too large.
    pub fn learn<A: Real>(
        &self,
        Training { network, rng, curves }: &mut Training<A>,
        [train, test]: [&Data<'_, A>; 2],
        gradient: impl Fn(&mut TwoLayerNet<A>, ArrayView2<'_, A>, &Targets<A>),
        mut observe: impl FnMut(Option<[f64; 2]>),
    ) -> anyhow::Result<()> {
        let train_size = train.t.len();
        ensure!(self.batch_size <= train_size, "--batch-size {}: there are {train_size} images", self.batch_size);
        let iter_per_epoch = self.iter_per_epoch(train_size);
        let mut x_batch = Array2::zeros((0, 0));

        for i in curves.train_loss_list.len()..self.iterations {
            let batch_mask = random_choice(train_size, self.batch_size, rng);
            train.x.gather(&batch_mask, &mut x_batch);
            let t_batch = train.t.select(&batch_mask);

            gradient(network, x_batch.view(), &t_batch);
            network.params.descend(&network.grads, A::of(self.learning_rate));

            let loss = network.loss(x_batch.view(), &t_batch).to_f64();
            ensure!(
                loss.is_finite(),
                "training diverged: the loss is {loss} after iteration {i}; try a smaller --learning-rate"
            );
            curves.train_loss_list.push(loss);
            let epoch = i.is_multiple_of(iter_per_epoch).then(|| [train, test].map(|data| data.accuracy(network)));
            if let Some([train_acc, test_acc]) = epoch {
                curves.train_acc_list.push(train_acc);
                curves.test_acc_list.push(test_acc);
            }
            observe(epoch);
            if interrupt::requested() {
                break;
            }
        }
        Ok(())
    }

    /// Iterations of an epoch.
    pub(crate) fn iter_per_epoch(&self, train_size: usize) -> usize {
        (train_size / self.batch_size).max(1)
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

/// What a training changes.
#[derive(Clone, Debug)]
pub struct Training<A> {
    /// The network, as far as it has learned.
    pub network: TwoLayerNet<A>,
    /// What draws the batches.
    pub rng: ChaCha8Rng,
    /// The curves so far.
    pub curves: Curves,
}

impl<A: Real> Training<A> {
    /// With a network that has not learned yet.
    pub fn new(network: TwoLayerNet<A>, rng: ChaCha8Rng) -> Self {
        Training { network, rng, curves: Curves::default() }
    }

    /// Iterations so far.
    pub fn iteration(&self) -> usize {
        self.curves.train_loss_list.len()
    }

    /// What has to be saved to continue the training on these data.
    pub(crate) fn checkpoint(
        &mut self,
        file: &CheckpointFile,
        [train, test]: [&Data<'_, A>; 2],
    ) -> Checkpoint<'_, A, TwoLayerNet<A>> {
        let Curves { train_loss_list, train_acc_list, test_acc_list } = &mut self.curves;
        Checkpoint::new(&mut self.network)
            .rng("batches", &mut self.rng)
            .list("train_loss_list", train_loss_list)
            .list("train_acc_list", train_acc_list)
            .list("test_acc_list", test_acc_list)
            .told(file.told.iter().cloned())
            .told([("training data", train.fingerprint()), ("test data", test.fingerprint())])
    }
}

/// What a training leaves behind, under the book's names.
#[derive(Clone, Debug, Default, PartialEq)]
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
        Data { x: Pixels::new(split.images.view()), t: Targets::from(&split.labels[..]) }
    }

    fn fingerprint(&self) -> String {
        fingerprint::<A, Ix2, _>(&self.x, &self.t)
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
        let network = TwoLayerNet::<f32>::new(784, 50, 10, 0.01, &mut rng);
        let (mut training, data) = (Training::new(network, rng), [train, test].map(Data::new));
        hyperparameters(flags).learn(&mut training, data.each_ref(), backpropagation, |_| ())?;
        Ok((data[1].accuracy(&training.network), training.curves))
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

    /// A checkpoint may stand anywhere: nothing is drawn inside this network.
    #[test]
    fn a_training_that_is_resumed_ends_with_the_same_bytes() {
        let (digits, folder) = (dataset::synthetic::digits(20, 3), tempfile::tempdir().unwrap());
        let path = folder.path().join("c.safetensors");
        let file = CheckpointFile { path: path.clone(), resume: true, told: Vec::new() };
        let data = Data::new(&digits);
        let new = || {
            let mut rng = ChaCha8Rng::seed_from_u64(1);
            Training::new(TwoLayerNet::<f64>::new(784, 5, 10, 0.01, &mut rng), rng)
        };
        let learn = |training: &mut Training<f64>, iterations: &str| {
            let flags = ["--batch-size", "7", "--iterations", iterations];
            hyperparameters(&flags).learn(training, [&data, &data], backpropagation, |_| ()).expect("it learns");
        };
        let (mut through, mut stopped, mut resumed) = (new(), new(), new());
        learn(&mut through, "20");
        learn(&mut stopped, "13");
        stopped.checkpoint(&file, [&data, &data]).save(&path).unwrap();
        resumed.checkpoint(&file, [&data, &data]).resume(&path).unwrap();
        assert_eq!(resumed.iteration(), 13);
        learn(&mut resumed, "20");
        assert_eq!((resumed.network.params, resumed.curves), (through.network.params, through.curves));
    }

    #[test]
    fn divergence_is_an_error_that_says_what_to_do() {
        let digits = dataset::synthetic::digits(20, 3);
        let error = train(&["--iterations", "50", "--batch-size", "10", "--learning-rate", "3e38"], [&digits, &digits])
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
