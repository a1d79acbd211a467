//! `--seeds N`: the same experiment with several seeds, and what its curves and numbers have in common.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use clap::ArgMatches;
use plot::{Curves, Figure};

use crate::cli::run_seed;
use crate::training::RESUME;
use crate::{Chapter, DataStore, Entry, Number, Options, Report, Screen, default_out_dir, interrupt, say};

/// The curves of every figure in the runs with other seeds, and whether this is one of these runs.
#[derive(Debug, Default)]
pub(crate) struct OtherSeeds {
    curves: BTreeMap<String, Vec<Curves>>,
    collects: bool,
}

impl OtherSeeds {
    /// Remembers the curves of a figure for the first seed, or draws those of the others into the figure of the first.
    pub(crate) fn meet(&mut self, name: &str, figure: &mut Figure) {
        if self.collects {
            self.curves.entry(name.to_owned()).or_default().push(figure.curves());
        } else if let Some(curves) = self.curves.get(name) {
            figure.add_band(curves);
        }
    }
}

/// Runs an experiment with the seeds `--seed`, `--seed` + 1 … The first one's results are those of a single run, but their
/// curves are means within bands; the others' are in folders of their own, `seed-2` …
///
/// # Errors
/// As those of a single run, or if one shall be resumed: a checkpoint is of one training.
pub(crate) fn run_seeds(
    chapter: &Chapter,
    entry: &Entry,
    matches: &ArgMatches,
    options: &Options,
    screen: Screen,
    data: DataStore,
) -> Result<Report> {
    if matches.try_get_one::<bool>(RESUME).ok().flatten() == Some(&true) {
        bail!("--resume continues the training of one seed: give it without --seeds, as the interrupted training says");
    }
    let out_dir = options.out_dir.clone().unwrap_or_else(|| default_out_dir(&chapter.crate_name()));
    let single = |seed: u64| Options { seed, seeds: 1, ..options.clone() };
    let mut others = OtherSeeds { curves: BTreeMap::new(), collects: true };
    let mut numbers = Vec::new();
    for i in 1..options.seeds as u64 {
        let seed = options.seed.wrapping_add(i);
        screen.print(&format!("== seed {seed}"));
        let options = Options { out_dir: Some(out_dir.join(format!("seed-{seed}"))), ..single(seed) };
        let run = run_seed(chapter, entry, matches, &options, (screen.clone(), data.clone()), &mut others, |_| ());
        let report = run.with_context(|| format!("seed {seed}"))?;
        if interrupt::requested() {
            return Ok(report);
        }
        numbers.push(report.numbers);
    }
    others.collects = false;
    screen.print(&format!("== seed {}", options.seed));
    let mut report = run_seed(chapter, entry, matches, &single(options.seed), (screen, data), &mut others, |ctx| {
        for (of_first, all) in in_all(ctx.numbers(), &numbers) {
            let summary = summary(&of_first, &all);
            say!(ctx, "{}, mean of {} seeds: {}", of_first.what, all.len(), summary);
            ctx.measured(&format!("{}, mean of {} seeds", of_first.what, all.len()), summary);
        }
    })?;
    report.hyperparameters.push(("--seeds".to_owned(), options.seeds.to_string()));
    Ok(report)
}

/// The numbers that every run measured and that are not the same in all of them, with the values of all runs.
fn in_all(first: &[Number], others: &[Vec<Number>]) -> Vec<(Number, Vec<f64>)> {
    let value = |number: &Number| number.value.parse::<f64>().ok();
    let with_all = first.iter().filter_map(|number| {
        let same = |numbers: &Vec<Number>| numbers.iter().find(|other| other.what == number.what).and_then(value);
        let all = [Some(value(number)?)].into_iter().chain(others.iter().map(same)).collect::<Option<Vec<f64>>>()?;
        all.iter().any(|value| *value != all[0]).then(|| (number.clone(), all))
    });
    with_all.collect()
}

/// `0.9701 (0.9688–0.9713)`: mean, lowest and highest, with as many decimals as the first value has.
fn summary(of_first: &Number, all: &[f64]) -> String {
    let decimals = of_first.value.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let mean = all.iter().sum::<f64>() / all.len() as f64;
    let (lowest, highest) = all.iter().fold((f64::MAX, f64::MIN), |(lo, hi), &v| (lo.min(v), hi.max(v)));
    format!("{mean:.decimals$} ({lowest:.decimals$}–{highest:.decimals$})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_runs_are_summed_up() {
        let run = |acc: &str, count: &str| vec![Number::new("acc", acc), Number::new("count", count)];
        let others = [run("0.9", "3"), run("0.95", "3")];
        let found = in_all(&[run("0.97", "3"), vec![Number::new("mine", 1)]].concat(), &others);
        assert_eq!(found, [(Number::new("acc", "0.97"), vec![0.97, 0.9, 0.95])]);
        assert_eq!(summary(&found[0].0, &found[0].1), "0.94 (0.90–0.97)");
    }
}
