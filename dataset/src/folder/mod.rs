//! What a user's folder holds: the data sets in it, as their publishers, libraries and unpackers lay them out.

mod names;
mod parts;
mod search;
mod walk;

use std::path::{Path, PathBuf};

use crate::Split;
use crate::error::{Error, Malformed};
use crate::options::DataSet;
use crate::{hints, sniff};
use names::Family;
pub(crate) use parts::Part;

/// The first bytes of any file are enough to say what it is.
const START: u64 = sniff::ENOUGH as u64;

/// The images of a folder.
#[derive(Debug)]
pub(crate) struct Found {
    /// The folder or file in which they are.
    pub(crate) place: PathBuf,
    /// Where each comes from.
    pub(crate) parts: [Option<Part>; 2],
    pub(crate) train: Split,
    pub(crate) test: Split,
    /// Whether the program divided them.
    pub(crate) undivided: bool,
    /// Whether the names say that they are what was asked for.
    pub(crate) named_so: bool,
    pub(crate) hints: Vec<String>,
}

/// A data set in one place and one format.
#[derive(Debug)]
struct Candidate {
    place: PathBuf,
    family: Family,
    /// Whether the names of the files say EMNIST, not only those of folders.
    emnist_files: bool,
    train: Option<Part>,
    test: Option<Part>,
    /// Both, in one file or not divided.
    whole: Option<Part>,
    /// The names of files that would complete it.
    missing: Vec<String>,
}

impl Candidate {
    fn new(root: &Path, place: &Path, prefix: &str) -> Self {
        // `FashionMNIST/raw` may be the folder that was named.
        let above: Vec<_> = root.components().rev().take(2).map(|c| c.as_os_str().to_string_lossy()).collect();
        let below = place.strip_prefix(root).unwrap_or(place).to_string_lossy();
        let by_file = Family::of(prefix);
        let by_place = [below.as_ref(), above.join("/").as_str()].map(Family::of);
        let family = [by_file, by_place[0], by_place[1]].into_iter().find(|&family| family != Family::Plain);
        Candidate {
            place: place.into(),
            family: family.unwrap_or(Family::Plain),
            emnist_files: by_file.is_emnist(),
            train: None,
            test: None,
            whole: None,
            missing: Vec::new(),
        }
    }

    fn part(&mut self, train: Option<bool>) -> &mut Option<Part> {
        match train {
            Some(true) => &mut self.train,
            Some(false) => &mut self.test,
            None => &mut self.whole,
        }
    }

    /// How much of a data set it is.
    fn completeness(&self) -> usize {
        match (&self.train, &self.test, &self.whole) {
            (_, _, Some(_)) | (Some(_), Some(_), _) => 2,
            (_, Some(_), _) => 1,
            _ => 0,
        }
    }
}

/// Finds a data set in the folder, or in the file, and reads it.
///
/// # Errors
/// If there is none, a file of it is missing or malformed, or it is another one than the wanted.
pub(crate) fn load(root: &Path, wanted: DataSet) -> Result<Found, Error> {
    let (root, files) = if root.is_file() { around(root)? } else { (root.to_path_buf(), walk::files(root)?) };
    let mut candidates = search::candidates(&root, &files);
    // The order of the formats, and of the places, is kept among equals.
    candidates.sort_by_key(|candidate| {
        (candidate.family.distance(wanted), usize::MAX - candidate.completeness(), candidate.place.components().count())
    });
    let mut candidates = candidates.into_iter();
    let mut best =
        candidates.next().ok_or_else(|| Error::Nothing { folder: root.clone(), seen: seen(&root, &files) })?;
    if wanted != DataSet::Mnist && best.family.distance(wanted) == 9 {
        let found = match best.family {
            Family::Fashion => DataSet::Fashion.name(),
            Family::Kmnist => DataSet::Kmnist.name(),
            Family::EmnistDigits => DataSet::EmnistDigits.name(),
            Family::EmnistOther => "letters of EMNIST",
            Family::Qmnist => "QMNIST",
            Family::Plain => "another data set",
        };
        return Err(Error::Other { folder: best.place, found, wanted: wanted.name() });
    }
    // A training set here and a test set there, in other folders or formats, are one data set.
    for other in candidates.filter(|other| other.family == best.family && best.whole.is_none()) {
        best.train = best.train.take().or(other.train);
        best.test = best.test.take().or(other.test);
    }
    if best.train.is_some() && best.test.is_some() {
        best.missing.clear();
    }
    if !best.missing.is_empty() {
        return Err(Error::Missing { folder: best.place, missing: best.missing });
    }
    read(best, wanted)
}

fn read(best: Candidate, wanted: DataSet) -> Result<Found, Error> {
    let mut undivided = false;
    let (mut train, mut test) = match (&best.whole, &best.train, &best.test) {
        (Some(whole), None, None) => {
            let (train, test, divided_here) = whole.read_whole()?;
            undivided = divided_here;
            (train, test)
        }
        (_, train, Some(test)) => {
            let read = |part: &Option<Part>| part.as_ref().map_or(Ok(Split::empty()), Part::read);
            let (train, test) = rayon::join(|| read(train), || test.read());
            (train?, test?)
        }
        _ => return Err(Error::Missing { folder: best.place, missing: vec!["images to test with".into()] }),
    };
    let mut said = Vec::new();
    if best.family.is_emnist() {
        let turn = |split: &mut Split| {
            let lie = hints::lie(split);
            let turned = lie == hints::Lie::Transposed || best.emnist_files && lie == hints::Lie::Unknown;
            if turned {
                split.images = split.images.transposed();
            }
            turned
        };
        if turn(&mut train) | turn(&mut test) {
            said.push("EMNIST's files have rows and columns exchanged; the images were turned upright".to_owned());
        }
    }
    let looks = [("", &train), (" to test with", &test)].map(|(which, split)| (which, hints::hints(split)));
    for hint in &looks[1].1 {
        said.push((*hint).to_owned());
    }
    said.extend(
        looks[0].1.iter().filter(|hint| !looks[1].1.contains(hint)).map(|hint| format!("training set: {hint}")),
    );
    let named_so = best.family.distance(wanted) == 0;
    Ok(Found { place: best.place, parts: [best.train, best.test], train, test, undivided, named_so, hints: said })
}

/// Where a file was named instead of its folder: that file if it holds everything, else what lies beside it.
fn around(file: &Path) -> Result<(PathBuf, Vec<PathBuf>), Error> {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = name_of(file);
    match names::ending(&name).as_str() {
        "npz" | "pkl" | "pickle" => Ok((parent.into(), vec![file.into()])),
        _ if names::idx(&name).is_some() || names::ending(&name) == "csv" => {
            // Only the folder itself: what lies deeper was not meant.
            let beside = walk::files(parent)?.into_iter().filter(|path| path.parent() == file.parent());
            Ok((parent.into(), beside.collect()))
        }
        _ => {
            let problem = Malformed::Kind { expected: "a folder of images", found: parts::start(file, START)? };
            Err(Error::Malformed { path: file.into(), problem })
        }
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The folder of a file, and the name of that folder.
fn folder_of(path: &Path) -> (&Path, String) {
    let folder = path.parent().unwrap_or(path);
    (folder, name_of(folder))
}

/// What a folder has instead of data, in words.
fn seen(root: &Path, files: &[PathBuf]) -> String {
    let file_names: Vec<String> =
        files.iter().map(|path| path.strip_prefix(root).unwrap_or(path).display().to_string()).collect();
    if let Some(unfinished) = file_names.iter().find(|name| names::is_unfinished(name)) {
        return format!("{unfinished} is a download that is not finished");
    }
    if let Some(archive) = file_names.iter().find(|name| names::is_archive(name)) {
        return format!("{archive} is an archive: unpack it first");
    }
    match &file_names[..] {
        [] => "it has no file".into(),
        all if all.len() <= 3 => format!("it has only {}", all.join(", ")),
        [first, second, rest @ ..] => format!("it has {first}, {second} and {} other files", rest.len()),
        [_] => unreachable!("at most three are listed"),
    }
}
