//! §5.7.4 誤差逆伝播法を使った学習, `ch05/train_neuralnet.py`: the two-layer network is trained by backpropagation.

use common::{Network, check_batch_size, check_loss, random_choice};
use experiment::{Context, Experiment, Format, TrainingFlags, TrainingState, flags, say};
use plot::{Axes, Legend, Marker};

use crate::TwoLayerNet;

/// Training of the two-layer network.
#[derive(Clone, Debug, clap::Args)]
pub struct TrainNeuralnet {
    /// Mini-batches to train on
    #[arg(long, default_value_t = 10_000, value_parser = flags::count)]
    pub iters_num: usize,
    /// Images of a mini-batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// Learning rate
    #[arg(long, alias = "lr", default_value_t = 0.1, value_parser = flags::positive)]
    pub learning_rate: f64,
    /// Neurons of the hidden layer
    #[arg(long, default_value_t = 50, value_parser = flags::up_to::<10_000>)]
    pub hidden_size: usize,
    /// Standard deviation of the initial weights
    #[arg(long, default_value_t = 0.01, value_parser = flags::positive)]
    pub weight_init_std: f64,
    /// Flags of every training
    #[command(flatten)]
    pub training: TrainingFlags,
}

impl Experiment for TrainNeuralnet {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        // load the data
        let ((x_train, t_train), (x_test, t_test)) = ctx.load_mnist(Format::default())?;

        let mut rng = ctx.rng();
        let mut network = TwoLayerNet::new(784, self.hidden_size, 10, self.weight_init_std, &mut rng);

        let iters_num = ctx.quick_or(1_300, self.iters_num);
        let train_size = x_train.len();
        let batch_size = check_batch_size(self.batch_size, train_size)?;
        let learning_rate = self.learning_rate;

        let (mut train_loss_list, mut train_acc_list, mut test_acc_list) = (Vec::new(), Vec::new(), Vec::new());
        let iter_per_epoch = train_size / batch_size;

        // for i in range(iters_num): step() shows the progress and saves a checkpoint of what it is given
        let mut run = ctx.training(iters_num, self.training)?;
        while let Some(i) = run.step(TrainingState::new(&mut network, &mut rng).lists([
            &mut train_loss_list,
            &mut train_acc_list,
            &mut test_acc_list,
        ]))? {
            let batch_mask = random_choice(train_size, batch_size, &mut rng);
            let (x_batch, t_batch) = (x_train.select(&batch_mask), t_train.select(&batch_mask));

            // gradient by backpropagation; train_neuralnet_numerical (ch04) takes the numerical one
            network.gradient(&x_batch, &t_batch);

            // update: param -= learning_rate * grad
            for mut param in network.params() {
                param.value.scaled_add(-learning_rate as f32, &param.grad);
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

        let accuracy = network.accuracy(&x_test, &t_test);
        say!(ctx, "final test accuracy: {accuracy}");
        ctx.measured("final test accuracy", accuracy).target("0.966–0.974");

        ctx.save_params(&mut network, "two_layer_net")?;

        // draw the graphs
        let mut ax = Axes::new();
        ax.plot_noisy(&train_loss_list, "mini-batch", 100);
        ax.title("Cross Entropy Error").xlabel("iteration").ylabel("loss").grid().legend(Legend::UpperRight);
        ctx.save("train_neuralnet_loss", ax)?;

        let mut ax = Axes::new();
        ax.plot_y(&train_acc_list).label("train acc").marker(Marker::Circle);
        ax.plot_y(&test_acc_list).label("test acc").marker(Marker::Square).dashed();
        ax.xlabel("epochs").ylabel("accuracy").ylim(0.0, 1.0).legend(Legend::LowerRight);
        ctx.save("train_neuralnet_accuracy", ax)
    }
}
