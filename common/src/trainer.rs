//! The loop of training: mini-batch, gradient, update, and once per epoch the accuracy.
//!
//! Book: `common/trainer.py`.

use std::fmt;

use rand_chacha::ChaCha8Rng;

use crate::{Network, Optimizer, OptimizerKind, Real, Samples, Targets, random_choice};

/// The settings of a [`Trainer`].
///
/// ```
/// use common::TrainerOptions;
/// let options = TrainerOptions { learning_rate: 0.1, ..TrainerOptions::default() };
/// assert_eq!((options.mini_batch_size, options.epochs), (100, 20));
/// ```
///
/// Book: `common/trainer.py`, arguments of `Trainer`.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainerOptions {
    /// Passes over the training data, at least 1.
    pub epochs: usize,
    /// Samples of a batch, 1 to the number of samples; they are chosen with replacement.
    pub mini_batch_size: usize,
    /// How gradients change parameters.
    pub optimizer: OptimizerKind,
    /// η, finite and above 0.
    pub learning_rate: f64,
    /// How many samples of the training and of the test data are used for the accuracy once per epoch, at least 1.
    pub evaluate_sample_num_per_epoch: Option<usize>,
}

impl Default for TrainerOptions {
    fn default() -> Self {
        TrainerOptions {
            epochs: 20,
            mini_batch_size: 100,
            optimizer: OptimizerKind::Sgd,
            learning_rate: 0.01,
            evaluate_sample_num_per_epoch: None,
        }
    }
}

/// Samples with their targets.
pub type Data<'a> = (&'a Samples<f32>, &'a Targets<f32>);

/// Trains a network.
///
/// ```
/// use common::{Activation, MultiLayerNet, Samples, Targets, Trainer, TrainerOptions, WeightInit, tensor};
/// use ndarray::array;
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// // XOR (§2.5), which one layer of weights cannot learn.
/// let x = Samples::from(tensor(array![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]));
/// let t = Targets::Labels(array![0, 1, 1, 0]);
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// let mut network = MultiLayerNet::new(2, &[8], 2, Activation::Tanh, WeightInit::Xavier, &mut rng);
///
/// let options = TrainerOptions { epochs: 200, mini_batch_size: 4, learning_rate: 0.5, ..Default::default() };
/// let mut trainer = Trainer::new(&mut network, (&x, &t), (&x, &t), options, rng)?;
/// trainer.train(|epoch| println!("{epoch}"))?; // === epoch:1, train acc:0.5, test acc:0.5 ===
/// assert_eq!(trainer.test_accuracy(), 1.0);
/// assert_eq!((trainer.train_loss_list.len(), trainer.train_acc_list.len()), (200, 200));
/// # Ok::<(), common::TrainError>(())
/// ```
///
/// Book: `common/trainer.py`.
pub struct Trainer<'a> {
    /// The network.
    pub network: &'a mut dyn Network<f32>,
    /// How it is updated.
    pub optimizer: Box<dyn Optimizer<f32>>,
    /// What chooses the batches.
    pub rng: ChaCha8Rng,
    /// The loss on the batch after each iteration's update.
    pub train_loss_list: Vec<f64>,
    /// The accuracy on the training data, once per epoch.
    pub train_acc_list: Vec<f64>,
    /// The accuracy on the test data, once per epoch.
    pub test_acc_list: Vec<f64>,
    options: TrainerOptions,
    train: Data<'a>,
    test: Data<'a>,
}

impl<'a> Trainer<'a> {
    /// Trains `network` on `train` = (x, t), watched on `test`. The batches are chosen by `rng`.
    ///
    /// # Errors
    /// [`TrainError::OutOfRange`] if an option is out of the range that [`TrainerOptions`] states, or there are
    /// no samples, or the numbers of samples and targets differ.
    pub fn new(
        network: &'a mut dyn Network<f32>,
        train: Data<'a>,
        test: Data<'a>,
        options: TrainerOptions,
        rng: ChaCha8Rng,
    ) -> Result<Self, TrainError> {
        check(&options, train, test)?;
        let optimizer = options.optimizer.build(options.learning_rate);
        let (train_loss_list, train_acc_list, test_acc_list) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Trainer { network, optimizer, rng, train_loss_list, train_acc_list, test_acc_list, options, train, test })
    }

    /// Iterations of an epoch: the number of samples / the batch size, rounded down.
    ///
    /// The book's quotient is a fraction if the batch size does not divide the samples, and most evaluations are skipped.
    pub fn iter_per_epoch(&self) -> usize {
        self.train.0.len() / self.options.mini_batch_size
    }

    /// Iterations of the whole training.
    pub fn max_iter(&self) -> usize {
        self.options.epochs * self.iter_per_epoch()
    }

    /// One iteration: gradient, update, loss; in the first of an epoch also the accuracies.
    ///
    /// # Errors
    /// [`TrainError::Diverged`].
    pub fn train_step(&mut self) -> Result<Option<Epoch>, TrainError> {
        let current_iter = self.train_loss_list.len();
        let (x_train, t_train) = self.train;
        let batch_mask = random_choice(x_train.len(), self.options.mini_batch_size, &mut self.rng);
        let (x_batch, t_batch) = (x_train.select(&batch_mask), t_train.select(&batch_mask));

        self.network.gradient(&x_batch, &t_batch);
        self.optimizer.update(&mut self.network.params());

        let loss = self.network.loss(&x_batch, &t_batch);
        self.train_loss_list.push(check_loss(loss, current_iter, *self.optimizer.learning_rate_mut())?);

        Ok(current_iter.is_multiple_of(self.iter_per_epoch()).then(|| self.evaluate()))
    }

    /// All the iterations that are left; `observe` sees each epoch.
    ///
    /// # Errors
    /// [`TrainError::Diverged`].
    pub fn train(&mut self, mut observe: impl FnMut(Epoch)) -> Result<(), TrainError> {
        for _ in self.train_loss_list.len()..self.max_iter() {
            if let Some(epoch) = self.train_step()? {
                observe(epoch);
            }
        }
        Ok(())
    }

    /// The accuracy on all the test data (the book's "Final Test Accuracy").
    pub fn test_accuracy(&self) -> f64 {
        self.network.accuracy(self.test.0, self.test.1)
    }

    fn evaluate(&mut self) -> Epoch {
        let n = self.options.evaluate_sample_num_per_epoch.unwrap_or(usize::MAX);
        let accuracy = |(x, t): Data| self.network.accuracy(&x.first(n), &t.first(n));
        let (train_acc, test_acc) = (accuracy(self.train), accuracy(self.test));
        self.train_acc_list.push(train_acc);
        self.test_acc_list.push(test_acc);
        Epoch { number: self.train_acc_list.len(), train_acc, test_acc }
    }
}

/// The accuracies that a [`Trainer`] measures once per epoch. `Display` gives the book's line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epoch {
    /// Counted from 1.
    pub number: usize,
    /// On the training data.
    pub train_acc: f64,
    /// On the test data.
    pub test_acc: f64,
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Epoch { number, train_acc, test_acc } = self;
        write!(f, "=== epoch:{number}, train acc:{train_acc}, test acc:{test_acc} ===")
    }
}

/// Why a training does not start, or stops.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TrainError {
    /// The loss is infinite or NaN.
    #[error(
        "training diverged: the loss is {loss} at iteration {iteration}; \
         try a smaller learning rate (it is {learning_rate}) or other initial weights"
    )]
    Diverged {
        /// Counted from 0.
        iteration: usize,
        /// NaN or infinite.
        loss: f64,
        /// η at that time.
        learning_rate: f64,
    },
    /// A value that makes no sense.
    #[error("{name} {value}: expected {expected}")]
    OutOfRange {
        /// What was given, in words.
        name: &'static str,
        /// Its value.
        value: String,
        /// What it may be.
        expected: String,
    },
}

/// The loss of an iteration, if it is a finite number.
///
/// ```
/// assert_eq!(common::check_loss(0.5_f32, 7, 0.1), Ok(0.5));
/// let error = common::check_loss(f32::NAN, 7, 0.1).unwrap_err();
/// assert!(error.to_string().starts_with("training diverged: the loss is NaN at iteration 7"));
/// ```
///
/// # Errors
/// [`TrainError::Diverged`].
pub fn check_loss<A: Real>(loss: A, iteration: usize, learning_rate: f64) -> Result<f64, TrainError> {
    let loss = Real::to_f64(loss);
    if loss.is_finite() { Ok(loss) } else { Err(TrainError::Diverged { iteration, loss, learning_rate }) }
}

/// The size of a batch, if there are so many samples.
///
/// ```
/// assert_eq!(common::check_batch_size(100, 60_000), Ok(100));
/// let error = common::check_batch_size(100, 60).unwrap_err();
/// assert_eq!(error.to_string(), "batch size 100: expected 1 to 60, the number of samples");
/// ```
///
/// # Errors
/// [`TrainError::OutOfRange`].
pub fn check_batch_size(size: usize, samples: usize) -> Result<usize, TrainError> {
    in_range("batch size", size, (1..=samples).contains(&size), format!("1 to {samples}, the number of samples"))?;
    Ok(size)
}

fn check(options: &TrainerOptions, train: Data, test: Data) -> Result<(), TrainError> {
    let at_least_one = |name, value: usize| in_range(name, value, value >= 1, "at least 1");
    at_least_one("number of training samples", train.0.len())?;
    at_least_one("number of test samples", test.0.len())?;
    for (name, (x, t)) in [("number of training targets", train), ("number of test targets", test)] {
        in_range(name, t.len(), t.len() == x.len(), format!("{}, as many as samples", x.len()))?;
    }
    at_least_one("epochs", options.epochs)?;
    at_least_one("evaluate_sample_num_per_epoch", options.evaluate_sample_num_per_epoch.unwrap_or(1))?;
    check_batch_size(options.mini_batch_size, train.0.len())?;
    let rate = options.learning_rate;
    in_range("learning rate", rate, rate.is_finite() && rate > 0.0, "a finite number above 0")
}

fn in_range(name: &'static str, value: impl ToString, ok: bool, expected: impl Into<String>) -> Result<(), TrainError> {
    if ok { Ok(()) } else { Err(TrainError::OutOfRange { name, value: value.to_string(), expected: expected.into() }) }
}
