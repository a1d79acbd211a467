//! Which experiments to run.

use anyhow::{Result, bail};
use experiment::{Chapter, Entry};

/// One experiment to run.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// Its chapter.
    pub chapter: &'static Chapter,
    /// The experiment.
    pub entry: &'static Entry,
}

/// The experiments of the chosen chapters (all if none is given) with the chosen names (all but those that run only
/// when named, if none is given).
///
/// # Errors
/// If a name is unknown (the message offers the nearest), or in none of the chapters.
pub fn select(chapters: &[&'static Chapter], numbers: &[u8], names: &[String]) -> Result<Vec<Run>> {
    let all = || chapters.iter().flat_map(|chapter| chapter.experiments.iter().map(|entry| Run { chapter, entry }));
    for name in names {
        if !all().any(|run| run.entry.info.name == name) {
            bail!("there is no experiment {name}{}", nearest(name, all().map(|run| run.entry.info.name)));
        }
    }
    let wanted = |run: &Run| {
        let info = &run.entry.info;
        let named = names.iter().any(|name| name == info.name);
        (numbers.is_empty() || numbers.contains(&run.chapter.number))
            && (named || names.is_empty() && !info.only_when_named)
    };
    let runs: Vec<_> = all().filter(wanted).collect();
    if runs.is_empty() {
        bail!("there is no experiment {} in the chosen chapters", names.join(", "));
    }
    Ok(runs)
}

fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let best = known.map(|other| (strsim::jaro_winkler(name, other), other)).max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((likeness, other)) if likeness > 0.8 => format!("; did you mean {other}?"),
        _ => "; `cargo run -p ch05 -- --list` lists those of chapter 5".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CHAPTERS;

    fn names(runs: &[Run]) -> Vec<(u8, &str)> {
        runs.iter().map(|run| (run.chapter.number, run.entry.info.name)).collect()
    }

    #[test]
    fn a_chapter_is_all_that_runs_without_being_named() {
        let runs = select(&CHAPTERS, &[8], &[]).unwrap();
        assert!(names(&runs).contains(&(8, "train_deepnet")));
        assert!(runs.iter().all(|run| run.chapter.number == 8 && !run.entry.info.only_when_named));
    }

    #[test]
    fn a_name_selects_it_in_every_chapter_that_has_it() {
        let runs = select(&CHAPTERS, &[], &["train_neuralnet".into()]).unwrap();
        assert_eq!(names(&runs), [(4, "train_neuralnet"), (5, "train_neuralnet")]);
        let runs = select(&CHAPTERS, &[5], &["train_neuralnet".into()]).unwrap();
        assert_eq!(names(&runs), [(5, "train_neuralnet")]);
        let error = select(&CHAPTERS, &[3], &["train_neuralnet".into()]).unwrap_err().to_string();
        assert!(error.contains("no experiment train_neuralnet in the chosen chapters"), "{error}");
    }

    #[test]
    fn a_misspelt_name_is_answered_with_the_nearest() {
        let error = select(&CHAPTERS, &[], &["train_nueralnet".into()]).unwrap_err().to_string();
        assert!(error.contains("did you mean train_neuralnet?"), "{error}");
        let error = select(&CHAPTERS, &[], &["nam".into()]).unwrap_err().to_string();
        assert!(error.contains("--list") && !error.contains("did you mean"), "{error}");
    }
}
