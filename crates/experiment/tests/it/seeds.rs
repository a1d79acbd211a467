//! `--seeds N`.

use std::fs;
use std::path::Path;

use clap::{Args, FromArgMatches};
use experiment::{
    Chapter, Context, DataStore, Entry, Experiment, Info, Options, Report, Screen, TrainingFlags, run_entry,
};
use plot::Axes;
use rand::RngExt;

/// Draws a random number, and a line through it.
#[derive(Debug, clap::Args)]
struct Dice {
    #[command(flatten)]
    training: TrainingFlags,
}

impl Experiment for Dice {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let value: f64 = ctx.rng().random();
        ctx.measured("value", format!("{value:.4}"));
        ctx.save_file("value.txt", value.to_string().as_bytes())?;
        let mut ax = Axes::new();
        ax.plot_y([0.0, value]).label("dice");
        ctx.save("dice", ax)
    }
}

const DICE: Chapter = Chapter {
    number: 1,
    title: "Dice",
    japanese: "",
    experiments: &[Entry::of::<Dice>(Info::new("dice", "§1", "Dice").figures(&[("dice", "A line")]))],
};

fn run(folder: &Path, flags: &[&str]) -> anyhow::Result<Report> {
    let entry = &DICE.experiments[0];
    let command = Options::augment_args(entry.command("dice")).no_binary_name(true);
    let flags = [flags, &["--out-dir", folder.to_str().unwrap()]].concat();
    let matches = command.try_get_matches_from(flags)?;
    let options = Options::from_arg_matches(&matches)?;
    run_entry(&DICE, entry, &matches, &options, Screen::new(false).silent(), DataStore::default())
}

fn value(folder: &Path) -> f64 {
    fs::read_to_string(folder.join("value.txt")).unwrap().parse().unwrap()
}

#[test]
fn curves_are_means_in_bands_and_the_other_seeds_have_their_folders() {
    let (alone, three) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    run(alone.path(), &["--seed", "7"]).unwrap();
    let report = run(three.path(), &["--seed", "7", "--seeds", "3"]).unwrap();
    assert_eq!(value(three.path()), value(alone.path()), "the first seed's files are those of a single run");
    let values = [value(three.path()), value(&three.path().join("seed-8")), value(&three.path().join("seed-9"))];
    let csv = fs::read_to_string(three.path().join("dice.csv")).unwrap();
    let (lowest, highest) = values.iter().fold((1.0, 0.0), |(lo, hi): (f64, f64), &v| (lo.min(v), hi.max(v)));
    assert!(csv.contains(&format!("mean and range of 3 seeds,1,{lowest},{highest}")), "{csv}, {values:?}");
    let mean: f64 =
        csv.lines().find_map(|row| row.strip_prefix("1,dice,1,")).unwrap().trim_end_matches(',').parse().unwrap();
    assert!((mean - values.iter().sum::<f64>() / 3.0).abs() < 1e-12);
    let single = fs::read_to_string(three.path().join("seed-8/dice.csv")).unwrap();
    assert!(!single.contains("range"), "{single}");
    assert!(report.numbers.iter().any(|number| number.what == "value, mean of 3 seeds" && number.value.contains('–')));
    assert!(report.hyperparameters.contains(&("--seeds".into(), "3".into())), "{:?}", report.hyperparameters);
    assert_eq!(report.figures.len(), 1);
}

#[test]
fn several_seeds_are_not_resumed_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let error = run(folder.path(), &["--seeds", "2", "--resume"]).unwrap_err().to_string();
    assert!(error.contains("--resume") && error.contains("without --seeds"), "{error}");
    assert!(run(folder.path(), &["--seeds", "0"]).unwrap_err().to_string().contains("--seeds"));
}
