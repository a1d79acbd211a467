//! The whole book in one command: `cargo run -p book` runs every experiment of every chapter and writes
//! `figures/index.html`, a gallery of every figure with its command, its code, its hyperparameters, and the numbers
//! measured beside the book's.
//!
//! `--chapter 6` and `--only NAME` run a part; the gallery keeps what earlier runs drew. `--publish docs/figures` copies
//! the figures into the repository, with a page of them in Markdown, and removes those that nothing draws any more.

mod gallery;
mod picture_size;
mod progress;
mod publish;
mod record;
mod selection;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Result, bail};
use clap::Parser;
use experiment::{
    Chapter, DataStore, Options, Report, Screen, default_out_dir, format_duration, interrupt, run_entry, workspace_root,
};

use gallery::Gallery;
use progress::Overall;

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

    /// Copy the figures of the gallery into this folder too, with a page of them in Markdown
    #[arg(long, value_name = "DIR")]
    publish: Option<PathBuf>,

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
    let folder = cli.options.out_dir.clone().unwrap_or_else(|| default_out_dir(""));
    let mut screen = Screen::new(!cli.options.no_progress);
    if cli.quiet {
        screen = screen.silent();
    }
    let mut records = Records::load(&folder)?;
    let start = Instant::now();
    let failed = run_all(&runs, &mut records, &cli.options, &folder, &screen)?;
    println!("{} experiments took {}", runs.len(), format_duration(start.elapsed().as_secs_f64()));
    if let Some(to) = &cli.publish {
        publish::publish(&records, &CHAPTERS, &folder, to)?;
        println!("published in {}", to.display());
    }
    println!("next: open {} in a browser", folder.join("index.html").display());
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

/// Runs the experiments one after another and writes the gallery after each; the result lists what failed.
fn run_all(
    runs: &[Run],
    records: &mut Records,
    options: &Options,
    folder: &Path,
    screen: &Screen,
) -> Result<Vec<String>> {
    let data = DataStore::default();
    let gallery = Gallery::new(&CHAPTERS);
    let expected = expected_seconds(runs, records, options.quick);
    let progress = Overall::new(screen, &expected);
    let mut failed = Vec::new();
    for (place, run) in runs.iter().enumerate() {
        let Run { chapter, entry } = *run;
        let info = &entry.info;
        progress.begin(place, &format!("{} {} {}", chapter.crate_name(), info.section, info.name));
        let mut options = options.clone();
        options.out_dir = Some(folder.join(chapter.crate_name()));
        options.show = false;
        let start = Instant::now();
        match run_entry(chapter, entry, &entry.defaults()?, &options, screen.clone(), data.clone()) {
            Ok(report) => {
                let seconds = start.elapsed().as_secs_f64();
                records.insert(record(chapter, info, report, &options, seconds, folder));
                records.save(folder)?;
                gallery.write(records, folder)?;
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
    gallery.write(records, folder)?;
    Ok(failed)
}

/// How long each experiment will take: as long as it took here, else as it took when the figures were published.
fn expected_seconds(runs: &[Run], records: &Records, quick: bool) -> Vec<f64> {
    let published = Records::load(&workspace_root().join("docs/figures")).unwrap_or_default();
    let unknown = if quick { 1.0 } else { 10.0 };
    let seconds = |run: &Run| {
        let known = |records: &Records| records.seconds(run.chapter, run.entry, quick);
        known(records).or_else(|| known(&published)).unwrap_or(unknown)
    };
    runs.iter().map(seconds).collect()
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
        synthetic: report.synthetic,
        seed: options.seed,
        seconds,
        figures: report.figures.iter().map(|figure| (figure.name.clone(), relative(&figure.path))).collect(),
        hyperparameters: report.hyperparameters,
        numbers: report.numbers,
        transcript: report.transcript,
    }
}

fn open_gallery(path: &Path) {
    if let Err(error) = open::that_detached(path) {
        eprintln!("cannot open {}: {error}", path.display());
    }
}
