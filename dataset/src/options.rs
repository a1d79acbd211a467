//! What the caller wants, and what the environment says where the caller says nothing.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The mirrors that are asked in this order.
pub const MIRRORS: [&str; 3] = [
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://raw.githubusercontent.com/fgnt/mnist/master/",
];

/// The mirrors of Fashion-MNIST.
const FASHION_MIRRORS: [&str; 2] = [
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
];
/// The mirrors of KMNIST.
const KMNIST_MIRRORS: [&str; 2] =
    ["https://codh.rois.ac.jp/kmnist/dataset/kmnist/", "http://codh.rois.ac.jp/kmnist/dataset/kmnist/"];

/// A published data set of 28×28 images in ten classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DataSet {
    /// Handwritten digits.
    #[default]
    Mnist,
    /// Pieces of clothing, by Zalando Research.
    Fashion,
    /// Cursive Japanese characters (くずし字), by the Center for Open Data in the Humanities.
    Kmnist,
    /// 280,000 handwritten digits, by Cohen and others; read from a folder only.
    EmnistDigits,
}

impl DataSet {
    /// As its publishers write it.
    pub fn name(self) -> &'static str {
        match self {
            DataSet::Mnist => "MNIST",
            DataSet::Fashion => "Fashion-MNIST",
            DataSet::Kmnist => "KMNIST",
            DataSet::EmnistDigits => "EMNIST digits",
        }
    }

    /// Where its files are kept, beside those of MNIST.
    pub(crate) fn cache(self, of_mnist: &Path) -> PathBuf {
        match self {
            DataSet::Mnist => of_mnist.into(),
            DataSet::Fashion => of_mnist.with_file_name("fashion-mnist"),
            DataSet::Kmnist => of_mnist.with_file_name("kmnist"),
            DataSet::EmnistDigits => of_mnist.with_file_name("emnist-digits"),
        }
    }

    /// The mirrors of another data set than MNIST.
    pub(crate) fn mirrors(self) -> Vec<String> {
        let mirrors: &[&str] = match self {
            DataSet::Mnist => &MIRRORS,
            DataSet::Fashion => &FASHION_MIRRORS,
            DataSet::Kmnist => &KMNIST_MIRRORS,
            DataSet::EmnistDigits => &[],
        };
        mirrors.iter().map(|&mirror| mirror.into()).collect()
    }
}

/// Which data are wanted; parses from `auto`, `mnist`, `fashion`, `kmnist`, `emnist-digits` and `synthetic`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// MNIST, or the synthetic digits where it is not available.
    #[default]
    Auto,
    /// MNIST, or an error.
    Mnist,
    /// Fashion-MNIST, or an error.
    Fashion,
    /// KMNIST, or an error.
    Kmnist,
    /// The digits of EMNIST from a folder, or an error.
    EmnistDigits,
    /// The digits that the program draws; neither files nor network are touched.
    Synthetic,
}

impl Choice {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Choice; 6] =
        [Choice::Auto, Choice::Mnist, Choice::Fashion, Choice::Kmnist, Choice::EmnistDigits, Choice::Synthetic];

    /// The published data set that is wanted.
    pub(crate) fn set(self) -> DataSet {
        match self {
            Choice::Auto | Choice::Mnist | Choice::Synthetic => DataSet::Mnist,
            Choice::Fashion => DataSet::Fashion,
            Choice::Kmnist => DataSet::Kmnist,
            Choice::EmnistDigits => DataSet::EmnistDigits,
        }
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Choice::Auto => "auto",
            Choice::Mnist => "mnist",
            Choice::Fashion => "fashion",
            Choice::Kmnist => "kmnist",
            Choice::EmnistDigits => "emnist-digits",
            Choice::Synthetic => "synthetic",
        })
    }
}

/// The text names none of the data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is none of auto, mnist, fashion, kmnist, emnist-digits, synthetic")]
pub struct UnknownChoice(String);

impl FromStr for Choice {
    type Err = UnknownChoice;

    fn from_str(text: &str) -> Result<Self, UnknownChoice> {
        // As the data sets are called elsewhere.
        let name = match text.to_ascii_lowercase().replace('_', "-").as_str() {
            "fashion-mnist" | "fashionmnist" => "fashion".into(),
            "emnist" => "emnist-digits".into(),
            other => other.to_owned(),
        };
        let found = Choice::ALL.into_iter().find(|choice| choice.to_string() == name);
        found.ok_or_else(|| UnknownChoice(text.into()))
    }
}

/// What [`load_mnist`](crate::load_mnist) is asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which data are wanted.
    pub choice: Choice,
    /// A folder with the data, or a file that holds all. Where it is given, neither cache nor network are used.
    pub data_dir: Option<PathBuf>,
    /// What the variable `MNIST_DIR` says: the folder where `data_dir` says nothing.
    pub mnist_dir: Option<PathBuf>,
    /// Where downloaded files of MNIST are kept; those of other data sets lie in folders beside it.
    pub cache_dir: PathBuf,
    /// Addresses of folders that hold the four files of MNIST, in the order in which they are tried.
    pub mirrors: Vec<String>,
    /// Whether a download shows a progress bar (only where stderr is a terminal).
    pub progress: bool,
    /// Seed of the synthetic digits.
    pub seed: u64,
    /// Number of synthetic digits to train on.
    pub train_digits: usize,
    /// Number of synthetic digits to test with.
    pub test_digits: usize,
}

impl Default for Options {
    /// What the environment says: the folder `MNIST_DIR`; the mirrors `MNIST_MIRRORS`, separated by spaces or commas;
    /// the cache [`default_cache_dir`]. As many synthetic digits as MNIST has, 60,000 and 10,000.
    fn default() -> Self {
        Options {
            choice: Choice::default(),
            data_dir: None,
            mnist_dir: set("MNIST_DIR").map(PathBuf::from),
            cache_dir: default_cache_dir(),
            mirrors: match set("MNIST_MIRRORS") {
                Some(list) => split_mirrors(&list.to_string_lossy()),
                None => MIRRORS.map(String::from).to_vec(),
            },
            progress: true,
            seed: 1,
            train_digits: 60_000,
            test_digits: 10_000,
        }
    }
}

/// A variable of the environment, if it is set and not empty.
pub(crate) fn set(variable: &str) -> Option<std::ffi::OsString> {
    env::var_os(variable).filter(|value| !value.is_empty())
}

/// A path as it was meant, if it is not there as it is written: without quotes or blanks around it, and `~` as the home
/// folder. Shells do both, but not where a path comes from a file or stands in quotes itself.
pub(crate) fn as_meant(path: &Path) -> PathBuf {
    if path.exists() {
        return path.into();
    }
    let Some(text) = path.to_str() else { return path.into() };
    let text = text.trim();
    let unquoted = ['"', '\''].iter().find_map(|&quote| text.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(text);
    let unquoted = unquoted.trim();
    let home = unquoted.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(['/', '\\']));
    let meant = match (home, set("HOME").or_else(|| set("USERPROFILE"))) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest.trim_start_matches(['/', '\\'])),
        _ => PathBuf::from(unquoted),
    };
    if meant.exists() { meant } else { path.into() }
}

fn split_mirrors(list: &str) -> Vec<String> {
    list.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty()).map(String::from).collect()
}

/// Where downloaded files are kept: `dataset/data/mnist` in the workspace that the program is run from or lies in, if it
/// can be written to, else a folder in the user's cache.
pub fn default_cache_dir() -> PathBuf {
    let starts =
        [env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from), env::current_dir().ok(), env::current_exe().ok()];
    let workspace = starts.iter().flatten().find_map(|start| workspace_above(start));
    let in_workspace = workspace.and_then(|root| cache_in(&root.join("dataset")));
    in_workspace.unwrap_or_else(|| user_cache().join("deep-learning-from-scratch").join("mnist"))
}

/// The cache in this folder, if it is there or can be made.
fn cache_in(dataset: &Path) -> Option<PathBuf> {
    let cache = dataset.join("data/mnist");
    (cache.is_dir() || tempfile::tempfile_in(dataset).is_ok()).then_some(cache)
}

/// The nearest folder, from `start` upwards, that is the root of this workspace.
fn workspace_above(start: &Path) -> Option<PathBuf> {
    let is_root =
        |folder: &&Path| folder.join("Cargo.toml").is_file() && folder.join("crates/digits/src/synthetic").is_dir();
    start.ancestors().find(is_root).map(Path::to_path_buf)
}

fn user_cache() -> PathBuf {
    let home = |below: &str| set("HOME").map(|home| Path::new(&home).join(below));
    set("XDG_CACHE_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .map(PathBuf::from)
        .filter(|folder| folder.is_absolute())
        .or_else(|| home(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" }))
        .unwrap_or_else(env::temp_dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_read_as_they_are_written() {
        for choice in Choice::ALL {
            assert_eq!(choice.to_string().parse(), Ok(choice));
        }
        assert_eq!("Fashion_MNIST".parse(), Ok(Choice::Fashion));
        let error = "cifar".parse::<Choice>().unwrap_err();
        assert_eq!(error.to_string(), "\"cifar\" is none of auto, mnist, fashion, kmnist, emnist-digits, synthetic");
    }

    #[test]
    fn a_path_in_quotes_is_meant_without_them() {
        let here = env!("CARGO_MANIFEST_DIR");
        for written in [format!("\"{here}\""), format!("'{here}'"), format!(" {here}\r\n"), here.to_owned()] {
            assert_eq!(as_meant(Path::new(&written)), Path::new(here), "{written:?}");
        }
        for gone in ["\"/no/such/folder\"", "~/no such folder", "", "~"] {
            let meant = as_meant(Path::new(gone));
            assert!(meant == Path::new(gone) || gone == "~", "{meant:?}");
        }
    }

    #[test]
    fn mirrors_are_separated_by_spaces_or_commas() {
        assert_eq!(split_mirrors(" http://a/, http://b/\nhttp://c/,"), ["http://a/", "http://b/", "http://c/"]);
    }

    #[test]
    fn a_workspace_that_cannot_be_written_to_has_no_cache_unless_it_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let dataset = folder.path().join("dataset");
        // In the place of a read-only folder, which an administrator may write to.
        std::fs::write(&dataset, "").unwrap();
        assert_eq!(cache_in(&dataset), None);
        std::fs::remove_file(&dataset).unwrap();
        std::fs::create_dir(&dataset).unwrap();
        assert_eq!(cache_in(&dataset), Some(dataset.join("data/mnist")));
        assert_eq!(std::fs::read_dir(&dataset).unwrap().count(), 0);
    }

    #[test]
    fn the_cache_is_in_the_workspace_while_its_sources_are_there() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(workspace_above(&here.join("src")), here.parent().map(Path::to_path_buf));
        assert_eq!(workspace_above(&env::temp_dir()), None);
    }
}
