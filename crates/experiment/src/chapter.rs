//! What an experiment and a chapter say of themselves.

use anyhow::Result;
use clap::{ArgMatches, Args, Command};

use crate::Context;

/// One script of the book: hyperparameters as fields and command-line flags, and what it does with them.
pub trait Experiment: Args {
    /// Does what the script does: load, configure, train, plot.
    ///
    /// # Errors
    /// Whatever goes wrong, in words that tell the user what to do.
    fn run(&self, ctx: &mut Context) -> Result<()>;
}

/// What an experiment says of itself in `--help`, in `--list` and in the gallery.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// The book's script, without `.py`.
    pub name: &'static str,
    /// The binary; differs from the name where two chapters have a script of the same name.
    pub binary: &'static str,
    /// Place in the book, such as `§5.7.4`.
    pub section: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// The figures that it draws, as (name without extension, caption).
    pub figures: &'static [(&'static str, &'static str)],
    /// Whether a run of the whole chapter leaves it out, because it takes long.
    pub only_when_named: bool,
    /// Whether its figures or tables show measured times, which no two runs share.
    pub measures_time: bool,
}

impl Info {
    /// An experiment without figures, whose binary bears its name.
    pub const fn new(name: &'static str, section: &'static str, summary: &'static str) -> Self {
        Info { name, binary: name, section, summary, figures: &[], only_when_named: false, measures_time: false }
    }

    /// The figures that it draws, as (name without extension, caption).
    pub const fn figures(mut self, figures: &'static [(&'static str, &'static str)]) -> Self {
        self.figures = figures;
        self
    }

    /// The caption of the figure of that name.
    pub fn caption(&self, figure: &str) -> &'static str {
        self.figures.iter().find(|(name, _)| *name == figure).map_or("", |(_, caption)| caption)
    }

    /// A binary of another name than the experiment's.
    pub const fn binary(mut self, binary: &'static str) -> Self {
        self.binary = binary;
        self
    }

    /// Runs only when it is named, never as part of its chapter.
    pub const fn only_when_named(mut self) -> Self {
        self.only_when_named = true;
        self
    }

    /// Its figures or tables show measured times: the one exception from "same seed, same bytes".
    pub const fn measures_time(mut self) -> Self {
        self.measures_time = true;
        self
    }
}

/// An experiment in a chapter's list: its [`Info`], its flags, and a way to run it.
#[derive(Clone, Copy)]
pub struct Entry {
    /// What it says of itself.
    pub info: Info,
    augment: fn(Command) -> Command,
    run: Run,
}

#[derive(Clone, Copy)]
enum Run {
    Experiment(fn(&ArgMatches, &mut Context) -> Result<()>),
    Script(fn(&mut Context) -> Result<()>),
}

impl Entry {
    /// The entry of the experiment `E`.
    pub const fn of<E: Experiment>(info: Info) -> Self {
        fn run<E: Experiment>(matches: &ArgMatches, ctx: &mut Context) -> Result<()> {
            E::from_arg_matches(matches)?.run(ctx)
        }
        Entry { info, augment: E::augment_args, run: Run::Experiment(run::<E>) }
    }

    /// The entry of a script without hyperparameters: a plain function in the place of an [`Experiment`].
    pub const fn script(info: Info, run: fn(&mut Context) -> Result<()>) -> Self {
        Entry { info, augment: |command| command, run: Run::Script(run) }
    }

    /// A command with the experiment's own flags and its help.
    pub fn command(&self, name: &'static str) -> Command {
        let mut help = format!("Section: {}", self.info.section);
        for (figure, caption) in self.info.figures {
            help.push_str(&format!("\nFigure:  {figure}.png  {caption}"));
        }
        // Augmenting sets `about` from the struct's doc comment: ours comes after it.
        let command = (self.augment)(Command::new(name).next_help_heading("Hyperparameters"));
        command.about(self.info.summary).long_about(None).after_help(help)
    }

    /// The book's hyperparameters: what an empty command line gives.
    ///
    /// # Errors
    /// If a flag has no default.
    pub fn defaults(&self) -> Result<ArgMatches> {
        Ok(self.command(self.info.name).try_get_matches_from([self.info.name])?)
    }

    /// Runs it with parsed flags.
    pub(crate) fn run(&self, matches: &ArgMatches, ctx: &mut Context) -> Result<()> {
        match self.run {
            Run::Experiment(run) => run(matches, ctx),
            Run::Script(run) => run(ctx),
        }
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Entry").field(&self.info).finish()
    }
}

/// A chapter of the book and its experiments, in the book's order.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// 1 to 8.
    pub number: u8,
    /// Title in English.
    pub title: &'static str,
    /// Title in the book.
    pub japanese: &'static str,
    /// In the order of the book.
    pub experiments: &'static [Entry],
}

impl Chapter {
    /// The crate, which is also the folder of its figures: `ch05`.
    pub fn crate_name(&self) -> String {
        format!("ch{:02}", self.number)
    }

    /// The experiment of that name.
    pub fn find(&self, name: &str) -> Option<&'static Entry> {
        self.experiments.iter().find(|entry| entry.info.name == name)
    }

    /// The caption of the figure of that name, empty if none has it.
    pub fn caption(&self, figure: &str) -> &'static str {
        self.experiments
            .iter()
            .map(|entry| entry.info.caption(figure))
            .find(|caption| !caption.is_empty())
            .unwrap_or("")
    }
}
