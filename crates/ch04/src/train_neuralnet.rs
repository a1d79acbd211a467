//! §4.5.2 ミニバッチ学習の実装, §4.5.3 テストデータで評価, `ch04/train_neuralnet.py`: the two-layer network is trained.

use common::{Network, check_batch_size, check_loss, random_choice};
use experiment::{Context, Experiment, Format, TrainingFlags, TrainingState, flags, say};
use plot::{Axes, Legend};

use crate::notebook;
use crate::two_layer_net::TwoLayerNet;

/// Trains the two-layer network, with the gradient by backpropagation.
#[derive(Clone, Debug, clap::Args)]
pub struct TrainNeuralnet {
    /// Iterations
    #[arg(long, default_value_t = 10_000, value_parser = flags::count)]
    pub iters_num: usize,
    /// Images per batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// Learning rate
    #[arg(long, alias = "lr", default_value_t = 0.1, value_parser = flags::positive)]
    pub learning_rate: f64,
    /// Units of the hidden layer
    #[arg(long, default_value_t = 50, value_parser = flags::up_to::<10_000>)]
    pub hidden_size: usize,
    /// Standard deviation of the initial weights
    #[arg(long, default_value_t = 0.01, value_parser = flags::non_negative)]
    pub weight_init_std: f64,
    /// Flags of every training
    #[command(flatten)]
    pub training: TrainingFlags,
}

impl Experiment for TrainNeuralnet {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        // load
        let ((x_train, t_train), (x_test, t_test)) =
            ctx.load_mnist(Format { one_hot_label: true, ..Format::default() })?;

        // configure
        let mut rng = ctx.rng();
        let mut network = TwoLayerNet::new(784, self.hidden_size, 10, self.weight_init_std, &mut rng);
        let iters_num = ctx.quick_or(1_000, self.iters_num);
        let train_size = x_train.len();
        let batch_size = check_batch_size(self.batch_size, train_size)?;
        let learning_rate = self.learning_rate;
        let (mut train_loss_list, mut train_acc_list, mut test_acc_list) = (Vec::new(), Vec::new(), Vec::new());
        let iter_per_epoch = train_size / batch_size;

        // train
        // for i in range(iters_num): step() shows the progress and saves a checkpoint of what it is given
        let mut run = ctx.training(iters_num, self.training)?;
        while let Some(i) = run.step(TrainingState::new(&mut network, &mut rng).lists([
            &mut train_loss_list,
            &mut train_acc_list,
            &mut test_acc_list,
        ]))? {
            let batch_mask = random_choice(train_size, batch_size, &mut rng);
            let (x_batch, t_batch) = (x_train.select(&batch_mask), t_train.select(&batch_mask));

            // The numerical gradient is in train_neuralnet_numerical.
            network.gradient(&x_batch, &t_batch);

            for mut param in network.params() {
                param.value.scaled_add(-learning_rate as f32, &param.grad); // params[key] -= learning_rate * grad[key]
            }

            let loss = network.loss(&x_batch, &t_batch);
            train_loss_list.push(check_loss(loss, i, learning_rate)?);

            if i % iter_per_epoch == 0 {
                let train_acc = network.accuracy(&x_train, &t_train);
                let test_acc = network.accuracy(&x_test, &t_test);
                train_acc_list.push(train_acc);
                test_acc_list.push(test_acc);
                say!(ctx, "train acc, test acc | {train_acc}, {test_acc}");
            }
        }
        let final_accuracy = network.accuracy(&x_test, &t_test);
        say!(ctx, "final test accuracy {final_accuracy}");
        ctx.measured("final test accuracy", final_accuracy).target("0.940–0.950");

        ctx.save_params(&mut network, "two_layer_net")?;

        // plot
        let mut ax = Axes::new();
        ax.plot_noisy(&train_loss_list, "mini-batch", 100);
        ax.title("Cross Entropy Error").xlabel("iteration").ylabel("loss").grid().legend(Legend::UpperRight);
        ctx.save("train_neuralnet_loss", ax)?;

        let mut ax = Axes::new();
        ax.plot_y(&train_acc_list).label("train acc");
        ax.plot_y(&test_acc_list).label("test acc").dashed();
        notebook::draw_test_accuracy(ctx, &mut ax, test_acc_list.len());
        ax.title("Model accuracy").xlabel("epochs").ylabel("accuracy").ylim(0.0, 1.0).grid().legend(Legend::LowerRight);
        ctx.save("train_neuralnet_accuracy", ax)
    }
}
