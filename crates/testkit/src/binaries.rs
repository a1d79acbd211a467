//! Runs every binary of a chapter as a user would.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use clap::{Args as _, FromArgMatches as _};
use experiment::{Chapter, DataStore, Entry, Options, Report, Screen, run_entry};
use rayon::prelude::*;

use crate::full;

/// An experiment that takes long even with `--quick`, and flags (`--name=value`) with which it takes less.
pub type Smaller = (&'static str, &'static [&'static str]);

/// `smaller`, and nothing where tests run at their [`full`] size.
pub fn unless_full(smaller: &[Smaller]) -> &[Smaller] {
    if full() { &[] } else { smaller }
}

/// The flags that `smaller` has for the experiment.
pub(crate) fn flags_of(entry: &Entry, smaller: &[Smaller]) -> Vec<&'static str> {
    smaller.iter().filter(|(name, _)| *name == entry.info.name).flat_map(|(_, flags)| *flags).copied().collect()
}

/// Runs every binary of a chapter with `--quick` on synthetic digits, once with one thread and once with two.
/// `printed` has lines that the book prints: the name of an experiment, and a line of it; `smaller`, flags that shorten
/// an experiment.
///
/// # Panics
/// If one fails, says nothing or not what the book does, leaves out a figure that it lists or draws a blank one, or
/// says or writes something else with two threads than with one (measured times excepted).
pub fn every_binary_runs(chapter: &Chapter, printed: &[(&str, &str)], smaller: &[Smaller]) {
    beside_each_other(|| chapter.experiments.par_iter().for_each(|entry| runs(entry, printed, smaller)));
}

/// Waits for processes in threads of its own: other tests compute in those that everything shares.
pub(crate) fn beside_each_other<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    rayon::ThreadPoolBuilder::new().build().expect("threads").install(work)
}

fn runs(entry: &Entry, printed: &[(&str, &str)], smaller: &[Smaller]) {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (said, said_by_two) = rayon::join(|| run(entry, one.path(), 1, smaller), || run(entry, two.path(), 2, smaller));
    let name = entry.info.name;
    for (_, line) in printed.iter().filter(|(experiment, _)| *experiment == name) {
        assert!(said.lines().any(|said| said.starts_with(line)), "{name} does not print `{line}` but\n{said}");
    }
    for (figure, _) in entry.info.figures {
        assert_drawn(&one.path().join(format!("{figure}.png")), name);
        let csv = one.path().join(format!("{figure}.csv"));
        let rows = fs::read_to_string(&csv).unwrap_or_default().lines().count();
        assert!(rows > 1, "{name}: {} has {rows} rows", csv.display());
    }
    let (one, two) = (files(one.path()), files(two.path()));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>(), "{name}: other files with two threads");
    if !entry.info.measures_time {
        assert_eq!(said, said_by_two, "{name} says something else with two threads");
        for (file, content) in &one {
            assert!(content == &two[file], "{name}: {file} differs between one thread and two");
        }
    }
}

/// Runs the binary of the chapter itself: `--list` names every experiment, and a misspelt name is answered with the
/// nearest.
///
/// # Panics
/// If not.
pub fn chapter_binary_lists_and_suggests(chapter: &Chapter) {
    let listed = start(&chapter.crate_name(), &["--list"]);
    assert!(listed.status.success());
    let text = String::from_utf8_lossy(&listed.stdout);
    for entry in chapter.experiments {
        assert!(
            text.contains(entry.info.name) && text.contains(entry.info.section),
            "{} is not listed",
            entry.info.name
        );
    }
    let name = chapter.experiments[0].info.name;
    let misspelt = start(&chapter.crate_name(), &[&name[..name.len() - 1]]);
    let text = String::from_utf8_lossy(&misspelt.stderr);
    assert!(!misspelt.status.success() && text.contains(name), "{text}");
}

/// Runs an experiment at the book's settings on MNIST, into the folder `out_dir`, and returns what it measured.
///
/// # Panics
/// If there is none of that name, or it fails.
pub fn on_mnist(chapter: &Chapter, name: &str, out_dir: &Path) -> Report {
    let entry = chapter.find(name).expect("an experiment of the chapter");
    let flags = ["", "--dataset", "mnist", "--no-progress", "--out-dir", out_dir.to_str().expect("a name in UTF-8")];
    let flags = Options::augment_args(clap::Command::new("test")).get_matches_from(flags);
    let options = Options::from_arg_matches(&flags).expect("every option has a default");
    let defaults = entry.defaults().expect("every flag has a default");
    let screen = Screen::new(false).silent();
    run_entry(chapter, entry, &defaults, &options, screen, DataStore::default())
        .unwrap_or_else(|error| panic!("{name}: {error:#}"))
}

/// Runs the binary of an experiment as [`every_binary_runs`] does: the lines that it prints, and the last two columns (x
/// and y) of the CSV beside the figure of its name.
///
/// # Panics
/// If there is no experiment of that name, or it fails.
pub fn printed_and_drawn(chapter: &Chapter, name: &str) -> (Vec<String>, Vec<[f64; 2]>) {
    let out_dir = tempfile::tempdir().unwrap();
    let said = run(chapter.find(name).expect("an experiment of the chapter"), out_dir.path(), 1, &[]);
    let csv = fs::read_to_string(out_dir.path().join(format!("{name}.csv"))).unwrap_or_default();
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("{name}.csv: {text} is not a number"));
    let point = |row: &str| {
        let mut columns = row.rsplitn(3, ',').map(number);
        let y = columns.next().expect("a column of y");
        [columns.next().expect("a column of x"), y]
    };
    (said.lines().map(str::to_owned).collect(), csv.lines().skip(1).map(point).collect())
}

/// Whether a line has a measured time, such as `0.52 s` or `564.96ms`.
pub(crate) fn tells_time(line: &str) -> bool {
    let is_number = |text: &str| text.parse::<f64>().is_ok();
    let words: Vec<&str> = line.split_whitespace().map(|word| word.trim_matches(['(', ',', ')'])).collect();
    let joined =
        |word: &&str| ["ns", "µs", "ms", "s"].iter().any(|unit| word.strip_suffix(unit).is_some_and(is_number));
    line.starts_with("took ")
        || line.contains("times as fast")
        || words.iter().any(joined)
        || words.windows(2).any(|pair| is_number(pair[0]) && ["ns", "µs", "ms", "s"].contains(&pair[1]))
}

/// What the binary says, without the places of files and measured times.
fn run(entry: &Entry, out_dir: &Path, threads: usize, smaller: &[Smaller]) -> String {
    let out_dir = out_dir.to_str().expect("temporary folders have names in UTF-8");
    let threads = threads.to_string();
    // What stands in a figure does not depend on its resolution, but the time to draw and to read it does.
    let resolution = ["--dpi", "100"];
    let flags = ["--quick", "--dataset", "synthetic", "--no-progress", "--threads", &threads, "--out-dir", out_dir];
    let flags = [&flags[..], &resolution].concat();
    let output = start(entry.info.binary, &[&flags[..], &flags_of(entry, smaller)].concat());
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{} ended with {}: {error}", entry.info.binary, output.status);
    let said = String::from_utf8_lossy(&output.stdout);
    let printed: Vec<_> = said.lines().filter(|line| !is_frame(line) && !tells_time(line)).collect();
    assert!(!printed.is_empty() || !entry.info.figures.is_empty(), "{} neither prints nor draws", entry.info.binary);
    printed.join("\n")
}

/// What every run says around what its script prints.
fn is_frame(line: &str) -> bool {
    line.starts_with("wrote ") || line.starts_with("next: ")
}

/// The binaries of a package are built into the folder above that of its tests.
pub(crate) fn path_of(binary: &str) -> PathBuf {
    let here = std::env::current_exe().expect("a test knows its own path");
    let folder = here.ancestors().nth(2).expect("tests lie in target/debug/deps");
    folder.join(binary).with_extension(std::env::consts::EXE_EXTENSION)
}

/// A binary that was copied into a folder, so that it knows no workspace, with no variable of the environment.
///
/// # Panics
/// If it cannot be copied.
pub fn copied_elsewhere(binary: &str, folder: &Path) -> Command {
    let copy = path_of(binary);
    let copy = folder.join(copy.file_name().expect("a file"));
    // By another process: a file that this one has open for writing cannot be started while a thread forks.
    if !copy.exists() {
        assert!(Command::new("cp").arg(path_of(binary)).arg(&copy).status().unwrap().success());
    }
    let mut command = Command::new(copy);
    command.current_dir(folder).env_clear().stdin(Stdio::null());
    command
}

fn start(binary: &str, flags: &[&str]) -> Output {
    Command::new(path_of(binary))
        .args(flags)
        .env_remove("MNIST_DIR")
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("cannot start {binary}: {error}"))
}

fn assert_drawn(path: &Path, name: &str) {
    let picture = image::open(path).unwrap_or_else(|error| panic!("{name}: {}: {error}", path.display())).into_rgb8();
    let (width, height) = picture.dimensions();
    assert!(width >= 200 && height >= 100, "{name}: {} is {width}×{height}", path.display());
    let background = *picture.get_pixel(0, 0);
    let drawn = picture.pixels().filter(|pixel| **pixel != background).count();
    assert!(drawn * 200 > (width * height) as usize, "{name}: {} is blank", path.display());
}

/// The files of a folder, hidden ones included, by their names.
///
/// # Panics
/// If one cannot be read, or is a folder.
pub fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())).collect()
}

/// That two folders have the same files, of the same bytes.
///
/// # Panics
/// If they do not.
#[track_caller]
pub fn assert_same(got: &BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(got.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (name, content) in expected {
        assert!(&got[name] == content, "{name} differs");
    }
}
