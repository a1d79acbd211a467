//! Trainings that take minutes: they can be interrupted, and continued with `--resume`.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::output::shown;
use crate::{Context, interrupt};

/// The flag `--resume`, for an experiment to flatten among its own.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct Resume {
    /// Continue an interrupted training after its last whole epoch. Give the same flags as before. A completed
    /// training leaves nothing to continue
    #[arg(long)]
    pub resume: bool,
}

/// Where a training keeps its checkpoint, and what it must say in it.
#[derive(Clone, Debug)]
pub struct CheckpointFile {
    /// To be written after every epoch.
    pub path: PathBuf,
    /// Whether to begin with what is in it; it is there then.
    pub resume: bool,
    /// The experiment's name and flags: those of a checkpoint must be the same.
    pub told: Vec<(String, String)>,
}

impl Context {
    /// The checkpoint of this experiment's training.
    ///
    /// Ctrl-C is [watched](interrupt::watch) from now on: the training has to stop when it was
    /// [requested](interrupt::requested), to draw what it has, and to return as usual. Then the user is told how to
    /// continue; after a run without Ctrl-C the checkpoint is removed.
    ///
    /// # Errors
    /// If the user wishes to resume and there is no checkpoint.
    pub fn checkpoint(&mut self, Resume { resume }: Resume) -> Result<CheckpointFile> {
        let name = self.info().name;
        let path = self.out_dir().join(format!("{name}.checkpoint.safetensors"));
        let seen = shown(&path);
        match (resume, path.exists()) {
            (true, false) => bail!(
                "there is nothing to resume: no {seen}, because no training got through its first epoch or the last \
                 one was completed; run it without --resume to begin anew"
            ),
            (false, true) => self.say(&format!(
                "beginning anew; {seen} of an interrupted training is replaced after the first epoch (--resume \
                 continues it)"
            )),
            _ => (),
        }
        interrupt::watch();
        self.keep_checkpoint_at(&path);
        let own = [("experiment", name.to_string()), ("--seed", self.seed().to_string())];
        let quick = ("--quick", self.is_quick().to_string());
        let own = own.into_iter().chain([quick]).map(|(name, value)| (name.to_string(), value));
        let told = own.chain(self.hyperparameters().iter().cloned()).collect();
        Ok(CheckpointFile { path, resume, told })
    }
}
