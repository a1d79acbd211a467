//! The loop of learning: mini-batch, gradient, update, and once an epoch the accuracy.
//!
//! Book: `common/trainer.py`.

use std::fmt;
use std::path::Path;

use ndarray::Array;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::accuracy::{accuracy, accuracy_of};
use crate::{
    Checkpoint, CheckpointError, Network, Optimizer, OptimizerKind, Real, Samples, Targets, fingerprint, random_choice,
};

/// What a [`Trainer`] is told.
///
/// | field | default | range |
/// |---|---|---|
/// | `epochs` | 20 | 1.. |
/// | `iterations` | none | 1.. |
/// | `mini_batch_size` | 100 | 1 ..= number of samples |
/// | `optimizer`, `learning_rate` | SGD, 0.01 | finite, above 0 |
/// | `evaluate_sample_num_per_epoch` | all | 1.. |
/// | `keep_going` | no | |
///
/// ```
/// use common::TrainerOptions;
/// let options = TrainerOptions { iterations: Some(10_000), learning_rate: 0.1, ..TrainerOptions::default() };
/// assert_eq!((options.mini_batch_size, options.epochs), (100, 20));
/// ```
///
/// Book: `common/trainer.py`, arguments of `Trainer`.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainerOptions {
    /// How many times as many samples as there are pass through the network.
    pub epochs: usize,
    /// The number of iterations, instead of `epochs` (the `iters_num` of `train_neuralnet.py`).
    pub iterations: Option<usize>,
    /// Samples of a batch; they are chosen with replacement.
    pub mini_batch_size: usize,
    /// How gradients change parameters.
    pub optimizer: OptimizerKind,
    /// η.
    pub learning_rate: f64,
    /// How many samples of the training and of the test data are used for the accuracy once an epoch.
    pub evaluate_sample_num_per_epoch: Option<usize>,
    /// Whether to go on when the loss is no number any more, instead of [`TrainError::Diverged`].
    pub keep_going: bool,
}

impl Default for TrainerOptions {
    fn default() -> Self {
        TrainerOptions {
            epochs: 20,
            iterations: None,
            mini_batch_size: 100,
            optimizer: OptimizerKind::Sgd,
            learning_rate: 0.01,
            evaluate_sample_num_per_epoch: None,
            keep_going: false,
        }
    }
}

/// Why a training does not start, or stops.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TrainError {
    /// The loss is infinite or no number.
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

/// The curves, by their names in a checkpoint.
const CURVES: [&str; 3] = ["train_loss_list", "train_acc_list", "test_acc_list"];

/// Trains a network.
///
/// ```
/// use common::{Activation, MultiLayerNet, Targets, Trainer, TrainerOptions, WeightInit};
/// use ndarray::{Array1, array};
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// // XOR (§2.5), which one layer of weights cannot learn.
/// let x = array![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]];
/// let t = Targets::Labels(array![0, 1, 1, 0]);
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// let network = MultiLayerNet::<f64>::new(2, &[8], 2, Activation::Tanh, WeightInit::Xavier, &mut rng);
///
/// let options = TrainerOptions { epochs: 200, mini_batch_size: 4, learning_rate: 0.5, ..Default::default() };
/// let mut trainer = Trainer::new(network, (&x, &t), (&x, &t), options, rng)?;
/// while let Some(step) = trainer.step()? {
///     if step.iteration == 0 {
///         println!("{step}"); // train loss:0.6931…, and === epoch:1, train acc:0.5, test acc:0.5 ===
///     }
/// }
/// assert_eq!(trainer.test_accuracy(), 1.0);
/// assert_eq!((trainer.train_loss_list.len(), trainer.train_acc_list.len()), (200, 200));
/// # Ok::<(), common::TrainError>(())
/// ```
///
/// Book: `common/trainer.py`.
pub struct Trainer<'a, A: Real, N: Network<A>, S> {
    /// The network, as far as it has learned.
    pub network: N,
    /// How it is updated.
    pub optimizer: Box<dyn Optimizer<A>>,
    /// The loss on the batch after each iteration's update.
    pub train_loss_list: Vec<f64>,
    /// The accuracy on the training data, once an epoch.
    pub train_acc_list: Vec<f64>,
    /// The accuracy on the test data, once an epoch.
    pub test_acc_list: Vec<f64>,
    /// What else it is told, by name: the hyperparameters of the network, say. A training that is
    /// [resumed](Trainer::resume) must have been told the same.
    pub told: Vec<(String, String)>,
    options: TrainerOptions,
    rng: ChaCha8Rng,
    train: (&'a S, &'a Targets<A>),
    test: (&'a S, &'a Targets<A>),
    batch: Array<A, N::Input>,
    /// Of the training and of the test data, once they are needed.
    fingerprints: Option<[String; 2]>,
}

/// What one iteration of a [`Trainer`] did. `Display` gives the book's lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Counted from 0.
    pub iteration: usize,
    /// The loss on the batch after the update.
    pub loss: f64,
    /// In the first iteration of an epoch, the accuracies.
    pub epoch: Option<Epoch>,
}

/// The accuracies that a [`Trainer`] measures once an epoch. `Display` gives the book's line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epoch {
    /// Counted from 1.
    pub number: usize,
    /// On the training data.
    pub train_acc: f64,
    /// On the test data.
    pub test_acc: f64,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "train loss:{}", self.loss)?;
        self.epoch.map_or(Ok(()), |epoch| write!(f, "\n{epoch}"))
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Epoch { number, train_acc, test_acc } = self;
        write!(f, "=== epoch:{number}, train acc:{train_acc}, test acc:{test_acc} ===")
    }
}

impl<'a, A: Real, N: Network<A>, S: Samples<A, N::Input>> Trainer<'a, A, N, S> {
    /// Trains `network` on `train` = (x, t), watched on `test`. The batches are chosen by `rng`.
    ///
    /// # Errors
    /// [`TrainError::OutOfRange`] if an option is out of the range that [`TrainerOptions`] states, or there are
    /// no samples, or not as many targets.
    pub fn new(
        network: N,
        train: (&'a S, &'a Targets<A>),
        test: (&'a S, &'a Targets<A>),
        options: TrainerOptions,
        rng: ChaCha8Rng,
    ) -> Result<Self, TrainError> {
        let at_least_one = |name, value| in_range(name, value, value >= 1, "at least 1");
        at_least_one("number of training samples", train.0.len())?;
        at_least_one("number of test samples", test.0.len())?;
        for (name, (x, t)) in [("number of training targets", train), ("number of test targets", test)] {
            in_range(name, t.len(), t.len() == x.len(), format!("{}, as many as samples", x.len()))?;
        }
        at_least_one("epochs", options.epochs)?;
        at_least_one("iterations", options.iterations.unwrap_or(1))?;
        at_least_one("evaluate_sample_num_per_epoch", options.evaluate_sample_num_per_epoch.unwrap_or(1))?;
        let (size, samples) = (options.mini_batch_size, train.0.len());
        in_range("batch size", size, (1..=samples).contains(&size), format!("1 to {samples}, the number of samples"))?;
        let rate = options.learning_rate;
        in_range("learning rate", rate, rate.is_finite() && rate > 0.0, "a finite number above 0")?;
        Ok(Trainer {
            network,
            optimizer: options.optimizer.build(rate),
            train_loss_list: Vec::new(),
            train_acc_list: Vec::new(),
            test_acc_list: Vec::new(),
            told: Vec::new(),
            options,
            rng,
            train,
            test,
            batch: Array::zeros(N::Input::default()),
            fingerprints: None,
        })
    }

    /// Iterations of an epoch: the number of samples / the batch size, rounded down.
    ///
    /// The book's is a fraction, with which a batch size that is no divisor makes it miss most evaluations.
    pub fn iterations_per_epoch(&self) -> usize {
        self.train.0.len() / self.options.mini_batch_size
    }

    /// Iterations of the whole training.
    pub fn max_iterations(&self) -> usize {
        self.options.iterations.unwrap_or(self.options.epochs * self.iterations_per_epoch())
    }

    /// Iterations so far.
    pub fn iteration(&self) -> usize {
        self.train_loss_list.len()
    }

    /// One iteration (the book's `train_step`): gradient, update, loss; in the first of an epoch also the
    /// accuracies. `None` when the training is over.
    ///
    /// # Errors
    /// [`TrainError::Diverged`].
    pub fn step(&mut self) -> Result<Option<Step>, TrainError> {
        let iteration = self.iteration();
        if iteration >= self.max_iterations() {
            return Ok(None);
        }
        let new_epoch = iteration.is_multiple_of(self.iterations_per_epoch());
        if new_epoch {
            let seed = self.rng.next_u64();
            self.network.reseed(seed);
        }
        let (x, t) = self.train;
        let indices = random_choice(x.len(), self.options.mini_batch_size, &mut self.rng);
        x.gather(&indices, &mut self.batch);
        let t = t.select(&indices);
        self.network.gradient(self.batch.view(), &t);
        self.optimizer.update(&mut self.network.parameters());
        let loss = self.network.loss(self.batch.view(), &t).to_f64();
        if !loss.is_finite() && !self.options.keep_going {
            return Err(TrainError::Diverged { iteration, loss, learning_rate: *self.optimizer.learning_rate_mut() });
        }
        self.train_loss_list.push(loss);
        let epoch = new_epoch.then(|| self.evaluate());
        Ok(Some(Step { iteration, loss, epoch }))
    }

    /// All the iterations that are left (the book's `train`); `observe` sees each.
    ///
    /// # Errors
    /// [`TrainError::Diverged`].
    pub fn train(&mut self, mut observe: impl FnMut(Step)) -> Result<(), TrainError> {
        while let Some(step) = self.step()? {
            observe(step);
        }
        Ok(())
    }

    /// Whether the next iteration is the first of an epoch, or the training is over: the moments to
    /// [`save_checkpoint`](Trainer::save_checkpoint).
    pub fn is_between_epochs(&self) -> bool {
        self.is_between_epochs_at(self.iteration())
    }

    fn is_between_epochs_at(&self, iteration: usize) -> bool {
        iteration.is_multiple_of(self.iterations_per_epoch()) || iteration == self.max_iterations()
    }

    /// Writes what [`resume`](Trainer::resume) needs, as a [`Checkpoint`].
    ///
    /// # Errors
    /// As [`Checkpoint::save`].
    ///
    /// # Panics
    /// If an epoch is not [over](Trainer::is_between_epochs): the generators inside the network start anew only then.
    #[track_caller]
    pub fn save_checkpoint(&mut self, path: impl AsRef<Path>) -> Result<(), CheckpointError> {
        assert!(
            self.is_between_epochs(),
            "a checkpoint in the middle of an epoch, after {} iterations",
            self.iteration()
        );
        self.checkpoint().save(path)
    }

    /// Goes back to, or on to, the state that [`save_checkpoint`](Trainer::save_checkpoint) wrote. From there it
    /// learns what it would have learned then, bit for bit.
    ///
    /// # Errors
    /// As [`Checkpoint::resume`]: among others, if options or data are not those of the training that was saved. The
    /// trainer is then as it was.
    pub fn resume(&mut self, path: impl AsRef<Path>) -> Result<(), CheckpointError> {
        let path = path.as_ref();
        let saved = self.checkpoint().read(path)?;
        let [iteration, train_epochs, test_epochs] = CURVES.map(|name| saved.list_len(name));
        let epochs = iteration.div_ceil(self.iterations_per_epoch());
        let fits = iteration <= self.max_iterations() && self.is_between_epochs_at(iteration);
        if !fits || train_epochs != epochs || test_epochs != epochs {
            let reason = "its curves do not end with an epoch".into();
            return Err(CheckpointError::Damaged { path: path.into(), reason });
        }
        self.checkpoint().restore(saved);
        Ok(())
    }

    fn checkpoint(&mut self) -> Checkpoint<'_, A, N> {
        let data = [("training data", self.train), ("test data", self.test)];
        let prints = self.fingerprints.get_or_insert_with(|| data.map(|(_, (x, t))| fingerprint(x, t)));
        let TrainerOptions {
            epochs,
            iterations,
            mini_batch_size,
            optimizer,
            learning_rate,
            evaluate_sample_num_per_epoch,
            keep_going,
        } = &self.options;
        Checkpoint::new(&mut self.network)
            .told([
                ("epochs", epochs.to_string()),
                ("iterations", format!("{iterations:?}")),
                ("batch size", mini_batch_size.to_string()),
                ("optimizer", optimizer.to_string()),
                ("learning rate at the beginning", learning_rate.to_string()),
                ("samples of an evaluation", format!("{evaluate_sample_num_per_epoch:?}")),
                ("keep going", keep_going.to_string()),
            ])
            .told(data.map(|(name, _)| name).into_iter().zip(prints))
            .told(self.told.iter().cloned())
            .optimizer(&mut *self.optimizer)
            .rng("batches", &mut self.rng)
            .list(CURVES[0], &mut self.train_loss_list)
            .list(CURVES[1], &mut self.train_acc_list)
            .list(CURVES[2], &mut self.test_acc_list)
    }

    /// The accuracy on all the test data (the book's "Final Test Accuracy").
    pub fn test_accuracy(&self) -> f64 {
        accuracy(&self.network, self.test.0, self.test.1)
    }

    fn evaluate(&mut self) -> Epoch {
        let most = self.options.evaluate_sample_num_per_epoch.unwrap_or(usize::MAX);
        let on = |(x, t): (&S, &Targets<A>)| accuracy_of(&self.network, x, t, 0..x.len().min(most));
        let (train_acc, test_acc) = (on(self.train), on(self.test));
        self.train_acc_list.push(train_acc);
        self.test_acc_list.push(test_acc);
        Epoch { number: self.train_acc_list.len(), train_acc, test_acc }
    }
}

fn in_range(name: &'static str, value: impl ToString, ok: bool, expected: impl Into<String>) -> Result<(), TrainError> {
    if ok { Ok(()) } else { Err(TrainError::OutOfRange { name, value: value.to_string(), expected: expected.into() }) }
}
