//! The whole book in one command: `cargo run -p book` runs every experiment of every chapter and writes
//! `figures/index.html`, a gallery of every figure with its command, its hyperparameters, and the numbers
//! measured beside the book's.
//!
//! `--chapter 6` and `--only NAME` run a part; the gallery keeps what earlier runs drew.

mod gallery;
mod record;
mod selection;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Result, bail};
use clap::Parser;
use experiment::{Chapter, DataStore, Options, Progress, Report, Screen, interrupt, run_entry, workspace_root};

pub use record::{Record, Records};
pub use selection::{Run, select};

/// The chapters, in the book's order.
pub const CHAPTERS: [&Chapter; 8] = [
    &ch01::CHAPTER,
    &ch02::CHAPTER,
    &ch03::CHAPTER,
    &ch04::CHAPTER,
    &ch05::CHAPTER,
    &ch06::CHAPTER,
    &ch07::CHAPTER,
    &ch08::CHAPTER,
];

/// Runs every experiment of the book and writes a gallery of their figures
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    /// Only this chapter; may be given several times
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=8))]
    chapter: Vec<u8>,

    /// Only the experiment of this name; may be given several times
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,

    /// Do not print what the experiments print
    #[arg(long)]
    quiet: bool,

    #[command(flatten)]
    options: Options,
}

/// What the binary does.
///
/// # Errors
/// If a name is unknown, the folder of the figures cannot be written to, or an experiment failed: the others still
/// ran, and the gallery has them.
pub fn main() -> Result<()> {
    let cli = Cli::parse();
    let runs = select(&CHAPTERS, &cli.chapter, &cli.only)?;
    let folder = cli.options.out_dir.clone().unwrap_or_else(|| workspace_root().join("figures"));
    let mut screen = Screen::new(!cli.options.no_progress);
    if cli.quiet {
        screen = screen.silent();
    }
    let failed = run_all(&runs, &cli.options, &folder, &screen)?;
    println!("open {} in a browser", folder.join("index.html").display());
    if cli.options.show {
        open_gallery(&folder.join("index.html"));
    }
    if interrupt::requested() {
        bail!("interrupted: the experiments that follow did not run");
    }
    if !failed.is_empty() {
        bail!("{} of {} experiments failed:\n  {}", failed.len(), runs.len(), failed.join("\n  "));
    }
    Ok(())
}

/// Runs the experiments one after another and writes the gallery after each; what fails is told in the result.
fn run_all(runs: &[Run], options: &Options, folder: &Path, screen: &Screen) -> Result<Vec<String>> {
    let mut records = Records::load(folder)?;
    let data = DataStore::default();
    let expected: Vec<f64> = runs.iter().map(|run| records.seconds(run.chapter, run.entry, options.quick)).collect();
    let progress = Overall::new(screen, &expected);
    let mut failed = Vec::new();
    for (place, run) in runs.iter().enumerate() {
        let Run { chapter, entry } = *run;
        let info = &entry.info;
        progress.start(place, &format!("{} {} ({} of {})", chapter.crate_name(), info.name, place + 1, runs.len()));
        screen.print(&format!("== {} {} {}", chapter.crate_name(), info.section, info.name));
        let mut options = options.clone();
        options.out_dir = Some(folder.join(chapter.crate_name()));
        options.show = false;
        let start = Instant::now();
        match run_entry(chapter, entry, &entry.defaults()?, &options, screen.clone(), data.clone()) {
            Ok(report) => {
                let seconds = start.elapsed().as_secs_f64();
                records.insert(record(chapter, info, report, &options, seconds, folder));
                records.save(folder)?;
                gallery::write(&records, &CHAPTERS, folder)?;
            }
            Err(error) => {
                eprintln!("error: {} {}: {error:#}", chapter.crate_name(), info.name);
                failed.push(format!("{} {}: {error:#}", chapter.crate_name(), info.name));
            }
        }
        if interrupt::requested() {
            break;
        }
    }
    gallery::write(&records, &CHAPTERS, folder)?;
    Ok(failed)
}

fn record(
    chapter: &Chapter,
    info: &experiment::Info,
    report: Report,
    options: &Options,
    seconds: f64,
    folder: &Path,
) -> Record {
    let relative = |path: &Path| path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
    Record {
        chapter: chapter.number,
        name: info.name.to_owned(),
        quick: options.quick,
        seed: options.seed,
        seconds,
        figures: report.figures.iter().map(|figure| (figure.name.clone(), relative(&figure.path))).collect(),
        hyperparameters: report.hyperparameters,
        numbers: report.numbers.into_iter().map(|number| (number.what, number.value, number.book)).collect(),
        transcript: report.transcript,
    }
}

fn open_gallery(path: &PathBuf) {
    if let Err(error) = open::that_detached(path) {
        eprintln!("cannot open {}: {error}", path.display());
    }
}

/// The bar over all experiments. Its steps are the seconds that each is expected to take.
struct Overall {
    bar: Progress,
    done_before: Vec<usize>,
}

impl Overall {
    fn new(screen: &Screen, expected: &[f64]) -> Self {
        let mut sum = 0.0;
        let mut done_before = Vec::new();
        for seconds in expected {
            done_before.push(sum as usize);
            sum += seconds.max(0.1) * 10.0;
        }
        Overall { bar: screen.bar(sum as usize, "book").without_counts(), done_before }
    }

    fn start(&self, place: usize, what: &str) {
        self.bar.describe(what.to_owned());
        self.bar.reach(self.done_before[place]);
    }
}
