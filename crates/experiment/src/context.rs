//! What a running experiment has at hand.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, ensure};
use dataset::{Mnist, Source};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::output::{FolderLock, create_folder, write_atomically};
use crate::seeds::OtherSeeds;
use crate::{
    Chapter, DataStore, Figure, Format, Info, Number, Options, Progress, Report, Screen, Split, default_out_dir,
};

/// What a running experiment has at hand: randomness, data, progress, and places for its results.
#[derive(Debug)]
pub struct Context {
    info: Info,
    options: Options,
    screen: Screen,
    data: DataStore,
    out_dir: PathBuf,
    report: Report,
    source_said: bool,
    /// Whether the images are others than MNIST and the drawn digits.
    other_data: bool,
    checkpoint: Option<PathBuf>,
    pub(crate) other_seeds: OtherSeeds,
    _lock: FolderLock,
}

impl Context {
    /// The context of one run of an experiment of `chapter`.
    ///
    /// # Errors
    /// If the folder of the results cannot be written to, or another run of the experiment is writing to it.
    pub fn new(chapter: &Chapter, info: Info, options: &Options, screen: Screen, data: DataStore) -> Result<Self> {
        let out_dir = match &options.out_dir {
            Some(dir) => dir.clone(),
            None => default_out_dir(&chapter.crate_name()),
        };
        create_folder(&out_dir)?;
        let lock = FolderLock::take(&out_dir, info.name)?;
        Ok(Context {
            info,
            options: options.clone(),
            screen,
            data,
            out_dir,
            report: Report::default(),
            source_said: false,
            other_data: false,
            checkpoint: None,
            other_seeds: OtherSeeds::default(),
            _lock: lock,
        })
    }

    /// The experiment that runs.
    pub(crate) fn info(&self) -> &Info {
        &self.info
    }

    /// The experiment's own flags.
    pub(crate) fn hyperparameters(&self) -> &[(String, String)] {
        &self.report.hyperparameters
    }

    pub(crate) fn set_hyperparameters(&mut self, hyperparameters: Vec<(String, String)>) {
        self.report.hyperparameters = hyperparameters;
    }

    pub(crate) fn keep_checkpoint_at(&mut self, path: &Path) {
        self.checkpoint = Some(path.to_path_buf());
    }

    /// Where a training of this run keeps its checkpoint, if there was one.
    pub(crate) fn kept_checkpoint(&self) -> Option<PathBuf> {
        self.checkpoint.clone()
    }

    /// A generator for the seed of the command line. Every call starts it anew.
    pub fn rng(&self) -> ChaCha8Rng {
        self.rng_stream(0)
    }

    /// One of many independent generators for the seed: one for each trial of a parallel search, say.
    pub fn rng_stream(&self, stream: u64) -> ChaCha8Rng {
        let mut rng = ChaCha8Rng::seed_from_u64(self.options.seed);
        rng.set_stream(stream);
        rng
    }

    /// The seed of the command line.
    pub fn seed(&self) -> u64 {
        self.options.seed
    }

    /// `full`, but with `--quick` no more than `quick`.
    pub fn quick_or<T: PartialOrd>(&self, quick: T, full: T) -> T {
        if self.options.quick && quick < full { quick } else { full }
    }

    /// Whether a first look is wished (`--quick`).
    pub fn is_quick(&self) -> bool {
        self.options.quick
    }

    /// The digits: MNIST, or those that the program draws, or what the user has. Says once which they are.
    ///
    /// # Errors
    /// If data were asked for by name and cannot be had, a file is damaged, or there are images to test with only.
    pub fn mnist(&mut self) -> Result<Arc<Mnist>> {
        let mnist = self.data()?;
        mnist.check_training()?;
        Ok(mnist)
    }

    /// The images for inference, as [`mnist`](Context::mnist) has them to test with. Nothing to train on is needed.
    ///
    /// # Errors
    /// If data were asked for by name and cannot be had, or a file is damaged.
    pub fn test_images(&mut self) -> Result<dataset::Split> {
        Ok(self.data()?.for_inference())
    }

    fn data(&mut self) -> Result<Arc<Mnist>> {
        let mnist = self.data.mnist(&self.options)?;
        if !self.source_said {
            self.source_said = true;
            self.report.synthetic = matches!(mnist.source, Source::Synthetic(_));
            self.other_data = !mnist.source.is_mnist() && !self.report.synthetic;
            self.say(&format!("data: {}", mnist.source));
            for hint in mnist.source.hints() {
                self.say(&format!("hint: {hint}"));
            }
        }
        Ok(mnist)
    }

    /// Whether the images that were loaded are those of MNIST, for which the numbers of the book hold.
    pub fn is_mnist(&self) -> bool {
        self.source_said && !self.report.synthetic && !self.other_data
    }

    /// The book's `(x_train, t_train), (x_test, t_test)`: the digits as arrays of this format.
    ///
    /// # Errors
    /// As [`mnist`](Context::mnist).
    ///
    /// Book: §3.6.1, `load_mnist` of `dataset/mnist.py`.
    pub fn load_mnist(&mut self, format: Format) -> Result<(Split, Split)> {
        let mnist = self.mnist()?;
        Ok((format.of(&mnist.train), format.of(&mnist.test)))
    }

    /// The book's `(x_test, t_test)` for a script that trains nothing: see [`test_images`](Context::test_images).
    ///
    /// # Errors
    /// As [`test_images`](Context::test_images).
    pub fn load_test(&mut self, format: Format) -> Result<Split> {
        Ok(format.of(&self.test_images()?))
    }

    /// All the samples, but with `--quick` only the first `quick` (the book's `x_train[:5000], t_train[:5000]`, for those in a
    /// hurry).
    pub fn quick_first(&self, quick: usize, (x, t): Split) -> Split {
        let n = self.quick_or(quick, x.len());
        (x.first(n), t.first(n))
    }

    pub(crate) fn screen(&self) -> Screen {
        self.screen.clone()
    }

    pub(crate) fn data_store(&self) -> DataStore {
        self.data.clone()
    }

    /// Prints a line; [`say!`](crate::say) formats it.
    pub fn say(&mut self, line: &str) {
        self.screen.print(line);
        self.report.transcript.push_str(line);
        self.report.transcript.push('\n');
    }

    /// A bar over `steps` steps, with an estimate of the time left.
    pub fn progress(&self, steps: usize, what: impl Into<std::borrow::Cow<'static, str>>) -> Progress {
        self.screen.bar(steps, what)
    }

    /// Writes a figure of this experiment, and its numbers in a `.csv` beside it.
    ///
    /// # Errors
    /// If [`Info::figures`] does not name it, or the files cannot be written.
    pub fn save(&mut self, name: &str, figure: impl Into<plot::Figure>) -> Result<()> {
        let mut figure = figure.into();
        self.other_seeds.meet(name, &mut figure);
        self.save_figure(name, &figure)
    }

    fn save_figure(&mut self, name: &str, figure: &plot::Figure) -> Result<()> {
        let listed = self.info.figures.iter().any(|(known, _)| *known == name);
        ensure!(listed, "{} does not list a figure {name}", self.info.name);
        let Options { format, dpi, .. } = self.options;
        let path = self.out_dir.join(format!("{name}.{}", format.extension()));
        write_atomically(&path, &format.draw(figure, dpi)?)?;
        let csv = path.with_extension("csv");
        write_atomically(&csv, figure.csv().as_bytes())?;
        self.note_figure(name, &path, &csv);
        Ok(())
    }

    /// Writes a file of this experiment (a table, weights) into its folder, whole or not at all.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save_file(&mut self, name: &str, content: &[u8]) -> Result<PathBuf> {
        let path = self.out_dir.join(name);
        write_atomically(&path, content)?;
        self.note_file(&path);
        Ok(path)
    }

    /// Counts a figure that was written by other means, and its numbers, among the results.
    pub(crate) fn note_figure(&mut self, name: &str, path: &Path, csv: &Path) {
        self.note_file(path);
        self.note_file(csv);
        self.report.figures.push(Figure { name: name.to_owned(), path: path.to_path_buf() });
    }

    /// Counts a file that was written by other means among the results.
    pub fn note_file(&mut self, path: &Path) {
        if !self.report.files.iter().any(|known| known == path) {
            self.report.files.push(path.to_path_buf());
        }
    }

    /// The folder of the results: `figures/ch05`, or `--out-dir`.
    pub fn out_dir(&self) -> &Path {
        &self.out_dir
    }

    /// Keeps a number for the gallery; [`Number::book`] and [`Number::target`] add what to compare it with.
    pub fn measured(&mut self, what: &str, value: impl std::fmt::Display) -> &mut Number {
        self.report.numbers.push(Number { other_data: self.other_data, ..Number::new(what, value) });
        self.report.numbers.last_mut().expect("just pushed")
    }

    pub(crate) fn numbers(&self) -> &[Number] {
        &self.report.numbers
    }

    /// Ends the run: what it leaves behind.
    pub(crate) fn finish(self) -> Report {
        self.report
    }
}

/// Prints a formatted line through a [`Context`]: `say!(ctx, "loss {loss:.3}")`.
#[macro_export]
macro_rules! say {
    ($ctx:expr) => { $ctx.say("") };
    ($ctx:expr, $($format:tt)*) => { $ctx.say(&format!($($format)*)) };
}
