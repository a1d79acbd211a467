//! What runs left behind, kept beside the gallery so that a later run of a part keeps the rest.

use std::path::Path;

use anyhow::{Context, Result};
use experiment::{Chapter, DEFAULT_SEED, Entry, Info, Number, write_atomically};
use serde::{Deserialize, Serialize};

const FILE: &str = "book.json";

/// What one run of an experiment left behind.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Record {
    /// Chapter, 1 to 8.
    pub chapter: u8,
    /// Name of the experiment.
    pub name: String,
    /// Whether it was a first look.
    pub quick: bool,
    /// Whether the digits were drawn by the program instead of MNIST.
    #[serde(default)]
    pub synthetic: bool,
    /// Seed.
    pub seed: u64,
    /// How long it took.
    pub seconds: f64,
    /// Figures, as (name, path relative to the gallery).
    pub figures: Vec<(String, String)>,
    /// Hyperparameters, as (flag, value).
    pub hyperparameters: Vec<(String, String)>,
    /// Numbers.
    pub numbers: Vec<Number>,
    /// What was printed.
    pub transcript: String,
}

impl Record {
    /// The command that does it again.
    pub fn command(&self, chapter: &Chapter, info: &Info) -> String {
        let mut command = format!("cargo run -p {} --bin {}", chapter.crate_name(), info.binary);
        let mut flags = Vec::new();
        if self.quick {
            flags.push("--quick".to_owned());
        }
        if self.synthetic {
            flags.push("--dataset synthetic".to_owned());
        }
        if self.seed != DEFAULT_SEED {
            flags.push(format!("--seed {}", self.seed));
        }
        if !flags.is_empty() {
            command.push_str(" -- ");
            command.push_str(&flags.join(" "));
        }
        command
    }
}

/// The records of all experiments that ran.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Records {
    records: Vec<Record>,
}

impl Records {
    /// Reads what earlier runs left in `folder`; nothing if there was none.
    ///
    /// # Errors
    /// If the file cannot be read or is not ours.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(Records::default());
        }
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_str(&text)
            .with_context(|| format!("{} is damaged: delete it and run the experiments again", path.display()))
    }

    /// Writes them into `folder`.
    ///
    /// # Errors
    /// If the folder cannot be written to.
    pub fn save(&self, folder: &Path) -> Result<()> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        write_atomically(&folder.join(FILE), text.as_bytes())
    }

    /// Adds a record in place of the older one of the same experiment.
    pub fn insert(&mut self, record: Record) {
        match self.records.iter_mut().find(|old| old.chapter == record.chapter && old.name == record.name) {
            Some(old) => *old = record,
            None => self.records.push(record),
        }
    }

    /// The record of an experiment.
    pub fn find(&self, chapter: &Chapter, name: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.chapter == chapter.number && record.name == name)
    }

    /// Every record.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.records.iter()
    }

    /// The same without what was printed.
    pub fn without_transcripts(&self) -> Self {
        let mut records = self.clone();
        for record in &mut records.records {
            record.transcript.clear();
        }
        records
    }

    /// Forgets experiments that the chapters do not have.
    pub(crate) fn keep_known(&mut self, chapters: &[&Chapter]) {
        self.records.retain(|record| {
            chapters.iter().any(|chapter| chapter.number == record.chapter && chapter.find(&record.name).is_some())
        });
    }

    /// How long an experiment took, if it ran with or without `--quick`, as it is wanted now.
    pub fn seconds(&self, chapter: &Chapter, entry: &Entry, quick: bool) -> Option<f64> {
        self.find(chapter, entry.info.name).filter(|record| record.quick == quick).map(|record| record.seconds)
    }
}

/// Which columns a table of numbers has: those in which something stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Columns {
    book: bool,
    target: bool,
}

impl Columns {
    pub(crate) fn of(numbers: &[Number]) -> Self {
        let (book, target) = (|n: &Number| !n.book.is_empty(), |n: &Number| !n.target.is_empty());
        Columns { book: numbers.iter().any(book), target: numbers.iter().any(target) }
    }

    /// The first row.
    pub(crate) fn heads(self) -> Vec<&'static str> {
        self.chosen(["number", "here", "book", "target"])
    }

    /// The row of a number.
    pub(crate) fn cells(self, number: &Number) -> Vec<&str> {
        self.chosen([&number.what, &number.value, &number.book, &number.target])
    }

    fn chosen(self, [what, value, book, target]: [&str; 4]) -> Vec<&str> {
        let (book, target) = (self.book.then_some(book), self.target.then_some(target));
        [Some(what), Some(value), book, target].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(what: &str, value: &str) -> Number {
        let mut number = Number::new(what, value);
        number.book("0.97").target("0.966–0.974");
        number
    }

    fn record(name: &str, seconds: f64) -> Record {
        Record {
            chapter: 5,
            name: name.to_owned(),
            quick: false,
            synthetic: false,
            seed: 1,
            seconds,
            figures: vec![("loss".into(), "ch05/loss.png".into())],
            hyperparameters: vec![("--learning-rate".into(), "0.1".into())],
            numbers: vec![number("test accuracy", "0.9701")],
            transcript: "train acc, test acc | 0.9466, 0.9443\n".into(),
        }
    }

    #[test]
    fn a_later_run_replaces_its_record_and_keeps_the_others() {
        let dir = tempfile::tempdir().unwrap();
        let mut records = Records::default();
        records.insert(record("train_neuralnet", 3.0));
        records.insert(record("gradient_check", 1.0));
        records.insert(record("train_neuralnet", 2.0));
        records.save(dir.path()).unwrap();
        let loaded = Records::load(dir.path()).unwrap();
        assert_eq!(loaded, records);
        assert_eq!(loaded.iter().count(), 2);
        assert_eq!(loaded.find(&ch05::CHAPTER, "train_neuralnet").unwrap().seconds, 2.0);
    }

    #[test]
    fn the_command_has_the_flags_that_are_not_the_books() {
        let info = ch05::CHAPTER.find("train_neuralnet").unwrap().info;
        let mut record = record("train_neuralnet", 3.0);
        assert_eq!(record.command(&ch05::CHAPTER, &info), "cargo run -p ch05 --bin train_neuralnet");
        (record.quick, record.synthetic, record.seed) = (true, true, 7);
        let flags = "cargo run -p ch05 --bin train_neuralnet -- --quick --dataset synthetic --seed 7";
        assert_eq!(record.command(&ch05::CHAPTER, &info), flags);
    }

    #[test]
    fn a_table_has_no_empty_column() {
        let (plain, with_both) = (Number::new("slope", "0.2"), number("accuracy", "0.97"));
        assert_eq!(Columns::of(std::slice::from_ref(&plain)).heads(), ["number", "here"]);
        let mut with_book = plain.clone();
        with_book.book("0.2");
        assert_eq!(Columns::of(&[plain.clone(), with_book]).heads(), ["number", "here", "book"]);
        assert_eq!(Columns::of(&[plain.clone(), with_both]).cells(&plain), ["slope", "0.2", "", ""]);
    }

    #[test]
    fn a_damaged_file_is_named() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), "{\"records\": [").unwrap();
        let error = Records::load(dir.path()).unwrap_err().to_string();
        assert!(error.contains(FILE) && error.contains("delete it"), "{error}");
    }
}
