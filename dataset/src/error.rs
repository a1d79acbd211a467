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
    /// The folder that the user named has not one of the four files.
    #[error(
        "{} has no {}; it must hold the four files train-images-idx3-ubyte, train-labels-idx1-ubyte, \
         t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, packed (.gz) or not",
        folder.display(), tried.join(" nor ")
    )]
    Missing {
        /// The folder that was searched.
        folder: PathBuf,
        /// The names that were tried.
        tried: Vec<String>,
    },
    /// A file is not a well-formed idx file of the expected kind.
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
    /// There is nothing to download from.
    #[error("the list of mirrors is empty")]
    NoMirrors,
}

/// What is wrong with the bytes of an idx file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Malformed {
    /// It cannot be read to its end, as when gzip data are damaged or cut.
    #[error("cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    /// It ends within the header.
    #[error("ends after {got} bytes, within the header of {expected} bytes")]
    Header {
        /// Length of the header.
        expected: usize,
        /// Bytes there are.
        got: usize,
    },
    /// It does not begin as an idx file of this kind does.
    #[error("not an idx file of {kind} (begins with 0x{got:08x}, expected 0x{expected:08x})")]
    Magic {
        /// `images` or `labels`.
        kind: &'static str,
        /// The first four bytes of such a file.
        expected: u32,
        /// The first four bytes of this one.
        got: u32,
    },
    /// The images are not 28×28.
    #[error("images of {rows}×{columns} pixels, expected 28×28")]
    Size {
        /// Height in the header.
        rows: u32,
        /// Width in the header.
        columns: u32,
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
    #[error("has {} bytes{unpacked}, but its header announces {expected}", at_least(*got, *expected))]
    Length {
        /// Length that follows from the header.
        expected: u64,
        /// Length it has; of a longer file that is packed only `expected + 1` bytes are read.
        got: u64,
        /// Says so where the length is that of the unpacked content.
        unpacked: &'static str,
    },
    /// A label is not a digit.
    #[error("label {index} is {got}, expected 0 to 9")]
    Label {
        /// Which one, from 0.
        index: usize,
        /// Its value.
        got: u8,
    },
}

/// One try to download one file.
#[derive(Debug)]
pub struct Attempt {
    /// The address of the mirror.
    pub mirror: String,
    /// How it ended, in words.
    pub problem: String,
}

/// The problems with the mirrors that have them, each once: without network, all mirrors fail in the same way.
fn summary(attempts: &[Attempt]) -> String {
    let mut problems: Vec<(&str, Vec<&str>)> = Vec::new();
    for Attempt { mirror, problem } in attempts {
        match problems.iter_mut().find(|(known, _)| known == problem) {
            Some((_, mirrors)) if mirrors.contains(&mirror.as_str()) => {}
            Some((_, mirrors)) => mirrors.push(mirror),
            None => problems.push((problem, vec![mirror])),
        }
    }
    let parts: Vec<String> =
        problems.iter().map(|(problem, mirrors)| format!("{} {problem}", mirrors.join(", "))).collect();
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
            .map(|(mirror, problem)| Attempt { mirror: mirror.into(), problem: problem.into() });
        let error = Error::Download { file: "x.gz".into(), attempts: attempts.into() };
        assert_eq!(error.to_string(), "cannot download x.gz: http://a/, http://b/ no; http://a/ never");
    }
}
