//! §4.5.2 ミニバッチ学習の実装, §4.5.3 テストデータで評価: the two-layer network learns the digits.

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
        let backprop = |network: &mut TwoLayerNet<f32>, x: ArrayView2<f32>, t: &Targets<f32>| {
            network.gradient(x, t);
        };
        let curves = hyperparameters.learn(ctx, &mut network, &train, &test, backprop, rng)?;
        let final_accuracy = accuracy(&network, &test.x, &test.t);
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
    /// The loop of the book; `gradient` is its one line of which the book offers two versions.
    ///
    /// # Errors
    /// If the loss is no number any more, because the learning rate is too large.
    pub fn learn<A: Real>(
        &self,
        ctx: &mut Context,
        network: &mut TwoLayerNet<A>,
        train: &Data<'_, A>,
        test: &Data<'_, A>,
        gradient: impl Fn(&mut TwoLayerNet<A>, ArrayView2<'_, A>, &Targets<A>),
        mut rng: ChaCha8Rng,
    ) -> anyhow::Result<Curves> {
        let train_size = train.t.len();
        let iter_per_epoch = (train_size / self.batch_size).max(1);
        let mut curves = Curves::default();
        let mut x_batch = Array2::zeros((0, 0));
        let progress = ctx.progress(self.iterations, "training");

        for i in 0..self.iterations {
            let batch_mask = random_choice(train_size, self.batch_size, &mut rng);
            train.x.gather(&batch_mask, &mut x_batch);
            let t_batch = train.t.select(&batch_mask);

            gradient(network, x_batch.view(), &t_batch);
            network.params.descend(&network.grads, A::of(self.learning_rate));

            let loss = network.loss(x_batch.view(), &t_batch).to_f64();
            ensure!(loss.is_finite(), "the loss is {loss} after iteration {i}: try a smaller --learning-rate");
            curves.train_loss_list.push(loss);
            if i % iter_per_epoch == 0 {
                let train_acc = accuracy(network, &train.x, &train.t);
                let test_acc = accuracy(network, &test.x, &test.t);
                say!(ctx, "train acc, test acc | {train_acc}, {test_acc}");
                curves.train_acc_list.push(train_acc);
                curves.test_acc_list.push(test_acc);
            }
            progress.step();
        }
        Ok(curves)
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
}

/// What is trained on, with `--quick` a tenth of it (so that epochs are short), and what is tested on.
pub(crate) fn splits<'a>(ctx: &Context, mnist: &'a Mnist) -> (std::borrow::Cow<'a, Split>, &'a Split) {
    use std::borrow::Cow;
    let train = if ctx.is_quick() { Cow::Owned(mnist.train.first(6_000)) } else { Cow::Borrowed(&mnist.train) };
    (train, &mnist.test)
}
