//! What can go wrong between the files and the arrays.

use std::io;
use std::path::PathBuf;

/// Why MNIST could not be loaded. Every variant names the file or address, and what to do where it is not obvious.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused something.
    #[error("cannot {action} {}: {reason}", path.display())]
    Io {
        /// What was tried, as it reads after "cannot": `read`, `create the folder` …
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said; no `source`, which would tell it a second time.
        reason: io::Error,
    },
    /// The folder has some of the files that belong together, and lacks others.
    #[error("{} has no {}{}", folder.display(), missing.join(" and no "),
        if missing.iter().any(|name| name.contains("ubyte")) { ", packed (.gz) or not" } else { "" })]
    Missing {
        /// The folder that was searched.
        folder: PathBuf,
        /// The names of the files that it lacks.
        missing: Vec<String>,
    },
    /// The folder has nothing that can be read.
    #[error(
        "{} has no images that can be read: {seen}. Read are train-images-idx3-ubyte, train-labels-idx1-ubyte, \
         t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte (packed with gzip or not), mnist.pkl, mnist.npz, \
         mnist_train.csv and mnist_test.csv, and folders 0 to 9 of PNG pictures",
        folder.display()
    )]
    Nothing {
        /// The folder that was searched.
        folder: PathBuf,
        /// What it has instead, in words.
        seen: String,
    },
    /// The folder has images to test with only, and the program trains.
    #[error(
        "{} has images to test with only, which is enough for inference; this program needs images to train on \
         (train-images-idx3-ubyte and train-labels-idx1-ubyte, or their like) too",
        folder.display()
    )]
    NoTraining {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder that the variable `MNIST_DIR` names is not there.
    #[error("the variable MNIST_DIR is {value:?}{advice}: {reason}")]
    Variable {
        /// Its value.
        value: String,
        /// What may be wrong with it.
        advice: &'static str,
        /// What the operating system said.
        reason: io::Error,
    },
    /// The folder that the variable `MNIST_DIR` names is there, but what is in it cannot be read.
    #[error("{reason} (the folder is named by the variable MNIST_DIR)")]
    InVariable {
        /// Why.
        reason: Box<Error>,
    },
    /// Another data set than the one that was asked for.
    #[error("{} has {found}, not {wanted}", folder.display())]
    Other {
        /// The folder.
        folder: PathBuf,
        /// The data set that it has.
        found: &'static str,
        /// The one that was asked for.
        wanted: &'static str,
    },
    /// A data set that no mirror has file by file.
    #[error(
        "the images of {name} are not downloaded: they are published only within an archive of more than 500 MB. Get gzip.zip from \
         https://www.nist.gov/itl/products-and-services/emnist-dataset, unpack it, and name the folder with --data-dir"
    )]
    FolderOnly {
        /// The data set.
        name: &'static str,
    },
    /// The content of a file is malformed, or of another kind than expected.
    #[error("{}: {problem}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: Malformed,
    },
    /// Images and labels do not belong together.
    #[error("{} images in {} but {} labels in {}", images.1, images.0.display(), labels.1, labels.0.display())]
    Disagree {
        /// The file of images, and how many it holds.
        images: (PathBuf, usize),
        /// The file of labels, and how many it holds.
        labels: (PathBuf, usize),
    },
    /// The file is well-formed, but its unpacked content is not the one that was published.
    #[error("{}: not the published file (SHA-256 of the unpacked content is {got}, expected {expected})", path.display())]
    Checksum {
        /// The file.
        path: PathBuf,
        /// The published SHA-256, in hexadecimal.
        expected: String,
        /// What the content has.
        got: String,
    },
    /// No mirror delivered a file.
    #[error("cannot download {file}: {}", summary(attempts))]
    Download {
        /// The name of the file.
        file: String,
        /// What each attempt ended with, in order.
        attempts: Vec<Attempt>,
    },
    /// Another process holds the cache and has received nothing in the time that this one may wait.
    #[error("another process tried to download into {} at the same time, and received nothing", folder.display())]
    Busy {
        /// The cache folder.
        folder: PathBuf,
    },
    /// An entry of the list of mirrors is not an address.
    #[error("{address:?} in the list of mirrors is not an http:// or https:// address")]
    Mirror {
        /// The entry.
        address: String,
    },
    /// A variable that names a proxy has something else.
    #[error("the variable {variable} is {value:?}: expected the address of a proxy, as http://HOST:PORT")]
    Proxy {
        /// Its name.
        variable: &'static str,
        /// Its value, without a password.
        value: String,
    },
    /// There is nothing to download from.
    #[error("the list of mirrors is empty")]
    NoMirrors,
}

/// What is wrong with the content of a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Malformed {
    /// It cannot be read to its end, as when gzip data are damaged or cut.
    #[error("cannot be read to its end ({0}): an incomplete or damaged download?")]
    Unreadable(#[source] io::Error),
    /// It ends within the header.
    #[error("ends after {got} bytes, within the header of {expected} bytes: an incomplete download?")]
    Header {
        /// Length of the header.
        expected: usize,
        /// Bytes there are.
        got: usize,
    },
    /// It is something else.
    #[error("{found}; expected {expected}")]
    Kind {
        /// What is expected, in words.
        expected: &'static str,
        /// What is there, in words.
        found: String,
    },
    /// The images are not 28×28.
    #[error("images of {rows}×{columns} pixels, expected 28×28")]
    Size {
        /// Height.
        rows: usize,
        /// Width.
        columns: usize,
    },
    /// It announces nothing, or more than this program is willing to hold in memory.
    #[error("announces {count} items; from 1 to {most} are accepted")]
    Count {
        /// Number of items in the header.
        count: u32,
        /// The most that is accepted.
        most: u32,
    },
    /// It is shorter or longer than its header says.
    #[error(
        "has {} bytes{unpacked}, but its header announces {expected}{}",
        at_least(*got, *expected), if got < expected { ": an incomplete download?" } else { "" }
    )]
    Length {
        /// Length that follows from the header.
        expected: u64,
        /// Length it has; of a longer file that is packed only `expected + 1` bytes are read.
        got: u64,
        /// Says so where the length is that of the unpacked content.
        unpacked: &'static str,
    },
    /// A label is not a digit.
    #[error("label {index} is {got}, expected 0 to 9{}", if (10.0..62.0).contains(got) { ": letters (EMNIST)?" } else { "" })]
    Label {
        /// Which one, from 0.
        index: usize,
        /// Its value.
        got: f64,
    },
    /// A row of ten numbers is not a one-hot label.
    #[error("row {index} of the labels is not one-hot: expected a 1 and nine 0")]
    NotOneHot {
        /// Which one, from 0.
        index: usize,
    },
    /// Pixels are neither from 0 to 1 nor from 0 to 255.
    #[error("pixels are {what} from {low} to {high}, expected 0 to 1 or 0 to 255")]
    Range {
        /// The type, in words.
        what: &'static str,
        /// The lowest.
        low: f64,
        /// The highest.
        high: f64,
    },
    /// A line of a table of numbers.
    #[error("line {line}: {problem}")]
    Line {
        /// Which one, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// Anything else, in words.
    #[error("{0}")]
    Other(String),
}

/// One try to download one file.
#[derive(Debug)]
pub struct Attempt {
    /// The address of the mirror; or the proxy, where that is what failed.
    pub server: String,
    /// How it ended, in words.
    pub problem: String,
}

/// The problems with the servers that have them, each once: without network, all mirrors fail in the same way.
fn summary(attempts: &[Attempt]) -> String {
    let mut problems: Vec<(&str, Vec<&str>)> = Vec::new();
    for Attempt { server, problem } in attempts {
        match problems.iter_mut().find(|(known, _)| known == problem) {
            Some((_, servers)) if servers.contains(&server.as_str()) => {}
            Some((_, servers)) => servers.push(server),
            None => problems.push((problem, vec![server])),
        }
    }
    let parts: Vec<String> =
        problems.iter().map(|(problem, servers)| format!("{} {problem}", servers.join(", "))).collect();
    parts.join("; ")
}

fn at_least(got: u64, expected: u64) -> String {
    if got == expected.saturating_add(1) { format!("more than {expected}") } else { got.to_string() }
}

impl Error {
    /// Makes the closure that turns an [`io::Error`] into an [`Error::Io`].
    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |reason| Error::Io { action, path, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_problem_is_listed_once() {
        let attempts = [("http://a/", "no"), ("http://b/", "no"), ("http://a/", "never"), ("http://b/", "no")]
            .map(|(server, problem)| Attempt { server: server.into(), problem: problem.into() });
        let error = Error::Download { file: "x.gz".into(), attempts: attempts.into() };
        assert_eq!(error.to_string(), "cannot download x.gz: http://a/, http://b/ no; http://a/ never");
    }
}
