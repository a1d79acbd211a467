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

/// Which data are wanted; parses from `auto`, `mnist` and `synthetic`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// MNIST, or the synthetic digits where it is not available.
    #[default]
    Auto,
    /// MNIST, or an error.
    Mnist,
    /// The digits that the program draws; neither files nor network are touched.
    Synthetic,
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Choice::Auto => "auto",
            Choice::Mnist => "mnist",
            Choice::Synthetic => "synthetic",
        })
    }
}

/// The text is none of `auto`, `mnist` and `synthetic`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is none of auto, mnist, synthetic")]
pub struct UnknownChoice(String);

impl FromStr for Choice {
    type Err = UnknownChoice;

    fn from_str(text: &str) -> Result<Self, UnknownChoice> {
        [Choice::Auto, Choice::Mnist, Choice::Synthetic]
            .into_iter()
            .find(|choice| choice.to_string() == text)
            .ok_or_else(|| UnknownChoice(text.into()))
    }
}

/// What [`load_mnist`](crate::load_mnist) is asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which data are wanted.
    pub choice: Choice,
    /// A folder with the four files. Where it is given, neither cache nor network are used.
    pub data_dir: Option<PathBuf>,
    /// Where downloaded files are kept.
    pub cache_dir: PathBuf,
    /// Addresses of folders that hold the four files, in the order in which they are tried.
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
            data_dir: set("MNIST_DIR").map(PathBuf::from),
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
fn set(variable: &str) -> Option<std::ffi::OsString> {
    env::var_os(variable).filter(|value| !value.is_empty())
}

fn split_mirrors(list: &str) -> Vec<String> {
    list.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty()).map(String::from).collect()
}

/// Where downloaded files are kept: `dataset/data/mnist` in the workspace that the program is run from or lies in, else
/// a folder in the user's cache.
pub fn default_cache_dir() -> PathBuf {
    let starts =
        [env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from), env::current_dir().ok(), env::current_exe().ok()];
    let workspace = starts.iter().flatten().find_map(|start| workspace_above(start));
    match workspace {
        Some(root) => root.join("dataset/data/mnist"),
        None => user_cache().join("deep-learning-from-scratch").join("mnist"),
    }
}

/// The nearest folder, from `start` upwards, that is the root of this workspace.
fn workspace_above(start: &Path) -> Option<PathBuf> {
    let is_root = |folder: &&Path| folder.join("Cargo.toml").is_file() && folder.join("dataset/src/synthetic").is_dir();
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
        for choice in [Choice::Auto, Choice::Mnist, Choice::Synthetic] {
            assert_eq!(choice.to_string().parse(), Ok(choice));
        }
        let error = "fashion".parse::<Choice>().unwrap_err();
        assert_eq!(error.to_string(), "\"fashion\" is none of auto, mnist, synthetic");
    }

    #[test]
    fn mirrors_are_separated_by_spaces_or_commas() {
        assert_eq!(split_mirrors(" http://a/, http://b/\nhttp://c/,"), ["http://a/", "http://b/", "http://c/"]);
    }

    #[test]
    fn the_cache_is_in_the_workspace_while_its_sources_are_there() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(workspace_above(&here.join("src")), here.parent().map(Path::to_path_buf));
        assert_eq!(workspace_above(&env::temp_dir()), None);
    }
}
