//! Arrays that have names: which of them are images, which labels, and of which part.

use crate::error::Malformed;
use crate::idx::Kind;
use crate::table::Table;
use crate::{Images, Split};

/// The training set and the test set, as far as a file has them.
#[derive(Debug, Default)]
pub(crate) struct Four {
    pub(crate) train: Option<Split>,
    pub(crate) test: Option<Split>,
}

/// Whether the array of a name is of the training set, and what it holds: `x_train`, `test_img`, `train-labels` …
pub(crate) fn role(name: &str) -> Option<(bool, Kind)> {
    let name = name.to_ascii_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let any = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let train = match (name.contains("train"), name.contains("test") || name.contains("t10k")) {
        (true, false) => true,
        (false, true) => false,
        _ => return None,
    };
    let labels = name.contains("label") || name.contains("target") || any(&["y", "ytrain", "ytest"]);
    let images = name.contains("im") && (name.contains("image") || name.contains("img"))
        || any(&["x", "data", "xtrain", "xtest"]);
    match (images, labels) {
        (true, false) => Some((train, Kind::Images)),
        (false, true) => Some((train, Kind::Labels)),
        _ => None,
    }
}

/// Takes from named arrays those that are images and labels; those whose names say nothing are passed over.
pub(crate) fn four(arrays: impl Iterator<Item = Result<(String, Table), Malformed>>) -> Result<Four, Malformed> {
    let (mut images, mut labels) = ([None, None], [None, None]);
    let mut names = Vec::new();
    for array in arrays {
        let (name, table) = array?;
        let failed = |problem: Malformed| Malformed::Other(format!("`{}`: {problem}", weights::shown(&name)));
        match role(&name) {
            Some((train, Kind::Images)) => {
                images[usize::from(train)] = Some(Images::new(table.into_pixels().map_err(failed)?));
            }
            Some((train, Kind::Labels)) => labels[usize::from(train)] = Some(table.into_labels().map_err(failed)?),
            None => {}
        }
        names.push(weights::shown(&name));
    }
    let [test, train] = images;
    let [test_labels, train_labels] = labels;
    let pair = |images: Option<Images>, labels: Option<Vec<u8>>, part: &str| match (images, labels) {
        (Some(images), Some(labels)) if images.len() == labels.len() => Ok(Some(Split { images, labels })),
        (Some(images), Some(labels)) => {
            Err(Malformed::Other(format!("{} images of {part} but {} labels", images.len(), labels.len())))
        }
        (Some(_), None) => Err(Malformed::Other(format!("has no labels of {part}, only {}", names.join(", ")))),
        _ => Ok(None),
    };
    let found = Four { train: pair(train, train_labels, "training")?, test: pair(test, test_labels, "the test")? };
    if found.train.is_none() && found.test.is_none() {
        let names = if names.is_empty() { "no array".into() } else { names.join(", ") };
        return Err(Malformed::Kind {
            expected: "x_train, y_train, x_test and y_test",
            found: format!("it holds {names}"),
        });
    }
    Ok(found)
}
