//! Flags as a careless or hostile user gives them.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use clap::Arg;
use experiment::{Chapter, Entry};
use rayon::prelude::*;

use crate::binaries::{Smaller, beside_each_other, flags_of, path_of};
use crate::full;

/// What nobody means: too little, too much, and NaN. Without [`full`] a flag gets only one of the first two, in turn.
const HOSTILE: [&str; 7] = ["0", "18446744073709551615", "nan", "-1", "1e30", "inf", "1e400"];

/// Runs every binary of a chapter with numbers that nobody means in each flag that takes a number, and on
/// data of one image. `smaller` has flags that shorten an experiment, beside those of `--quick`.
///
/// # Panics
/// If one panics, is still running after two minutes, needs more than 4 GiB, or ends with an error of which the last
/// line does not say what is wrong.
pub fn no_flag_breaks_a_binary(chapter: &Chapter, smaller: &[Smaller]) {
    let one_image = tempfile::tempdir().unwrap();
    write_one_image(one_image.path());
    let data = format!("--data-dir={}", one_image.path().display());
    let values = |flag: usize| if full() { &HOSTILE[..] } else { &HOSTILE[flag % 2..][..1] };
    let runs: Vec<(&Entry, String)> = chapter
        .experiments
        .iter()
        .flat_map(|entry| {
            let hostile = numeric_flags(entry)
                .enumerate()
                .flat_map(|(i, flag)| values(i).iter().map(move |value| format!("--{flag}={value}")));
            hostile.chain([data.clone()]).map(move |flag| (entry, flag)).collect::<Vec<_>>()
        })
        .collect();
    let complaints = runs.par_iter().filter_map(|(entry, flag)| complaint(entry, flag, smaller));
    let broken: Vec<String> = beside_each_other(|| complaints.collect());
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// The flags whose default is a number.
fn numeric_flags(entry: &Entry) -> impl Iterator<Item = String> {
    let numeric = |flag: &Arg| {
        let default = flag.get_default_values().first()?.to_str()?;
        default.parse::<f64>().ok().and(flag.get_long()).map(str::to_owned)
    };
    let command = entry.command(entry.info.name);
    command.get_arguments().filter_map(numeric).collect::<Vec<_>>().into_iter()
}

fn write_one_image(folder: &Path) {
    let one = dataset::synthetic::digits(1, 1);
    for name in ["train", "t10k"] {
        let create = |kind: &str| fs::File::create(folder.join(format!("{name}-{kind}-ubyte"))).unwrap();
        dataset::idx::write_images(create("images-idx3"), &one.images).unwrap();
        dataset::idx::write_labels(create("labels-idx1"), &one.labels).unwrap();
    }
}

/// What is wrong with how a binary takes a flag: it may do its work, or refuse in words that are about the flag.
fn complaint(entry: &Entry, flag: &str, smaller: &[Smaller]) -> Option<String> {
    let out_dir = tempfile::tempdir().unwrap();
    // The limits of the shell pass on to what it becomes: memory in KiB, which other systems than Linux do not limit, and
    // time in seconds of computing.
    let limits = if cfg!(target_os = "linux") { "ulimit -v 4194304 && ulimit -t 120 &&" } else { "ulimit -t 120;" };
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{limits} exec \"$@\""), "sh"]).arg(path_of(entry.info.binary));
    command.args(["--quick", "--no-progress", "--threads", "1", flag, "--out-dir"]).arg(out_dir.path());
    // The number that most flags take, and with which figures have to cope, is drawn at full resolution.
    if !(full() && flag.ends_with("=1e30")) {
        command.args(["--dpi", "50"]);
    }
    let name = flag.trim_start_matches('-').split('=').next().unwrap_or_default();
    command.args(flags_of(entry, smaller).iter().filter(|other| !other.starts_with(&format!("--{name}="))));
    if name != "data-dir" {
        command.args(["--dataset", "synthetic"]);
    }
    let output = command.env_remove("MNIST_DIR").stdin(Stdio::null()).stdout(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let errors: Vec<&str> = said.lines().filter(|line| line.starts_with("error: ")).collect();
    let names_it = |line: &str| {
        [name, &name.replace('-', " "), &name.replace('-', "_"), "diverged", "images", "samples"]
            .iter()
            .any(|word| line.contains(word))
    };
    match (output.status.code(), &errors[..]) {
        (Some(0), []) => None,
        (Some(1 | 2), [error]) if names_it(error) => None,
        (code, _) => Some(format!("{} {flag} ended with {code:?}: {said}", entry.info.binary)),
    }
}
