//! The cases of `../shared/field`, where that folder is: files as people really have them.

use std::path::PathBuf;

use super::{options, patient};
use crate::load::load;
use crate::manifest::Manifest;
use crate::{Error, Mnist};

/// The folder of the cases, on the machines that have it.
fn field() -> Option<PathBuf> {
    let field = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/field");
    let others = std::env::var_os("FIELD_CASES").map(PathBuf::from);
    others.into_iter().chain([field]).find(|folder| folder.is_dir())
}

fn case(name: &str) -> Option<Result<Mnist, Error>> {
    let folder = field()?.join(name);
    if !folder.is_dir() {
        return None;
    }
    let mut options = options(&folder.join("no cache"), &[]);
    options.data_dir = Some(folder);
    Some(load(&options, &Manifest::mnist(), patient()))
}

#[test]
fn what_can_be_read_is_read_and_not_called_mnist() {
    let usual = ((300, 200), ([5, 0, 4], [7, 2, 1]), "");
    for (name, (counts, first, hint)) in [
        ("book_mnist_pkl", usual),
        ("csv_pjreddie", usual),
        ("idx_2d_flat", usual),
        ("idx_dir_only", usual),
        ("idx_float_images", usual),
        ("idx_kmnist_same_names", usual),
        ("idx_qmnist_labels", usual),
        ("idx_qmnist_names", usual),
        ("idx_torchvision_layout", usual),
        ("npz_keras", usual),
        ("idx_own_inverted", (usual.0, usual.1, "look inverted")),
        ("idx_only_test", ((0, 200), usual.1, "")),
    ] {
        let Some(result) = case(name) else { continue };
        let mnist = result.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((mnist.train.len(), mnist.test.len()), counts, "{name}");
        assert!(mnist.train.is_empty() || mnist.train.labels.starts_with(&first.0), "{name}: {:?}", mnist.train.labels);
        assert!(mnist.test.labels.starts_with(&first.1), "{name}: {:?}", mnist.test.labels);
        let (said, hints) = (mnist.source.to_string(), mnist.source.hints().join(" | "));
        assert!(said.contains("not the published files of MNIST") && !mnist.source.is_mnist(), "{name}: {said}");
        assert!(if hint.is_empty() { hints.is_empty() } else { hints.contains(hint) }, "{name}: {hints}");
        assert_eq!(mnist.check_training().is_err(), counts.0 == 0, "{name}");
    }
}

#[test]
fn what_cannot_be_read_is_named_in_words() {
    for (name, words) in [
        ("idx_emnist_letters", &["train-labels-idx1-ubyte.gz: label ", "expected 0 to 9: letters (EMNIST)?"][..]),
        ("idx_empty_file", &["t10k-labels-idx1-ubyte.gz: it is empty"]),
        ("idx_html_page", &["train-images-idx3-ubyte.gz: it is a web page", "download the file again"]),
        ("idx_swapped", &["train-images-idx3-ubyte.gz: these are labels"]),
    ] {
        let Some(result) = case(name) else { continue };
        let error = result.unwrap_err().to_string();
        assert!(words.iter().all(|words| error.contains(words)), "{name}: {error}");
        assert!(!error.contains("0x"), "{name}: {error}");
    }
}
