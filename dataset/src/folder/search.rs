//! Which files belong together, and what they may be.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::names::{self, Family};
use super::{Candidate, Part, folder_of, name_of};
use crate::idx::Kind;
use crate::{named, pictures};

/// Everything in these files that may be a data set, in the order of the formats.
pub(super) fn candidates(root: &Path, files: &[PathBuf]) -> Vec<Candidate> {
    let mut found = idx(root, files);
    let mut tables = BTreeMap::new();
    let mut arrays = BTreeMap::new();
    let mut loose = Vec::new();
    for path in files {
        let name = name_of(path);
        let (folder, folder_name) = folder_of(path);
        match names::ending(&name).as_str() {
            "pkl" | "pickle" | "npz" | "npy" if named::role(&name).is_some() => {
                let Some((train, kind)) = named::role(&name) else { continue };
                let pair: &mut [Option<PathBuf>; 2] = arrays
                    .entry(folder)
                    .or_insert_with(|| [[None, None], [None, None]])
                    .get_mut(usize::from(train))
                    .expect("two");
                pair[usize::from(kind == Kind::Labels)].get_or_insert_with(|| path.clone());
            }
            "pkl" | "pickle" | "npz" => {
                let mut candidate = Candidate::new(root, folder, &name);
                candidate.whole = Some(Part::Archive(path.clone()));
                candidate.place = path.clone();
                let lower = name.to_ascii_lowercase();
                if lower.contains("mnist") || lower.contains("digits") {
                    found.push(candidate)
                } else {
                    loose.push(candidate)
                }
            }
            "csv" => {
                // Kaggle's unpacked archives have a folder of the file's name around it.
                let folder = if folder_name == name { folder.parent().unwrap_or(folder) } else { folder };
                let train = names::is_train(&name).or_else(|| names::is_train(&folder_name));
                let prefix = format!("{:?}", Family::of(&name));
                let table = tables.entry((folder, prefix)).or_insert_with(|| Candidate::new(root, folder, &name));
                let lower = name.to_ascii_lowercase();
                if train.is_some() || lower.contains("mnist") {
                    table.part(train).get_or_insert_with(|| Part::Csv(path.clone()));
                }
            }
            _ => {}
        }
    }
    for (folder, [test, train]) in arrays {
        let name = [&train, &test].into_iter().flatten().flatten().next().map(|path| name_of(path)).unwrap_or_default();
        let mut candidate = Candidate::new(root, folder, &name);
        for (is_train, pair) in [(true, train), (false, test)] {
            if let [Some(images), Some(labels)] = pair {
                *candidate.part(Some(is_train)) = Some(Part::Arrays { images, labels });
            }
        }
        found.push(candidate);
    }
    for mut table in tables.into_values() {
        if table.train.is_some() || table.test.is_some() {
            table.whole = None;
        }
        found.push(table);
    }
    found.extend(pictures(root, files));
    found
        .retain(|candidate| candidate.train.is_some() || candidate.completeness() > 0 || !candidate.missing.is_empty());
    if found.is_empty() && loose.len() == 1 { loose } else { found }
}

/// The images and labels of idx files that were found in one place.
type Files = BTreeMap<(bool, bool), PathBuf>;

fn idx(root: &Path, files: &[PathBuf]) -> Vec<Candidate> {
    let mut groups: BTreeMap<(PathBuf, String), Files> = BTreeMap::new();
    for path in files {
        let (folder, folder_name) = folder_of(path);
        let own = names::idx(&name_of(path));
        let above = names::idx(&folder_name).filter(|_| folder != root);
        // A folder that is named like the file, or `train/` and `test/`.
        let outer = above.is_some() || names::is_train(&folder_name).is_some() && folder != root;
        let place = if outer { folder.parent().unwrap_or(folder) } else { folder };
        let Some((kind, train, prefix)) = own.or(above.clone()) else { continue };
        let train = train.or_else(|| above.and_then(|(_, train, _)| train)).or_else(|| names::is_train(&folder_name));
        let Some(train) = train else { continue };
        let group = groups.entry((place.into(), prefix)).or_default();
        // `.gz` first, and the spelling with a hyphen before that with a dot: the order in which they are sorted is
        // the opposite.
        let known = group.entry((train, kind == Kind::Images)).or_insert_with(|| path.clone());
        if rank(path) < rank(known) {
            *known = path.clone();
        }
    }
    merge(&mut groups);
    let candidate = |((place, prefix), mut files): ((PathBuf, String), Files)| {
        let mut candidate = Candidate::new(root, &place, &prefix);
        for train in [true, false] {
            let name = |kind: &str| format!("{}{}-{kind}-ubyte", prefix, if train { "train" } else { "t10k" });
            match (files.remove(&(train, true)), files.remove(&(train, false))) {
                (Some(images), Some(labels)) => *candidate.part(Some(train)) = Some(Part::Idx { images, labels }),
                (Some(_), None) => candidate.missing.push(name("labels-idx1")),
                (None, Some(_)) => candidate.missing.push(name("images-idx3")),
                (None, None) if !train => candidate.missing.extend([name("images-idx3"), name("labels-idx1")]),
                (None, None) => {}
            }
        }
        if candidate.test.is_some() && candidate.train.is_some() {
            candidate.missing.clear();
        }
        candidate
    };
    groups.into_iter().map(candidate).collect()
}

fn rank(path: &Path) -> (bool, bool) {
    let name = name_of(path).to_ascii_lowercase();
    (!name.ends_with(".gz"), name.contains(".idx"))
}

/// Files that lie apart, each group a part of a data set, come together where no two of them are the same file.
fn merge(groups: &mut BTreeMap<(PathBuf, String), Files>) {
    let keys: Vec<_> = groups.keys().cloned().collect();
    for key in &keys {
        let same = |other: &&(PathBuf, String)| other.1 == key.1 && *other != key;
        for other in keys.iter().filter(same) {
            let (Some(mine), Some(theirs)) = (groups.get(key), groups.get(other)) else { continue };
            if mine.keys().all(|file| !theirs.contains_key(file)) {
                let theirs = groups.remove(other).unwrap_or_default();
                groups.entry(key.clone()).or_default().extend(theirs);
            }
        }
    }
}

/// Folders `0` to `9` of pictures, below `train` and `test` or not.
fn pictures(root: &Path, files: &[PathBuf]) -> Vec<Candidate> {
    let mut sets: BTreeMap<&Path, Vec<(u8, PathBuf)>> = BTreeMap::new();
    for path in files.iter().filter(|path| pictures::is_named_so(&name_of(path))) {
        let (folder, folder_name) = folder_of(path);
        if let Some(digit) = names::digit(&folder_name).filter(|_| folder != root) {
            sets.entry(folder.parent().unwrap_or(folder)).or_default().push((digit, path.clone()));
        }
    }
    let mut places: BTreeMap<PathBuf, Candidate> = BTreeMap::new();
    for (folder, mut pictures) in sets {
        pictures.sort();
        let folder_name = name_of(folder);
        // Images to validate with are for testing where there are no others.
        let validates = folder_name.to_ascii_lowercase().starts_with("val");
        let train = names::is_train(&folder_name).or(validates.then_some(false)).filter(|_| folder != root);
        let place = match train {
            Some(_) => folder.parent().unwrap_or(folder),
            None => folder,
        };
        let candidate = places.entry(place.into()).or_insert_with(|| Candidate::new(root, place, ""));
        let part = candidate.part(train);
        // `trainingSample` beside `trainingSet`.
        if part.as_ref().is_none_or(|known| !validates && known.len() < pictures.len()) {
            *part = Some(Part::Pictures(pictures));
        }
    }
    places.into_values().collect()
}
