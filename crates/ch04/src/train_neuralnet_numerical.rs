//! §4.5.2 ミニバッチ学習の実装, with the line that the book comments out: `grad = network.numerical_gradient(x_batch, t_batch)`.
//!
//! A reader who uses that line waits 35 to 78 seconds for one iteration, and would for 100 to 200 hours for all
//! 10,000. Here the book's gradient is computed once, to be timed; then the [incremental
//! one](crate::incremental_gradient), the same number, trains to the end. Beside it backpropagation trains a network
//! from the same initial weights with the same batches. Their curves agree: so both are right.

use std::time::{Duration, Instant};

use common::{Network, Samples, Targets, check_batch_size, check_loss, numerical_gradient_of, random_choice};
use experiment::{Context, Experiment, Format, TrainingState, say};
use plot::{Axes, Figure, Legend, Marker};

use crate::incremental_gradient::incremental_gradient;
use crate::train_neuralnet::TrainNeuralnet;
use crate::two_layer_net::TwoLayerNet;

/// Trains the two-layer network by numerical gradient.
#[derive(Clone, Debug, clap::Args)]
pub struct TrainNeuralnetNumerical {
    /// As for `train_neuralnet`
    #[command(flatten)]
    pub settings: TrainNeuralnet,
}

impl Experiment for TrainNeuralnetNumerical {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let TrainNeuralnet { iters_num, batch_size, learning_rate, hidden_size, weight_init_std, training } =
            self.settings;
        let mnist = ctx.mnist()?;
        let [(x_train, t_train), (x_test, t_test)] =
            [&mnist.train, &mnist.test].map(|split| Format::default().of::<f64>(split));
        let train_size = ctx.quick_or(6_000, x_train.len());
        let (x_train, t_train) = (x_train.first(train_size), t_train.first(train_size));
        let batch_size = check_batch_size(batch_size, train_size)?;
        let hidden_size = ctx.quick_or(20, hidden_size);
        if !training.resume {
            self.time_the_general_form(ctx, &x_train, &t_train);
        }

        let mut rng = ctx.rng();
        let network = TwoLayerNet::new(784, hidden_size, 10, weight_init_std, &mut rng);
        let mut backprop = Side::new("backpropagation", network.clone());
        let mut numerical = Side::new("numerical gradient", network);
        let mut gradient_times = Vec::new();
        let iter_per_epoch = train_size / batch_size;

        let mut run = ctx.training(ctx.quick_or(200, iters_num), training)?;
        while let Some(i) = run.step(
            TrainingState::new(&mut numerical.network, &mut rng)
                .network(&mut backprop.network)
                .lists(numerical.lists.each_mut().into_iter().chain(&mut backprop.lists)),
        )? {
            let batch_mask = random_choice(train_size, batch_size, &mut rng);
            let (x_batch, t_batch) = (x_train.select(&batch_mask), t_train.select(&batch_mask));

            let start = Instant::now();
            let grad = incremental_gradient(&numerical.network, &x_batch, &t_batch);
            gradient_times.push(start.elapsed());
            backprop.network.gradient(&x_batch, &t_batch);
            let backprop_grad = backprop.network.grads();

            for (Side { name, network, lists }, grad) in [(&mut backprop, backprop_grad), (&mut numerical, grad)] {
                for mut param in network.params() {
                    param.value.scaled_add(-learning_rate, &grad[&param.key]);
                }

                let loss = network.loss(&x_batch, &t_batch);
                let [train_loss_list, train_acc_list, test_acc_list] = lists;
                train_loss_list.push(check_loss(loss, i, learning_rate)?);

                if i % iter_per_epoch == 0 {
                    let train_acc = network.accuracy(&x_train, &t_train);
                    let test_acc = network.accuracy(&x_test, &t_test);
                    train_acc_list.push(train_acc);
                    test_acc_list.push(test_acc);
                    say!(ctx, "{name}: train acc, test acc | {train_acc}, {test_acc}");
                }
            }
        }

        let (n, time) = (gradient_times.len() as u32, gradient_times.iter().sum::<Duration>());
        if n > 0 {
            say!(ctx, "{n} numerical gradients in {time:.1?}, {:.1?} each (35 to 78 s in a notebook)", time / n);
        }
        let final_accuracy = numerical.network.accuracy(&x_test, &t_test);
        say!(ctx, "final test accuracy {final_accuracy}");
        ctx.measured("final test accuracy", final_accuracy).target("0.940–0.950");
        draw(ctx, &numerical, &backprop)
    }
}

/// One of the two networks that are trained side by side.
struct Side {
    name: &'static str,
    network: TwoLayerNet<f64>,
    /// `train_loss_list`, `train_acc_list`, `test_acc_list`.
    lists: [Vec<f64>; 3],
}

impl Side {
    fn new(name: &'static str, network: TwoLayerNet<f64>) -> Self {
        Side { name, network, lists: Default::default() }
    }
}

impl TrainNeuralnetNumerical {
    /// Times the book's `numerical_gradient` for one batch, and compares the incremental one with it.
    fn time_the_general_form(&self, ctx: &mut Context, x_train: &Samples<f64>, t_train: &Targets<f64>) {
        let TrainNeuralnet { batch_size, hidden_size, weight_init_std, .. } = self.settings;
        let hidden_size = ctx.quick_or(3, hidden_size);
        let mut rng = ctx.rng();
        let network = TwoLayerNet::new(784, hidden_size, 10, weight_init_std, &mut rng);
        let batch_mask = random_choice(x_train.len(), batch_size, &mut rng);
        let (x_batch, t_batch) = (x_train.select(&batch_mask), t_train.select(&batch_mask));

        let start = Instant::now();
        let losses = 2 * (785 * hidden_size + 10 * (hidden_size + 1));
        let progress = ctx.progress(losses, "the book's numerical gradient");
        let general = numerical_gradient_of(&network, |network| {
            progress.step();
            network.loss(&x_batch, &t_batch)
        });
        let general_time = start.elapsed();
        drop(progress);
        let start = Instant::now();
        let incremental = incremental_gradient(&network, &x_batch, &t_batch);
        let incremental_time = start.elapsed();

        let differences = general.0.iter().flat_map(|(key, general)| general - &incremental[key]);
        let largest = differences.fold(0.0_f64, |max, d| max.max(d.abs()));
        let small = if ctx.is_quick() { " (small, to be quick)" } else { "" };
        let times = general_time.as_secs_f64() / incremental_time.as_secs_f64();
        say!(ctx, "one batch of {batch_size}, network 784-{hidden_size}-10{small}:");
        say!(ctx, "the book's numerical gradient {general_time:.2?}");
        say!(ctx, "the incremental one {incremental_time:.2?}, {times:.0} times faster");
        say!(ctx, "largest difference between the two {largest:.1e}\n");
    }
}

fn draw(ctx: &mut Context, numerical: &Side, backprop: &Side) -> anyhow::Result<()> {
    let [train_loss_list, train_acc_list, test_acc_list] = &numerical.lists;
    let [expected_loss_list, expected_train_acc_list, expected_test_acc_list] = &backprop.lists;
    // The two coincide to the eye: one is drawn, and below it its distance from the other.
    let distance = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).collect::<Vec<f64>>();
    let mut ax = Axes::new();
    ax.plot_noisy(train_loss_list, "mini-batch", 100);
    ax.title("Cross Entropy Error").ylabel("loss, numerical gradient").grid().legend(Legend::UpperRight);
    let mut apart = Axes::new();
    apart.plot_noisy(distance(train_loss_list, expected_loss_list), "mini-batch", 100);
    apart.xlabel("iteration").ylabel("distance from backpropagation").ylog().grid();
    ctx.save("train_neuralnet_numerical_loss", Figure::grid(2, 1, [ax, apart]).share_x().size(640, 760))?;

    let (mut ax, mut apart) = (Axes::new(), Axes::new());
    // the first larger than the second, which would hide it
    for (name, list, expected, marker, size) in [
        ("train acc", train_acc_list, expected_train_acc_list, Marker::Circle, 10.0),
        ("test acc", test_acc_list, expected_test_acc_list, Marker::Square, 5.0),
    ] {
        ax.plot_y(list).marker(marker).marker_size(size).label(name);
        apart.plot_y(distance(list, expected)).no_line().marker(marker).marker_size(size).label(name);
    }
    ax.title("Model accuracy").ylabel("accuracy, numerical gradient").ylim(0.0, 1.0).grid().legend(Legend::LowerRight);
    apart.xlabel("epochs").ylabel("distance from backpropagation").grid();
    ctx.save("train_neuralnet_numerical_accuracy", Figure::grid(2, 1, [ax, apart]).share_x().size(640, 760))
}
