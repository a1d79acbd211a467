//! What a training needs beside its own lines: progress, Ctrl-C, checkpoints and `--resume`, in one call per iteration.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use common::{Kernels, OptimizerKind, Real, Trainer};
use weights::Element;

use crate::output::shown;
use crate::{CheckpointError, Context, DataStore, Progress, Screen, TrainingState, flags, interrupt, say};

/// The flags of every training.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct TrainingFlags {
    /// Continue an interrupted training where it stopped. Give the same flags as before. A completed training leaves
    /// nothing to continue
    #[arg(long)]
    pub resume: bool,
    /// Seconds between two checkpoints, from which --resume continues after a crash; Ctrl-C always writes one
    #[arg(long, default_value_t = 10, value_name = "SECONDS")]
    pub checkpoint_seconds: u64,
    /// The fast kernels, or the plain layers
    #[command(flatten)]
    pub kernels: KernelsFlag,
}

/// The flags of a training by a [`Trainer`](common::Trainer), with the values of chapters 7 and 8.
#[derive(Clone, Debug, clap::Args)]
pub struct TrainerFlags {
    /// Epochs
    #[arg(long, default_value_t = 20, value_parser = flags::count)]
    pub epochs: usize,
    /// Samples of a batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// Optimizer
    #[arg(long, default_value_t = OptimizerKind::Adam)]
    pub optimizer: OptimizerKind,
    /// Step of the optimizer
    #[arg(long, alias = "lr", default_value_t = 0.001, value_parser = flags::positive)]
    pub learning_rate: f64,
    /// Flags of every training
    #[command(flatten)]
    pub training: TrainingFlags,
}

/// The flag `--kernels`.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct KernelsFlag {
    /// What computes the networks: fast kernels, or the layers as the book writes them
    #[arg(long, default_value_t = Kernels::Fast, value_name = "fast|book")]
    pub kernels: Kernels,
}

/// Of [`TrainingFlags`], those that change nothing of what a training computes.
pub(crate) const NO_SETTINGS: [&str; 2] = [RESUME, "checkpoint_seconds"];
/// The flag that continues a training.
pub(crate) const RESUME: &str = "resume";
/// The flag that says what computes.
pub(crate) const KERNELS: &str = "kernels";

impl Default for TrainingFlags {
    fn default() -> Self {
        TrainingFlags { resume: false, checkpoint_seconds: 10, kernels: KernelsFlag::default() }
    }
}

/// What to do where a checkpoint is of no use.
const BEGIN_ANEW: &str = "the training cannot be continued: run it without --resume to begin anew";

/// A training that runs.
#[derive(Debug)]
pub struct Training {
    bar: Progress,
    screen: Screen,
    data: DataStore,
    settings: BTreeMap<String, String>,
    path: PathBuf,
    flags: TrainingFlags,
    iters_num: usize,
    /// The iteration that runs, once there is one.
    iteration: Option<usize>,
    saved: Instant,
}

impl Context {
    /// Begins a training of `iters_num` iterations; call [`Training::step`] before each of them.
    ///
    /// Ctrl-C is [watched](interrupt::watch) from now on. After it the training stops at the next iteration; what it has
    /// by then is drawn and saved as usual, and the command that continues is printed.
    ///
    /// # Errors
    /// If the user wishes to resume and there is no checkpoint.
    pub fn training(&mut self, iters_num: usize, flags: TrainingFlags) -> Result<Training> {
        let name = self.info().name;
        let path = self.out_dir().join(format!("{name}.checkpoint.safetensors"));
        let seen = shown(&path);
        match (flags.resume, path.exists()) {
            (true, false) => bail!(
                "there is nothing to resume: no {seen}, because no training was interrupted or the last \
                 one was completed; run it without --resume to begin anew"
            ),
            (false, true) => self.say(&format!(
                "beginning anew; {seen} of an interrupted training is replaced by the next checkpoint (--resume \
                 continues it)"
            )),
            _ => (),
        }
        interrupt::watch();
        self.keep_checkpoint_at(&path);
        let own = [
            ("experiment", name.into()),
            ("--seed", self.seed().to_string()),
            ("--quick", self.is_quick().to_string()),
        ];
        let settings = own.into_iter().map(|(name, value): (&str, String)| (name.to_string(), value));
        Ok(Training {
            bar: self.progress(iters_num, name),
            screen: self.screen(),
            data: self.data_store(),
            settings: settings.chain(self.hyperparameters().iter().cloned()).collect(),
            path,
            flags,
            iters_num,
            iteration: None,
            saved: Instant::now(),
        })
    }
}

impl Context {
    /// The book's `trainer.train()`: trains to the end with the progress, the checkpoints and the lines of the epochs.
    /// Returns the accuracy on all the test data.
    ///
    /// # Errors
    /// If the training diverges; and as [`Training::step`].
    ///
    /// Book: `common/trainer.py`, `Trainer.train`.
    pub fn train(&mut self, trainer: &mut Trainer<'_>, flags: TrainingFlags) -> Result<f64> {
        self.train_side_by_side([("", trainer)], flags)?;
        let test_acc = trainer.test_accuracy();
        say!(self, "=============== Final Test Accuracy ===============");
        say!(self, "test acc:{test_acc}");
        Ok(test_acc)
    }

    /// `trainer.train()` of several trainers with their names, an iteration of each in turn.
    ///
    /// # Errors
    /// As [`train`](Context::train).
    pub fn train_side_by_side<const N: usize>(
        &mut self,
        mut trainers: [(&str, &mut Trainer<'_>); N],
        flags: TrainingFlags,
    ) -> Result<()> {
        let mut run = self.training(trainers[0].1.max_iter(), flags)?;
        while run.step(TrainingState::of_trainers(trainers.iter_mut().map(|(_, trainer)| &mut **trainer)))?.is_some() {
            for (name, trainer) in &mut trainers {
                if let Some(epoch) = trainer.train_step()? {
                    say!(self, "{}", format!("{name} {epoch}").trim_start());
                }
            }
        }
        Ok(())
    }
}

impl Training {
    /// Shows the progress, writes a checkpoint of `state` when it is time, and returns the number of the next iteration:
    /// 0 at first, or where an interrupted training stopped. `None` when the training is over or was interrupted.
    ///
    /// # Errors
    /// If a checkpoint cannot be written, or the one to resume is damaged or of another training.
    pub fn step<'a, A: Real + Element>(&mut self, state: impl Into<TrainingState<'a, A>>) -> Result<Option<usize>> {
        let next = self.next(state.into())?;
        if next.is_none() {
            self.bar.clear();
        }
        Ok(next)
    }

    fn next<A: Real + Element>(&mut self, state: TrainingState<'_, A>) -> Result<Option<usize>> {
        let next = match self.iteration {
            Some(iteration) => {
                self.bar.step();
                iteration + 1
            }
            None if self.flags.resume => {
                let settings = self.all_settings();
                let iteration = state.resume(&self.path, &settings).map_err(|error| match error {
                    CheckpointError::Differs { .. } => error.into(),
                    damaged => anyhow::Error::new(damaged).context(BEGIN_ANEW),
                })?;
                self.bar.start_at(iteration);
                self.screen.print(&format!("continuing after {iteration} iterations"));
                self.iteration = Some(iteration);
                return Ok((iteration < self.iters_num).then_some(iteration));
            }
            None => 0,
        };
        self.iteration = Some(next);
        if next >= self.iters_num {
            return Ok(None);
        }
        let stop = interrupt::requested() && next > 0;
        if stop || self.saved.elapsed() >= Duration::from_secs(self.flags.checkpoint_seconds) {
            let settings = self.all_settings();
            state.save(&self.path, next, &settings)?;
            self.saved = Instant::now();
        }
        Ok((!stop).then_some(next))
    }

    /// Iterations that were made.
    pub fn iterations(&self) -> usize {
        self.iteration.unwrap_or(0)
    }

    /// What a training must have in common with one that it continues: the flags, and the data.
    fn all_settings(&mut self) -> BTreeMap<String, String> {
        if let Some(data) = self.data.fingerprint() {
            self.settings.insert("digits".into(), data);
        }
        self.settings.clone()
    }
}
