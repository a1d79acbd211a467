//! From a command line to a run: one experiment, or a chapter.

use std::borrow::Cow;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command, FromArgMatches};
use common::Kernels;

use crate::output::shown;
use crate::seeds::{OtherSeeds, run_seeds};
use crate::training::{KERNELS, NO_SETTINGS};
use crate::{
    Chapter, Context, DataStore, Entry, FigureFormat, Options, Report, Screen, advice, atomic_file, format_duration,
    interrupt,
};

/// What a process returns after Ctrl-C, as shells have it.
const INTERRUPTED: u8 = 130;

/// What the binary of one experiment calls: parses the flags, runs it, and says where the files are.
pub fn main(chapter: &Chapter, name: &str) -> ExitCode {
    exit_code(|| {
        let entry = chapter.find(name).ok_or_else(|| anyhow!("chapter {} has no experiment {name}", chapter.number))?;
        let command = with_options(entry.command(entry.info.binary));
        let matches = command.get_matches();
        run_one(chapter, entry, &matches)
    })
}

/// What the binary of a chapter calls: runs all of its experiments, or the one that is named; `--list` lists them.
pub fn chapter_main(chapter: &Chapter) -> ExitCode {
    exit_code(|| {
        let matches = chapter_command(chapter).get_matches();
        let options = Options::from_arg_matches(&matches)?;
        let screen = Screen::new(!options.no_progress);
        if matches.get_flag("list") {
            list(chapter, options.format, &screen);
            return Ok(());
        }
        if let Some((name, matches)) = matches.subcommand() {
            let entry =
                chapter.find(name).ok_or_else(|| anyhow!("chapter {} has no experiment {name}", chapter.number))?;
            // Options may stand before or after the name: the inner matches know both.
            return run_one(chapter, entry, matches);
        }
        run_chapter(chapter, &options, &screen)
    })
}

fn run_one(chapter: &Chapter, entry: &Entry, matches: &ArgMatches) -> Result<()> {
    let options = Options::from_arg_matches(matches)?;
    let screen = Screen::new(!options.no_progress);
    let (report, took) = timed(|| run_entry(chapter, entry, matches, &options, screen.clone(), DataStore::default()))?;
    screen.print(&format!("took {took}"));
    open_figures(&options, &report);
    if !interrupt::requested() {
        screen.print(&format!("next: {}", next(chapter, entry, options.quick)));
    }
    Ok(())
}

/// Runs one experiment with parsed flags, in a pool of `--threads` threads, and prints what it wrote.
///
/// # Errors
/// What the experiment reports, or an unusable folder of results.
pub fn run_entry(
    chapter: &Chapter,
    entry: &Entry,
    matches: &ArgMatches,
    options: &Options,
    screen: Screen,
    data: DataStore,
) -> Result<Report> {
    if options.seeds > 1 {
        return run_seeds(chapter, entry, matches, options, screen, data);
    }
    run_seed(chapter, entry, matches, options, (screen, data), &mut OtherSeeds::default(), |_| ())
}

/// Runs one experiment with one seed; `last` may say and measure more when it is done.
pub(crate) fn run_seed(
    chapter: &Chapter,
    entry: &Entry,
    matches: &ArgMatches,
    options: &Options,
    (screen, data): (Screen, DataStore),
    other_seeds: &mut OtherSeeds,
    last: impl FnOnce(&mut Context),
) -> Result<Report> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads.unwrap_or(0))
        .build()
        .context("cannot start the threads: ask for fewer with --threads")?;
    let mut ctx = Context::new(chapter, entry.info, options, screen.clone(), data)?;
    ctx.set_hyperparameters(hyperparameters(entry, matches));
    // Where an experiment trains, its flag says what computes the networks that it makes.
    let kernels = matches.try_get_one::<Kernels>(KERNELS).ok().flatten();
    kernels.copied().unwrap_or_default().set_current();
    ctx.other_seeds = std::mem::take(other_seeds);
    let result = pool.install(|| entry.run(matches, &mut ctx));
    *other_seeds = std::mem::take(&mut ctx.other_seeds);
    let result = result.map_err(|error| advice::of_error(error, ctx.hyperparameters()));
    let checkpoint = ctx.kept_checkpoint();
    if let Some(hint) = advice::of_numbers(ctx.numbers(), ctx.hyperparameters(), options.quick) {
        ctx.say(&format!("hint: {hint}"));
    }
    if result.is_ok() && !interrupt::requested() {
        last(&mut ctx);
    }
    let report = ctx.finish();
    for file in &report.files {
        screen.print(&format!("wrote {}", shown(file)));
    }
    result?;
    match checkpoint {
        Some(path) if !interrupt::requested() => {
            // What the training was for is written: whoever resumes it now shall hear that it is complete.
            atomic_file::remove(&path);
        }
        Some(path) if path.exists() => {
            screen.print(&format!("interrupted; to continue: {}", resume_command(chapter, entry, matches, options)))
        }
        Some(_) => screen.print("interrupted before the first iteration: there is nothing to resume"),
        None => (),
    }
    Ok(report)
}

/// The command that continues a training.
fn resume_command(chapter: &Chapter, entry: &Entry, matches: &ArgMatches, options: &Options) -> String {
    let mut words = vec!["cargo".to_string(), "run".into(), "-p".into(), chapter.crate_name()];
    words.extend(["--bin", entry.info.binary, "--", "--resume"].map(String::from));
    for arg in entry.command(entry.info.name).get_arguments() {
        let (id, Some(long)) = (arg.get_id().as_str(), arg.get_long()) else { continue };
        if id != "resume" && matches.value_source(id) == Some(ValueSource::CommandLine) {
            words.push(format!("--{long}"));
            let values = matches.get_raw(id).filter(|_| arg.get_action().takes_values()).into_iter().flatten();
            words.extend(values.map(|value| value.to_string_lossy().into_owned()));
        }
    }
    words.extend(options.flags());
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// A word as the shell of the system takes it.
fn quoted(word: &str) -> Cow<'_, str> {
    if cfg!(windows) {
        // For cmd.exe and PowerShell alike; no path there has a quote in it.
        let is_plain = |c: char| c.is_alphanumeric() || "-_.:/\\".contains(c);
        return if word.chars().all(is_plain) { word.into() } else { format!("\"{word}\"").into() };
    }
    shlex::try_quote(word).unwrap_or(word.into())
}

fn chapter_command(chapter: &Chapter) -> Command {
    let mut command = Command::new(chapter.crate_name())
        .about(format!(
            "Chapter {}: {} ({})\nRuns every experiment of the chapter, or the one that is named.",
            chapter.number, chapter.title, chapter.japanese
        ))
        .arg(
            clap::Arg::new("list")
                .long("list")
                .action(clap::ArgAction::SetTrue)
                .help("List the experiments with section and figures"),
        )
        .subcommand_value_name("EXPERIMENT")
        .subcommand_help_heading("Experiments")
        .disable_help_subcommand(true);
    for entry in chapter.experiments {
        command = command.subcommand(entry.command(entry.info.name));
    }
    with_options(command)
}

/// Adds the flags that every binary has. Their doc comment must not take the place of the command's description.
fn with_options(command: Command) -> Command {
    let about = command.get_about().cloned().unwrap_or_default();
    Options::augment_args(command).about(about).long_about(None)
}

fn run_chapter(chapter: &Chapter, options: &Options, screen: &Screen) -> Result<()> {
    let data = DataStore::default();
    let runs: Vec<_> = chapter.experiments.iter().filter(|entry| !entry.info.only_when_named).collect();
    let bar = screen.bar(runs.len(), chapter.crate_name());
    let mut failed = Vec::new();
    for entry in runs {
        bar.describe(format!("{} {}", chapter.crate_name(), entry.info.name));
        screen.print(&format!("== {} {} ({})", entry.info.section, entry.info.name, entry.info.summary));
        let matches = entry.defaults()?;
        match timed(|| run_entry(chapter, entry, &matches, options, screen.clone(), data.clone())) {
            Ok((report, took)) => {
                screen.print(&format!("took {took}\n"));
                open_figures(options, &report);
            }
            Err(error) => {
                eprintln!("error: {}: {error:#}", entry.info.name);
                failed.push(entry.info.name);
            }
        }
        bar.step();
        if interrupt::requested() {
            break;
        }
    }
    if !failed.is_empty() {
        bail!("{} of {} experiments failed: {}", failed.len(), chapter.experiments.len(), failed.join(", "));
    }
    if !interrupt::requested() {
        screen.print(&format!("next: {}", next_chapter(chapter)));
    }
    Ok(())
}

/// The experiment's own flags with their values, the book's or the user's.
fn hyperparameters(entry: &Entry, matches: &ArgMatches) -> Vec<(String, String)> {
    let command = entry.command(entry.info.name);
    let flags = command.get_arguments().filter_map(|arg| {
        let id = arg.get_id().as_str();
        let values = matches.get_raw(id).filter(|_| !NO_SETTINGS.contains(&id))?;
        let value = values.map(|value| value.to_string_lossy()).collect::<Vec<_>>().join(" ");
        Some((format!("--{}", arg.get_long()?), value))
    });
    flags.collect()
}

fn list(chapter: &Chapter, format: FigureFormat, screen: &Screen) {
    for entry in chapter.experiments {
        let info = &entry.info;
        screen.print(&format!("{:<9} {:<32} {}", info.section, info.name, info.summary));
        for (figure, caption) in info.figures {
            let file = format!("{figure}.{}", format.extension());
            screen.print(&format!("{:<9}   {file:<30} {caption}", ""));
        }
    }
}

/// What to try after an experiment: the whole of it after a first look, else the next one.
fn next(chapter: &Chapter, entry: &Entry, quick: bool) -> String {
    let command = |entry: &Entry| format!("cargo run -p {} --bin {}", chapter.crate_name(), entry.info.binary);
    if quick {
        return format!("{}   the same in full", command(entry));
    }
    let later = chapter.experiments.iter().skip_while(|other| other.info.name != entry.info.name).nth(1);
    later.map_or_else(|| next_chapter(chapter), |later| format!("{}   {}", command(later), later.info.summary))
}

fn next_chapter(chapter: &Chapter) -> String {
    match chapter.number {
        8.. => "cargo run -p book   every figure of the book on one page".to_owned(),
        number => format!("cargo run -p ch{:02}   the next chapter", number + 1),
    }
}

fn open_figures(options: &Options, report: &Report) {
    if !options.show {
        return;
    }
    for figure in &report.figures {
        if let Err(error) = open::that_detached(&figure.path) {
            eprintln!("cannot open {}: {error}", figure.path.display());
        }
    }
}

fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, String)> {
    let start = Instant::now();
    let value = work()?;
    Ok((value, format_duration(start.elapsed().as_secs_f64())))
}

/// Errors go to stderr in one line, with their causes.
fn exit_code(work: impl FnOnce() -> Result<()>) -> ExitCode {
    match work() {
        Ok(()) if interrupt::requested() => ExitCode::from(INTERRUPTED),
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
