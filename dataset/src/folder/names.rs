//! What the names of files and folders say.

use crate::idx::Kind;
use crate::options::DataSet;

/// Endings of files that are no idx data, whatever the name before them says.
const OTHERS: [&str; 27] = [
    "npy", "npz", "csv", "tsv", "txt", "pkl", "pickle", "png", "jpg", "jpeg", "gif", "pdf", "py", "rs", "html", "md",
    "json", "xml", "zip", "7z", "rar", "tar", "xz", "bz2", "mat", "pt", "parquet",
];
/// Endings of archives.
const ARCHIVES: [&str; 8] = ["zip", "7z", "rar", "tar", "tgz", "xz", "bz2", "zst"];
/// Endings of downloads that are not finished.
const UNFINISHED: [&str; 5] = ["part", "partial", "crdownload", "download", "tmp"];

/// A data set or a family of them, as far as names tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// Nothing is said.
    Plain,
    Qmnist,
    EmnistDigits,
    /// Letters, or letters and digits.
    EmnistOther,
    Fashion,
    Kmnist,
}

impl Family {
    /// By the words of a name or path.
    pub(super) fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let any = |word: &str| words(&name).any(|known| known.starts_with(word));
        if name.contains("fashion") {
            Family::Fashion
        } else if any("kmnist") || any("kuzushiji") || any("k49") {
            Family::Kmnist
        } else if any("emnist") {
            let digits = any("digits") || name.contains("emnist-mnist");
            if digits { Family::EmnistDigits } else { Family::EmnistOther }
        } else if any("qmnist") {
            Family::Qmnist
        } else {
            Family::Plain
        }
    }

    /// How well it fits what is wanted, 0 best.
    pub(super) fn distance(self, wanted: DataSet) -> usize {
        let order: &[Family] = match wanted {
            DataSet::Mnist => &[Family::Plain, Family::Qmnist, Family::EmnistDigits],
            DataSet::Fashion => &[Family::Fashion, Family::Plain],
            DataSet::Kmnist => &[Family::Kmnist, Family::Plain],
            // A folder `EMNIST` says no more.
            DataSet::EmnistDigits => &[Family::EmnistDigits, Family::EmnistOther, Family::Plain],
        };
        order.iter().position(|&family| family == self).unwrap_or(9)
    }

    pub(super) fn is_emnist(self) -> bool {
        matches!(self, Family::EmnistDigits | Family::EmnistOther)
    }
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphanumeric())
}

/// The last ending, and before `.gz` the one before it; in lower case.
pub(super) fn ending(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.').map(|(_, ending)| ending.to_owned()).unwrap_or_default()
}

/// Whether a name is that of the training set or of the test set.
pub(super) fn is_train(name: &str) -> Option<bool> {
    let name = name.to_ascii_lowercase();
    let test = words(&name).any(|word| word.starts_with("test") || word == "t10k" || word == "tst" || word == "xtest");
    match (name.contains("train"), test) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// What an idx file holds by its name, and the part of the name before that: `train-images-idx3-ubyte.gz`,
/// `qmnist-test-labels-idx2-int`. Whether it is for training or testing may be said by its folder instead.
pub(super) fn idx(name: &str) -> Option<(Kind, Option<bool>, String)> {
    let ending = ending(name);
    if OTHERS.contains(&ending.as_str()) || is_unfinished(name) || name.starts_with('.') {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let kind = match (lower.contains("image") || lower.contains("imgs"), lower.contains("label")) {
        (true, false) => Kind::Images,
        (false, true) => Kind::Labels,
        _ => return None,
    };
    let part = is_train(name);
    if part.is_none() && !lower.contains("idx") {
        return None;
    }
    let first = ["train", "t10k", "test", "tst", "image", "imgs", "label"].iter().filter_map(|word| lower.find(word));
    Some((kind, part, lower[..first.min().unwrap_or(0)].to_owned()))
}

/// The digit that a folder is named after: `7`, `07`, `digit_7`, `seven`.
pub(super) fn digit(name: &str) -> Option<u8> {
    const WORDS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    const BEFORE: [&str; 6] = ["", "digit", "class", "label", "number", "num"];
    let name = name.to_ascii_lowercase();
    if let Some(digit) = WORDS.iter().position(|&word| word == name) {
        return Some(digit as u8);
    }
    let between = ['_', '-', ' '];
    let number = name.trim_start_matches(|c: char| c.is_ascii_alphabetic() || between.contains(&c));
    let before = name[..name.len() - number.len()].trim_end_matches(between);
    if number.len() > 2 || !BEFORE.contains(&before) {
        return None;
    }
    number.parse().ok().filter(|&digit: &u8| digit < 10)
}

pub(super) fn is_archive(name: &str) -> bool {
    ARCHIVES.contains(&ending(name).as_str())
}

pub(super) fn is_unfinished(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    UNFINISHED.iter().any(|ending| lower.ends_with(&format!(".{ending}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_spellings_of_idx_files() {
        let said = |name| idx(name).map(|(kind, train, before)| (kind == Kind::Images, train, before));
        let plain = |images, train| Some((images, Some(train), String::new()));
        assert_eq!(said("train-images-idx3-ubyte.gz"), plain(true, true));
        assert_eq!(said("train-images.idx3-ubyte"), plain(true, true));
        assert_eq!(said("T10K-LABELS.IDX1-UBYTE"), plain(false, false));
        assert_eq!(said("test-labels-idx1-ubyte (1).gz"), plain(false, false));
        assert_eq!(said("emnist-digits-test-images-idx3-ubyte"), Some((true, Some(false), "emnist-digits-".into())));
        assert_eq!(said("qmnist-train-labels-idx2-int.gz"), Some((false, Some(true), "qmnist-".into())));
        assert_eq!(said("images-idx3-ubyte"), Some((true, None, String::new())));
        for other in
            ["train-images.npy", "qmnist-train-labels.tsv.gz", "train-images-idx3-ubyte.gz.part", "images", "README"]
        {
            assert_eq!(said(other), None, "{other}");
        }
    }

    #[test]
    fn families_are_told_by_words() {
        for (name, family) in [
            ("MNIST/raw", Family::Plain),
            ("simplemnist", Family::Plain),
            ("FashionMNIST/raw", Family::Fashion),
            ("fashion-mnist_train.csv", Family::Fashion),
            ("KMNIST/raw", Family::Kmnist),
            ("emnist-digits-", Family::EmnistDigits),
            ("emnist-mnist-", Family::EmnistDigits),
            ("emnist-letters-", Family::EmnistOther),
            ("qmnist-", Family::Qmnist),
        ] {
            assert_eq!(Family::of(name), family, "{name}");
        }
    }

    #[test]
    fn folders_of_classes() {
        let digits = ["7", "07", "digit_7", "class 7", "Digit7", "Seven", "10", "2024", "a7", "x"].map(digit);
        assert_eq!(digits[..6], [Some(7); 6]);
        assert_eq!(digits[6..], [None; 4]);
    }

    #[test]
    fn the_latest_is_no_test() {
        assert_eq!(
            ["latest", "testSet", "mnist_test.csv", "training"].map(is_train),
            [None, Some(false), Some(false), Some(true)]
        );
    }
}
