//! Why weights cannot be read or written.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

/// Why weights cannot be read or written. Every variant has the path.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// The file cannot be read.
    #[error("cannot read {path}", path = path.display())]
    Read {
        /// Of the file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file cannot be written; an older one is as it was.
    #[error("cannot write {path}", path = path.display())]
    Write {
        /// Of the file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is larger than any file of weights.
    #[error("{path} has more than {limit} bytes: that is not a file of weights", path = path.display())]
    TooLarge {
        /// Of the file.
        path: PathBuf,
        /// What is read at most.
        limit: u64,
    },
    /// The file is damaged, or of a kind that is not read.
    #[error("cannot read the weights in {path}: {reason}", path = path.display())]
    Format {
        /// Of the file.
        path: PathBuf,
        /// What it is or what is wrong with it, and what to do.
        reason: String,
    },
    /// The network has a parameter that the file lacks.
    #[error("{path} lacks `{name}` of shape {shape:?}", path = path.display())]
    Missing {
        /// Of the file.
        path: PathBuf,
        /// The parameter.
        name: String,
        /// Its shape in the network.
        shape: Vec<usize>,
    },
    /// The file has an array that the network lacks.
    #[error("{path} has `{name}` of shape {shape:?}, which the network lacks", path = path.display())]
    Superfluous {
        /// Of the file.
        path: PathBuf,
        /// The array.
        name: String,
        /// Its shape in the file.
        shape: Vec<usize>,
    },
    /// The file has arrays that the network lacks, and lacks some that it has.
    #[error(
        "{path} has other arrays than the network: it has {found}; expected {expected}{hint}",
        path = path.display(), found = listed(found), expected = listed(expected), hint = renamed(found, expected)
    )]
    Names {
        /// Of the file.
        path: PathBuf,
        /// The arrays of the file, each with its shape.
        found: BTreeMap<String, Vec<usize>>,
        /// The parameters of the network.
        expected: BTreeMap<String, Vec<usize>>,
    },
    /// A parameter has another shape in the file than in the network.
    #[error(
        "{path}: `{name}` has shape {got:?}, the network's has {expected:?}{hint}",
        path = path.display(), hint = reshaped(name, got, expected)
    )]
    Shape {
        /// Of the file.
        path: PathBuf,
        /// The parameter.
        name: String,
        /// Its shape in the network.
        expected: Vec<usize>,
        /// Its shape in the file.
        got: Vec<usize>,
    },
    /// An array has an element that is infinite or NaN.
    #[error("{path}: `{name}` has a value that is infinite or NaN", path = path.display())]
    NotFinite {
        /// Of the file.
        path: PathBuf,
        /// The array.
        name: String,
    },
}

/// The first names and shapes.
fn listed(arrays: &BTreeMap<String, Vec<usize>>) -> String {
    const SHOWN: usize = 8;
    let mut list: Vec<String> = arrays.iter().take(SHOWN).map(|(name, shape)| format!("`{name}` {shape:?}")).collect();
    if arrays.len() > SHOWN {
        list.push(format!("{} more", arrays.len() - SHOWN));
    }
    if list.is_empty() { "none".into() } else { list.join(", ") }
}

/// Whose names they are, if that is known, and what to do.
fn renamed(found: &BTreeMap<String, Vec<usize>>, expected: &BTreeMap<String, Vec<usize>>) -> String {
    if found.keys().any(|name| name.starts_with("network0.")) {
        return "; it is the checkpoint of a training".into();
    }
    let inner = |name: &String| name.split_once('.').is_some_and(|(_, inner)| expected.contains_key(inner));
    if let Some((outer, _)) = found.keys().find(|name| inner(name)).and_then(|name| name.split_once('.')) {
        return format!("; they are in `{outer}`: save that dict alone");
    }
    match found.keys().find(|name| name.ends_with("weight")) {
        Some(weight) => format!(
            "; these are names as PyTorch and MLX give them: save them under the expected names, and matrices \
             transposed, as W1=numpy.ascontiguousarray(w['{weight}'].T)"
        ),
        None => String::new(),
    }
}

/// How to get the expected shape, if the order of the axes or axes of length 1 are the difference.
fn reshaped(name: &str, got: &[usize], expected: &[usize]) -> String {
    if got.len() == 2 && [got[1], got[0]] == expected {
        return format!(
            ": it looks transposed, as PyTorch and MLX keep weights; save `numpy.ascontiguousarray({name}.T)`"
        );
    }
    // MLX has the channels of filters last, TensorFlow their number behind them.
    if let &[n, m, p, q] = got
        && let Some(axes) = match expected {
            _ if [n, q, m, p] == expected => Some("0, 3, 1, 2"),
            _ if [q, p, n, m] == expected => Some("3, 2, 0, 1"),
            _ => None,
        }
    {
        return format!(
            ": its axes look to be in another order, as MLX and TensorFlow keep filters; save \
             `numpy.ascontiguousarray({name}.transpose({axes}))`"
        );
    }
    let longer = |shape: &[usize]| shape.iter().copied().filter(|&length| length != 1).collect::<Vec<_>>();
    if longer(got) == longer(expected) {
        return format!(": save `{name}.reshape({expected:?})`");
    }
    String::new()
}
