//! What every binary of the book shares: the command line, seeded randomness, data, progress, and where
//! figures and their numbers go.
//!
//! An experiment is one script of the book. Its fields are the hyperparameters, with the book's values
//! as defaults; its [`run`](Experiment::run) reads top to bottom like the script.
//!
//! ```
//! use experiment::{Context, Entry, Experiment, Info, flags, say};
//!
//! /// How far a fall takes.
//! #[derive(Debug, clap::Args)]
//! pub struct Fall {
//!     /// Seconds that it lasts
//!     #[arg(long, default_value_t = 2.0, value_parser = flags::positive)]
//!     pub seconds: f64,
//! }
//!
//! impl Experiment for Fall {
//!     fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
//!         say!(ctx, "{} m", 0.5 * 9.81 * self.seconds.powi(2));
//!         Ok(())
//!     }
//! }
//! ```
//!
//! A script without hyperparameters is a plain function ([`Entry::script`]). A chapter lists its experiments in a
//! [`Chapter`]; [`main`] and [`chapter_main`] are what its binaries call.

mod advice;
mod animation;
mod atomic_file;
mod chapter;
mod checkpoint;
mod cli;
mod context;
mod data;
mod figure_format;
pub mod flags;
mod format_duration;
pub mod interrupt;
mod options;
mod output;
mod params;
mod progress;
mod report;
mod results;
mod saved_network;
mod seeds;
mod training;
mod training_curves;

pub use chapter::{Chapter, Entry, Experiment, Info};
pub use checkpoint::{CheckpointError, TrainingState};
pub use cli::{chapter_main, main, run_entry};
pub use context::Context;
pub use data::{DataStore, Format, Split};
pub use figure_format::FigureFormat;
pub use format_duration::format_duration;
pub use options::{DEFAULT_SEED, Options};
pub use output::{workspace_root, write_atomically};
pub use params::{SaveParams, Trained};
pub use progress::{Progress, Screen};
pub use report::{Figure, Number, Report};
pub use results::default_out_dir;
pub use saved_network::{SavedNetwork, trained_files};
pub use training::{KernelsFlag, TrainerFlags, Training, TrainingFlags};
pub use training_curves::{SAMPLE, accuracy_curves, loss_curve};
