//! Which network is trained, how, and with which command of the book.

use ch07::SimpleConvNet;
use common::{
    Activation, ConvParam, Extensions, MultiLayerNetExtend, Network, OptimizerKind, WeightInit, check_batch_size,
    conv_output_size,
};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};

use super::Command;
use crate::refusal::{Refusal, in_range};

/// The most iterations of a training.
const MOST_ITERATIONS: usize = 100_000;

/// A network and its hyperparameters, under the book's names.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "network", rename_all = "lowercase")]
pub(crate) enum Settings {
    /// `TwoLayerNet` of chapter 4, with sigmoid.
    Ch04(TwoLayer),
    /// `TwoLayerNet` of chapter 5, with ReLU.
    Ch05(TwoLayer),
    /// `MultiLayerNetExtend` of chapter 6.
    Ch06(MultiLayer),
    /// `SimpleConvNet` of chapter 7.
    Ch07(Convolutional),
}

/// §4.5.2 and §5.7.4.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TwoLayer {
    iters_num: usize,
    batch_size: usize,
    learning_rate: f64,
    hidden_size: usize,
    weight_init_std: f64,
    seed: u64,
}

/// §6.1.8 to §6.4.3.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MultiLayer {
    iters_num: usize,
    batch_size: usize,
    learning_rate: f64,
    optimizer: String,
    hidden_layers: usize,
    hidden_size: usize,
    activation: String,
    weight_init_std: String,
    use_batchnorm: bool,
    dropout_ratio: f64,
    weight_decay_lambda: f64,
    train_size: usize,
    seed: u64,
}

/// §7.5.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Convolutional {
    epochs: usize,
    batch_size: usize,
    learning_rate: f64,
    optimizer: String,
    filter_num: usize,
    filter_size: usize,
    hidden_size: usize,
    seed: u64,
}

/// What every training needs to know.
pub(super) struct Plan {
    pub(super) network: Box<dyn Network<f32>>,
    /// What chooses the batches, as in the script of the chapter.
    pub(super) rng: ChaCha8Rng,
    pub(super) optimizer: OptimizerKind,
    pub(super) learning_rate: f64,
    pub(super) batch_size: usize,
    pub(super) train_size: usize,
    pub(super) iterations: usize,
}

impl Settings {
    /// That all values are in range, for so many images to train on.
    pub(crate) fn check(&self, images: usize) -> Result<(), Refusal> {
        let learning_rate = |value| in_range("the learning rate", value, (1e-7, 100.0));
        let hidden_size = |value| in_range("hidden_size", value, (1, 500));
        match self {
            Settings::Ch04(settings) | Settings::Ch05(settings) => {
                in_range("iters_num", settings.iters_num, (1, MOST_ITERATIONS))?;
                learning_rate(settings.learning_rate)?;
                hidden_size(settings.hidden_size)?;
                in_range("weight_init_std", settings.weight_init_std, (1e-9, 10.0))?;
            }
            Settings::Ch06(settings) => {
                in_range("iters_num", settings.iters_num, (1, MOST_ITERATIONS))?;
                learning_rate(settings.learning_rate)?;
                in_range("hidden_layers", settings.hidden_layers, (1, 10))?;
                hidden_size(settings.hidden_size)?;
                if let WeightInit::Std(std) = settings.init()? {
                    in_range("weight_init_std", std, (0.0, 10.0))?;
                }
                in_range("dropout_ratio", settings.dropout_ratio, (0.0, 0.95))?;
                in_range("weight_decay_lambda", settings.weight_decay_lambda, (0.0, 10.0))?;
                in_range("train_size", settings.train_size, (1, images))?;
                settings.activation.parse::<Activation>().map_err(Refusal::bad_request)?;
                optimizer(&settings.optimizer)?;
            }
            Settings::Ch07(settings) => {
                in_range("epochs", settings.epochs, (1, 50))?;
                learning_rate(settings.learning_rate)?;
                hidden_size(settings.hidden_size)?;
                in_range("filter_num", settings.filter_num, (1, 64))?;
                in_range("filter_size", settings.filter_size, (1, 27))?;
                let size = conv_output_size(28, settings.filter_size, 1, 0).map_err(Refusal::bad_request)?;
                conv_output_size(size, 2, 2, 0).map_err(Refusal::bad_request)?;
                optimizer(&settings.optimizer)?;
            }
        }
        let (batch_size, train_size) = self.sizes(images);
        check_batch_size(batch_size, train_size).map_err(Refusal::bad_request)?;
        in_range("batch_size", batch_size, (1, 1_000)).map(|_| ())
    }

    /// The chapter that trains such a network.
    pub(super) fn chapter(&self) -> &'static str {
        match self {
            Settings::Ch04(_) => "ch04",
            Settings::Ch05(_) => "ch05",
            Settings::Ch06(_) => "ch06",
            Settings::Ch07(_) => "ch07",
        }
    }

    /// The size of a batch, and how many images there are to train on.
    fn sizes(&self, images: usize) -> (usize, usize) {
        match self {
            Settings::Ch04(settings) | Settings::Ch05(settings) => (settings.batch_size, images),
            Settings::Ch06(settings) => (settings.batch_size, settings.train_size),
            Settings::Ch07(settings) => (settings.batch_size, images),
        }
    }

    /// The network with its initial weights, and how it is trained: as the chapter's script does, number for number.
    pub(super) fn plan(&self, images: usize) -> Result<Plan, Refusal> {
        let (batch_size, train_size) = self.sizes(images);
        let plan = |network, rng, optimizer, learning_rate, iterations| Plan {
            network,
            rng,
            optimizer,
            learning_rate,
            batch_size,
            train_size,
            iterations,
        };
        match self {
            Settings::Ch04(TwoLayer { iters_num, learning_rate, hidden_size, weight_init_std, seed, .. }) => {
                let mut rng = ChaCha8Rng::seed_from_u64(*seed);
                let network = ch04::TwoLayerNet::new(784, *hidden_size, 10, *weight_init_std, &mut rng);
                Ok(plan(Box::new(network), rng, OptimizerKind::Sgd, *learning_rate, *iters_num))
            }
            Settings::Ch05(TwoLayer { iters_num, learning_rate, hidden_size, weight_init_std, seed, .. }) => {
                let mut rng = ChaCha8Rng::seed_from_u64(*seed);
                let network = ch05::TwoLayerNet::new(784, *hidden_size, 10, *weight_init_std, &mut rng);
                Ok(plan(Box::new(network), rng, OptimizerKind::Sgd, *learning_rate, *iters_num))
            }
            Settings::Ch06(settings) => {
                let extensions = Extensions {
                    weight_decay_lambda: settings.weight_decay_lambda,
                    dropout_ratio: (settings.dropout_ratio > 0.0).then_some(settings.dropout_ratio),
                    use_batchnorm: settings.use_batchnorm,
                };
                let activation = settings.activation.parse().map_err(Refusal::bad_request)?;
                let (sizes, init) = (vec![settings.hidden_size; settings.hidden_layers], settings.init()?);
                let (mut rng, batches) = streams(settings.seed);
                let network = MultiLayerNetExtend::new(784, &sizes, 10, activation, init, extensions, &mut rng);
                let optimizer = optimizer(&settings.optimizer)?;
                Ok(plan(Box::new(network), batches, optimizer, settings.learning_rate, settings.iters_num))
            }
            Settings::Ch07(settings) => {
                let (filter_num, filter_size) = (settings.filter_num, settings.filter_size);
                let conv_param = ConvParam { filter_num, filter_size, pad: 0, stride: 1 };
                let (mut rng, batches) = streams(settings.seed);
                let network = SimpleConvNet::new((1, 28, 28), conv_param, settings.hidden_size, 10, 0.01, &mut rng);
                let network = network.map_err(Refusal::bad_request)?;
                let (optimizer, iterations) =
                    (optimizer(&settings.optimizer)?, settings.epochs * (train_size / batch_size));
                Ok(plan(Box::new(network), batches, optimizer, settings.learning_rate, iterations))
            }
        }
    }

    /// The script of the book that does this. Those of chapter 6 compare networks, each with its own settings: the one that
    /// is about these settings is similar.
    pub(crate) fn command(&self, data: &[String]) -> Command {
        let mut words: Vec<String> = Vec::new();
        let mut add = |flag: &str, value: &dyn ToString| words.extend([format!("--{flag}"), value.to_string()]);
        let (script, same, seed) = match self {
            Settings::Ch04(settings) | Settings::Ch05(settings) => {
                add("iters-num", &settings.iters_num);
                add("batch-size", &settings.batch_size);
                add("learning-rate", &settings.learning_rate);
                add("hidden-size", &settings.hidden_size);
                add("weight-init-std", &settings.weight_init_std);
                let script = if matches!(self, Settings::Ch04(_)) {
                    "-p ch04 --bin ch04_train_neuralnet"
                } else {
                    "-p ch05 --bin train_neuralnet"
                };
                (script, true, settings.seed)
            }
            Settings::Ch06(settings) => (settings.script(&mut add), false, settings.seed),
            Settings::Ch07(settings) => {
                add("epochs", &settings.epochs);
                add("batch-size", &settings.batch_size);
                add("optimizer", &settings.optimizer);
                add("learning-rate", &settings.learning_rate);
                add("filter-num", &settings.filter_num);
                add("filter-size", &settings.filter_size);
                add("hidden-size", &settings.hidden_size);
                ("-p ch07 --bin train_convnet", true, settings.seed)
            }
        };
        add("seed", &seed);
        let words = words.iter().chain(data).map(|word| shlex::try_quote(word).unwrap_or(word.into()));
        Command { command: format!("cargo run {script} -- {}", words.collect::<Vec<_>>().join(" ")), same }
    }
}

impl MultiLayer {
    fn init(&self) -> Result<WeightInit, Refusal> {
        self.weight_init_std.parse().map_err(Refusal::bad_request)
    }

    /// The script of chapter 6 that is about what is set here, and its flags.
    fn script(&self, add: &mut dyn FnMut(&str, &dyn ToString)) -> &'static str {
        let epochs = self.iters_num.div_ceil((self.train_size / self.batch_size).max(1));
        let sgd = self.optimizer.eq_ignore_ascii_case("SGD");
        add("batch-size", &self.batch_size);
        if self.dropout_ratio > 0.0 || self.weight_decay_lambda > 0.0 || self.use_batchnorm {
            add("train-size", &self.train_size);
            add("learning-rate", &self.learning_rate);
        }
        if self.dropout_ratio > 0.0 {
            add("dropout-ratio", &self.dropout_ratio);
            add("epochs", &epochs);
            "-p ch06 --bin overfit_dropout"
        } else if self.weight_decay_lambda > 0.0 {
            add("weight-decay-lambda", &self.weight_decay_lambda);
            add("max-epochs", &epochs);
            "-p ch06 --bin overfit_weight_decay"
        } else if self.use_batchnorm {
            add("max-epochs", &epochs);
            "-p ch06 --bin batch_norm_test"
        } else if sgd {
            add("learning-rate", &self.learning_rate);
            add("max-iterations", &self.iters_num);
            "-p ch06 --bin weight_init_compare"
        } else {
            add("hidden-size", &self.hidden_size);
            add("max-iterations", &self.iters_num);
            "-p ch06 --bin optimizer_compare_mnist"
        }
    }
}

fn optimizer(name: &str) -> Result<OptimizerKind, Refusal> {
    name.parse().map_err(Refusal::bad_request)
}

/// The generators of the initial weights and of the batches.
fn streams(seed: u64) -> (ChaCha8Rng, ChaCha8Rng) {
    let mut batches = ChaCha8Rng::seed_from_u64(seed);
    batches.set_stream(1);
    (ChaCha8Rng::seed_from_u64(seed), batches)
}
