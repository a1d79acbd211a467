//! A training that runs on its own threads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use anyhow::{Result, anyhow};
use axum::http::StatusCode;
use common::{Network, check_loss, random_choice};
use dataset::Mnist;
use experiment::{Format, Split};
use serde::Serialize;
use tokio::sync::watch;

use super::Command;
use super::settings::{Plan, Settings};
use super::snapshot::{Snapshot, View};
use crate::networks::Reader;
use crate::refusal::Refusal;

/// The most points of a loss curve: each is the mean of as many iterations as it takes.
const MOST_POINTS: usize = 2_000;
/// How often a training is evaluated, as long as that is not more than each iteration.
const EVALUATIONS: usize = 50;
/// The most iterations between two evaluations.
const MOST_BETWEEN: usize = 200;
/// The images with which it is evaluated on the way.
const EVALUATED: usize = 1_000;

/// Where a training is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Phase {
    Running,
    Paused,
    Finished,
    Stopped,
    Failed,
}

/// What is known of a training so far.
pub(super) struct Progress {
    pub(super) phase: Phase,
    pub(super) iteration: usize,
    pub(super) iterations: usize,
    /// Iteration and loss.
    pub(super) losses: Vec<(usize, f32)>,
    /// Iteration, accuracy on training images and on test images.
    pub(super) accuracies: Vec<(usize, f64, f64)>,
    pub(super) view: Option<Arc<View>>,
    /// The accuracy on all test images at the end, or what went wrong.
    pub(super) test_accuracy: Option<f64>,
    pub(super) error: Option<String>,
    /// How often anything of this has changed.
    pub(super) version: usize,
}

/// A network that learns.
pub(crate) struct Training {
    pub(super) id: usize,
    pub(super) settings: Settings,
    pub(super) command: Command,
    progress: Mutex<Progress>,
    /// Wakes a paused training.
    woken: Condvar,
    reader: Mutex<Option<Reader>>,
    changed: watch::Sender<()>,
}

impl Training {
    pub(super) fn new(id: usize, settings: Settings, command: Command, changed: watch::Sender<()>) -> Self {
        let progress = Progress {
            phase: Phase::Running,
            iteration: 0,
            iterations: 0,
            losses: Vec::new(),
            accuracies: Vec::new(),
            view: None,
            test_accuracy: None,
            error: None,
            version: 0,
        };
        let (progress, woken, reader) = (Mutex::new(progress), Condvar::new(), Mutex::default());
        Training { id, settings, command, progress, woken, reader, changed }
    }

    pub(super) fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn change(&self, change: impl FnOnce(&mut Progress)) {
        let mut progress = self.progress();
        change(&mut progress);
        progress.version += 1;
        self.changed.send_modify(|()| ());
    }

    pub(super) fn has_ended(&self) -> bool {
        !matches!(self.progress().phase, Phase::Running | Phase::Paused)
    }

    /// The network as it is now.
    pub(super) fn reader(&self) -> Option<Reader> {
        self.reader.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    pub(super) fn pause(&self) {
        self.to(&[Phase::Running], Phase::Paused);
    }

    pub(super) fn resume(&self) {
        self.to(&[Phase::Paused], Phase::Running);
    }

    pub(super) fn stop(&self) {
        self.to(&[Phase::Running, Phase::Paused], Phase::Stopped);
    }

    /// Changes the phase, if it is one of these.
    fn to(&self, from: &[Phase], to: Phase) {
        self.change(|progress| {
            if from.contains(&progress.phase) {
                progress.phase = to;
            }
        });
        self.woken.notify_all();
    }

    /// Waits while the training is paused; false once it is stopped.
    fn goes_on(&self) -> bool {
        let paused = |progress: &mut Progress| progress.phase == Phase::Paused;
        let progress = self.woken.wait_while(self.progress(), paused).unwrap_or_else(|poisoned| poisoned.into_inner());
        progress.phase == Phase::Running
    }

    /// Trains on half of the cores, so that the page is answered meanwhile.
    pub(super) fn start(self: Arc<Self>, mnist: Arc<Mnist>) -> Result<(), Refusal> {
        let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
        let training = self.clone();
        let run = move || {
            let pool = rayon::ThreadPoolBuilder::new().num_threads((cores / 2).max(1)).build();
            let trained = catch_unwind(AssertUnwindSafe(|| pool?.install(|| training.train(&mnist))));
            let trained = trained.unwrap_or_else(|_| Err(anyhow!("the training broke off")));
            match trained {
                Ok(accuracy) => training.change(|progress| progress.test_accuracy = Some(accuracy)),
                Err(error) => training.change(|progress| {
                    progress.phase = Phase::Failed;
                    progress.error = Some(error.to_string());
                }),
            }
            training.to(&[Phase::Running, Phase::Paused], Phase::Finished);
        };
        let started = std::thread::Builder::new().name(format!("training {}", self.id)).spawn(run);
        started.map(drop).map_err(|error| {
            self.stop();
            Refusal::new(StatusCode::SERVICE_UNAVAILABLE, format!("no thread for the training: {error}"))
        })
    }

    /// The loop of §5.7.4: mini-batch, gradient, update, loss. Returns the accuracy on the test images.
    fn train(&self, mnist: &Mnist) -> Result<f64> {
        let images = Format { flatten: false, ..Format::default() };
        let (train, test): (Split, Split) = (images.of(&mnist.train), images.of(&mnist.test));
        let plan = self.settings.plan(train.0.len()).map_err(|refusal| anyhow!("{refusal}"))?;
        let Plan { mut network, mut rng, optimizer, learning_rate, batch_size, train_size, iterations } = plan;
        let mut optimizer = optimizer.build(learning_rate);
        let train = (train.0.first(train_size), train.1.first(train_size));
        let (x_train, t_train) = &train;

        let every = (iterations / EVALUATIONS).clamp(1, MOST_BETWEEN);
        let per_point = iterations.div_ceil(MOST_POINTS);
        let mut sum = 0.0;
        self.change(|progress| progress.iterations = iterations);
        for i in 0..iterations {
            if !self.goes_on() {
                break;
            }
            if i % every == 0 {
                self.evaluate(i, &mut *network, &train, &test)?;
            }
            let batch_mask = random_choice(train_size, batch_size, &mut rng);
            let (x_batch, t_batch) = (x_train.select(&batch_mask), t_train.select(&batch_mask));

            network.gradient(&x_batch, &t_batch);
            optimizer.update(&mut network.params());

            sum += check_loss(network.loss(&x_batch, &t_batch), i, learning_rate)?;
            if (i + 1) % per_point == 0 || i + 1 == iterations {
                let mean = sum / ((i % per_point) + 1) as f64;
                sum = 0.0;
                self.change(|progress| {
                    progress.iteration = i + 1;
                    progress.losses.push((i + 1, mean as f32));
                });
            }
        }
        let done = self.progress().iteration;
        self.evaluate(done, &mut *network, &train, &test)?;
        Ok(network.accuracy(&test.0, &test.1))
    }
    /// Accuracies on a part of the images, and a look at the network, which is used under Draw from now on.
    fn evaluate(&self, i: usize, network: &mut dyn Network<f32>, train: &Split, test: &Split) -> Result<()> {
        let [(x, t), (x_test, t_test)] = [train, test].map(|(x, t)| (x.first(EVALUATED), t.first(EVALUATED)));
        let accuracies = (i, network.accuracy(&x, &t), network.accuracy(&x_test, &t_test));
        let Snapshot { layers, view } = Snapshot::of(network, &x_test.first(100).to_tensor())?;
        let reader = Reader { name: self.name(), layers: Arc::new(layers) };
        *self.reader.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(reader);
        self.change(|progress| {
            progress.accuracies.push(accuracies);
            progress.view = Some(Arc::new(view));
        });
        Ok(())
    }

    /// `training 3 (ch05)`.
    fn name(&self) -> String {
        format!("training {} ({})", self.id, self.settings.chapter())
    }
}
