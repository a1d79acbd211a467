//! §4.5.2 with the line that the book comments out: `grad = network.numerical_gradient(x_batch, t_batch)`.
//!
//! A reader who uses that line waits 35 to 78 seconds for one iteration, and would for 100 to 200 hours for all
//! 10,000. Here the book's gradient is computed once, to be timed; then the [incremental
//! one](crate::incremental_gradient), the same number, trains to the end. Its curves lie on those of backpropagation
//! from the same initial weights with the same batches: so both are right.

use std::time::Instant;

use common::{Samples, Targets, numerical_gradient_of, random_choice};
use experiment::{Context, Experiment, Info, Resume, interrupt, say};
use ndarray::{Array2, ArrayView2};
use plot::{Axes, Legend};

use crate::incremental_gradient::incremental_gradient;
use crate::train_neuralnet::{Curves, Data, TrainNeuralnet, Training, backpropagation, splits, tell};
use crate::two_layer_net::{Parameters, TwoLayerNet};

/// Trains the two-layer network by numerical gradient.
#[derive(Clone, Debug, clap::Args)]
pub struct TrainNeuralnetNumerical {
    /// As for `train_neuralnet`
    #[command(flatten)]
    pub learning: TrainNeuralnet,
    /// How it goes on
    #[command(flatten)]
    pub resume: Resume,
}

impl Experiment for TrainNeuralnetNumerical {
    const INFO: Info = Info::new(
        "train_neuralnet_numerical",
        "§4.5.2",
        "Trains the two-layer network by numerical gradient, to the end",
    )
    .figures(&[
        ("train_neuralnet_numerical_loss", "Loss by numerical gradient over that by backpropagation"),
        ("train_neuralnet_numerical_accuracy", "Accuracy by numerical gradient over that by backpropagation"),
    ]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let mnist = ctx.mnist()?;
        let (train, test) = splits(ctx, &mnist);
        let (train, test) = (Data::<f64>::new(&train), Data::new(test));
        let learning =
            TrainNeuralnet { iterations: ctx.quick_or(200, self.learning.iterations), ..self.learning.clone() };
        let checkpoint = ctx.checkpoint(self.resume)?;
        if !checkpoint.resume {
            self.time_the_general_form(ctx, &train);
        }

        let mut rng = ctx.rng();
        let network = TwoLayerNet::new(784, learning.hidden_size, 10, learning.weight_init_std, &mut rng);
        let (mut expected, mut training) = (Training::new(network.clone(), rng.clone()), Training::new(network, rng));
        say!(ctx, "\nbackpropagation");
        let progress = ctx.progress(learning.iterations, "backpropagation");
        learning.learn(&mut expected, [&train, &test], backpropagation, |epoch| {
            progress.step();
            tell(ctx, epoch);
        })?;
        drop(progress);
        if interrupt::requested() {
            return Ok(()); // there is nothing to draw over it yet
        }

        say!(ctx, "\nnumerical gradient");
        if checkpoint.resume {
            training.checkpoint(&checkpoint, [&train, &test]).resume(&checkpoint.path)?;
            say!(ctx, "continuing after iteration {}", training.iteration());
        }
        let (clock, first) = (Instant::now(), training.iteration());
        let progress = ctx.progress(learning.iterations, "numerical gradient");
        progress.start_at(first);
        while training.iteration() < learning.iterations && !interrupt::requested() {
            let next = training.iteration() + learning.iter_per_epoch(train.t.len());
            let epoch = TrainNeuralnet { iterations: next.min(learning.iterations), ..learning.clone() };
            epoch.learn(&mut training, [&train, &test], numerical_gradient, |epoch| {
                progress.step();
                tell(ctx, epoch);
            })?;
            training.checkpoint(&checkpoint, [&train, &test]).save(&checkpoint.path)?;
        }
        drop(progress);
        let iterations = training.iteration() - first;
        if iterations > 0 {
            let time = clock.elapsed();
            let each = time / iterations as u32;
            say!(ctx, "{iterations} iterations in {time:.1?}, {each:.1?} each (35 to 78 s in a notebook)");
        }
        let final_accuracy = test.accuracy(&training.network);
        say!(ctx, "final test accuracy {final_accuracy}");
        ctx.measured("final test accuracy", final_accuracy, "0.940–0.950");
        self.draw(ctx, &training.curves, &expected.curves)
    }
}

/// The line that the book comments out.
fn numerical_gradient(network: &mut TwoLayerNet<f64>, x: ArrayView2<'_, f64>, t: &Targets<f64>) {
    network.grads = incremental_gradient(network, x, t);
}

impl TrainNeuralnetNumerical {
    /// Times the book's `numerical_gradient` for one batch, and compares the incremental one with it.
    fn time_the_general_form(&self, ctx: &mut Context, train: &Data<'_, f64>) {
        let TrainNeuralnet { batch_size, hidden_size, weight_init_std, .. } = self.learning;
        let hidden_size = ctx.quick_or(3, hidden_size);
        let mut rng = ctx.rng();
        let network = TwoLayerNet::new(784, hidden_size, 10, weight_init_std, &mut rng);
        let batch_mask = random_choice(train.t.len(), batch_size, &mut rng);
        let mut x = Array2::zeros((0, 0));
        train.x.gather(&batch_mask, &mut x);
        let t = train.t.select(&batch_mask);

        let clock = Instant::now();
        let progress = ctx.progress(785 * hidden_size + 10 * (hidden_size + 1), "the book's numerical gradient");
        let general = numerical_gradient_of(&network, x.view(), &t, |done, _| progress.reach(done));
        let general_time = clock.elapsed();
        let clock = Instant::now();
        let incremental = incremental_gradient(&network, x.view(), &t);
        let incremental_time = clock.elapsed();

        let Parameters { w1, b1, w2, b2 } = incremental;
        let incremental = [w1.into_dyn(), b1.into_dyn(), w2.into_dyn(), b2.into_dyn()];
        let differences =
            general.into_iter().zip(incremental).flat_map(|((_, general), incremental)| general - incremental);
        let largest = differences.fold(0.0_f64, |max, d| max.max(d.abs()));
        let small = if ctx.is_quick() { " (small, to be quick)" } else { "" };
        say!(ctx, "one batch of {batch_size}, network 784-{hidden_size}-10{small}:");
        let times = general_time.as_secs_f64() / incremental_time.as_secs_f64();
        say!(ctx, "the book's numerical gradient {general_time:.2?}");
        say!(ctx, "the incremental one {incremental_time:.2?}, {times:.0} times faster");
        say!(ctx, "largest difference between the two {largest:.1e}");
    }

    fn draw(&self, ctx: &mut Context, curves: &Curves, expected: &Curves) -> anyhow::Result<()> {
        let mut ax = Axes::new();
        ax.plot_y(&expected.train_loss_list).width(2.5).label("backpropagation");
        ax.plot_y(&curves.train_loss_list).width(0.6).label("numerical gradient");
        ax.title("Cross Entropy Error").xlabel("iteration").ylabel("loss").grid().legend(Legend::UpperRight);
        ctx.save("train_neuralnet_numerical_loss", ax)?;

        let mut ax = Axes::new();
        for (name, list, expected) in [
            ("train acc", &curves.train_acc_list, &expected.train_acc_list),
            ("test acc", &curves.test_acc_list, &expected.test_acc_list),
        ] {
            ax.plot_y(expected).width(4.0).alpha(0.5).label(format!("{name}, backpropagation"));
            ax.plot_y(list).dashed().label(format!("{name}, numerical gradient"));
        }
        ax.title("Model accuracy").xlabel("epochs").ylabel("accuracy").ylim(0.0, 1.0).grid().legend(Legend::LowerRight);
        ctx.save("train_neuralnet_numerical_accuracy", ax)
    }
}
