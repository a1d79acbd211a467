//! Folders as publishers, libraries and unpackers lay them out, with small data sets in them.

use std::fs;
use std::path::{Path, PathBuf};

use super::server::{Reply, Server};
use super::{Small, folder, gzip, options, patient};
use crate::idx::{write_images, write_labels};
use crate::load::load;
use crate::manifest::{Manifest, sum_of_file};
use crate::{Choice, DataSet, Error, Mnist, Source, Split};

pub(super) fn load_as(folder: &Path, choice: Choice) -> Result<Mnist, Error> {
    let mut options = options(&folder.join("no cache"), &[]);
    (options.data_dir, options.choice) = (Some(folder.into()), choice);
    match Manifest::of(choice.set()) {
        Some(manifest) if choice.set() != DataSet::Mnist => load(&options, &manifest, patient()),
        Some(_) => load(&options, &Small::new().manifest, patient()),
        None => crate::load_for_inference(&options),
    }
}

pub(super) fn write(path: PathBuf, content: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

pub(super) fn images(split: &Split) -> Vec<u8> {
    let mut file = Vec::new();
    write_images(&mut file, &split.images).unwrap();
    file
}

pub(super) fn labels(split: &Split) -> Vec<u8> {
    let mut file = Vec::new();
    write_labels(&mut file, &split.labels).unwrap();
    file
}

/// Writes the four files under the names that `name` makes of `train` or `t10k` and the rest.
fn write_four(folder: &Path, small: &Small, name: impl Fn(&str, &str) -> String) {
    for (part, split) in [("train", &small.train), ("t10k", &small.test)] {
        write(folder.join(name(part, "images-idx3-ubyte")), images(split));
        write(folder.join(name(part, "labels-idx1-ubyte")), labels(split));
    }
}

#[track_caller]
pub(super) fn assert_read(folder: &Path, small: &Small) {
    let mnist = load_as(folder, Choice::Mnist).unwrap();
    assert!(mnist.source.to_string().starts_with("MNIST from "), "{}", mnist.source);
    assert_eq!((mnist.train, mnist.test), (small.train.clone(), small.test.clone()));
}

/// Makes a name of `train` or `t10k` and the rest.
type Layout = dyn Fn(&str, &str) -> String;

#[test]
fn folders_as_they_are_laid_out() {
    let small = Small::new();
    let layouts: [&Layout; 8] = [
        // torchvision
        &|part, rest| format!("MNIST/raw/{part}-{rest}"),
        // Kaggle
        &|part, rest| format!("archive/{part}-{rest}/{part}-{rest}"),
        // 7-zip
        &|part, rest| format!("{part}-{rest}/{part}-{}", rest.replacen('-', ".", 1)),
        &|part, rest| format!("{part}.{rest}").replace("t10k", "test"),
        &|part, rest| format!("{part}/{rest}").replace("t10k", "test"),
        &|part, rest| format!("{part}/{part}-{rest}"),
        &|part, rest| format!("{}/{part}-{rest}", rest.split('-').next().unwrap()),
        &|part, rest| format!("{part}-{rest}").to_uppercase(),
    ];
    for layout in layouts {
        let (_temporary, folder) = folder();
        write_four(&folder, &small, layout);
        assert_read(&folder, &small);
    }
}

#[test]
fn the_wanted_one_of_several_is_taken() {
    let small = Small::new();
    let (_temporary, folder) = folder();
    write_four(&folder, &small, |part, rest| format!("MNIST/raw/{part}-{rest}"));
    let other = Split { labels: small.test.labels.iter().map(|label| 9 - label).collect(), ..small.test.clone() };
    for place in ["FashionMNIST/raw", "KMNIST/raw"] {
        for part in ["train", "t10k"] {
            write(folder.join(place).join(format!("{part}-images-idx3-ubyte")), images(&other));
            write(folder.join(place).join(format!("{part}-labels-idx1-ubyte")), labels(&other));
        }
    }
    assert_read(&folder, &small);
    for (choice, name) in [(Choice::Fashion, "Fashion-MNIST"), (Choice::Kmnist, "KMNIST")] {
        let mnist = load_as(&folder, choice).unwrap();
        assert_eq!(mnist.test, other);
        let said = mnist.source.to_string();
        assert!(said.ends_with(&format!("; taken for {name} without a check")), "{said}");
    }
    let error = load_as(&folder.join("KMNIST"), Choice::Fashion).unwrap_err().to_string();
    assert!(error.ends_with("has KMNIST, not Fashion-MNIST"), "{error}");
}

#[test]
fn emnist_is_turned_upright() {
    let small = Small::new();
    let turned = |split: &Split| Split { images: split.images.transposed(), ..split.clone() };
    let (_temporary, folder) = folder();
    let parts = [("train", turned(&small.train)), ("test", turned(&small.test))];
    for (part, split) in &parts {
        write(folder.join(format!("gzip/emnist-digits-{part}-images-idx3-ubyte.gz")), gzip(&images(split)));
        write(folder.join(format!("gzip/emnist-digits-{part}-labels-idx1-ubyte.gz")), gzip(&labels(split)));
        write(folder.join(format!("gzip/emnist-letters-{part}-labels-idx1-ubyte.gz")), "not looked at");
    }
    for choice in [Choice::EmnistDigits, Choice::Auto] {
        let mnist = load_as(&folder, choice).unwrap();
        assert_eq!((&mnist.train, &mnist.test), (&small.train, &small.test));
        assert!(mnist.source.hints()[0].contains("turned upright"), "{:?}", mnist.source.hints());
    }
    // Under the names of MNIST they are as they are, and it is said.
    let (_temporary, folder) = self::folder();
    for (part, split) in &parts {
        write(folder.join(format!("{part}-images-idx3-ubyte")), images(split));
        write(folder.join(format!("{part}-labels-idx1-ubyte")), labels(split));
    }
    let mnist = load_as(&folder, Choice::Auto).unwrap();
    assert_eq!(mnist.test, parts[1].1);
    assert!(mnist.source.hints()[0].contains("look transposed"), "{:?}", mnist.source.hints());
}

#[test]
fn emnist_without_a_folder_says_where_to_get_it() {
    let (_temporary, cache) = folder();
    let options = crate::Options { choice: Choice::EmnistDigits, ..options(&cache, &[]) };
    let error = crate::load_mnist(&options).unwrap_err().to_string();
    assert!(error.contains("archive of more than 500 MB") && error.contains("--data-dir"), "{error}");
}

#[test]
fn a_folder_without_data_says_what_it_has() {
    let (_temporary, folder) = folder();
    let said = |name: &str| {
        write(folder.join(name), "x");
        load_as(&folder, Choice::Auto).unwrap_err().to_string()
    };
    fs::create_dir_all(&folder).unwrap();
    let empty = load_as(&folder, Choice::Auto).unwrap_err().to_string();
    assert!(empty.contains("it has no file. Read are train-images-idx3-ubyte"), "{empty}");
    assert!(said("notes.txt").contains("it has only notes.txt. "));
    assert!(said("archive.zip").contains("archive.zip is an archive: unpack it first"));
    assert!(said("train-images-idx3-ubyte.gz.part").contains(".part is a download that is not finished"));
}

#[test]
fn a_file_that_holds_all_may_be_named_itself() {
    let small = Small::new();
    let (_temporary, folder) = folder();
    write_four(&folder, &small, |part, rest| format!("{part}-{rest}"));
    assert_read(&folder.join("t10k-images-idx3-ubyte"), &small);
    write(folder.join("mnist.zip"), "PK\x03\x04");
    let error = load_as(&folder.join("mnist.zip"), Choice::Auto).unwrap_err().to_string();
    assert!(error.contains("mnist.zip: it is a zip archive: unpack it; expected a folder"), "{error}");
}

#[test]
fn test_files_are_enough_for_inference() {
    let small = Small::new();
    let (_temporary, folder) = folder();
    write(folder.join("t10k-images-idx3-ubyte"), images(&small.test));
    write(folder.join("t10k-labels-idx1-ubyte"), labels(&small.test));
    let mnist = load_as(&folder, Choice::Mnist).unwrap();
    assert_eq!((mnist.train.len(), &mnist.for_inference()), (0, &small.test));
    assert_eq!(mnist.source.to_string(), format!("MNIST from {}, test set only", folder.display()));
    let error = mnist.check_training().unwrap_err().to_string();
    assert!(error.contains("has images to test with only") && error.contains("train-images-idx3-ubyte"), "{error}");
}

#[test]
fn the_variable_is_named() {
    let small = Small::new();
    let (_temporary, folder) = folder();
    write_four(&folder, &small, |part, rest| format!("{part}-{rest}"));
    let by_variable = |value: &str, choice: Choice| {
        let mut options = options(&folder.join("no cache"), &[]);
        (options.mnist_dir, options.choice) = (Some(value.into()), choice);
        load(&options, &small.manifest, patient())
    };
    let path = folder.to_str().unwrap();
    for value in [path.to_owned(), format!("\"{path}\""), format!("'{path}' ")] {
        let source = by_variable(&value, Choice::Auto).unwrap().source;
        assert_eq!(source.to_string(), format!("MNIST from {path} (MNIST_DIR)"));
    }
    for (value, advice) in [
        ("/no/such/folder", "the variable MNIST_DIR is \"/no/such/folder\": "),
        ("\"/no/such/folder\"", ", with quotes that belong to no path: "),
        ("~/no such folder", ", and ~ is replaced by shells only: "),
        ("no such folder", ", a path from the current folder: "),
    ] {
        let error = by_variable(value, Choice::Auto).unwrap_err().to_string();
        assert!(error.starts_with("the variable MNIST_DIR is ") && error.contains(advice), "{error}");
    }
    fs::write(folder.join("t10k-labels-idx1-ubyte"), "").unwrap();
    let error = by_variable(path, Choice::Mnist).unwrap_err().to_string();
    assert!(
        error.contains("it is empty") && error.ends_with("(the folder is named by the variable MNIST_DIR)"),
        "{error}"
    );
    assert!(matches!(by_variable("/gone", Choice::Synthetic).unwrap().source, Source::Synthetic(_)));
}

#[test]
fn another_data_set_is_checked_by_its_packed_files() {
    let mut small = Small::new();
    let (_temporary, cache) = folder();
    small.write_packed(&cache);
    small.manifest.set = DataSet::Fashion;
    let Manifest { train_images, train_labels, test_images, test_labels, .. } = &mut small.manifest;
    for entry in [train_images, train_labels, test_images, test_labels] {
        let path = cache.join(entry.packed_name());
        entry.packed = Some(path.metadata().unwrap().len());
        entry.sha256 = sum_of_file(&path).unwrap();
    }
    let get = |mirrors: &[String]| {
        let options = options(&cache, mirrors);
        load(&options, &small.manifest, patient())
    };
    let bad = get(&[Server::always(Reply::OtherFile).mirror()]).unwrap_err().to_string();
    assert!(bad.contains("delivers another file than the published one"), "{bad}");
    let good = Server::always(Reply::File);
    let mnist = get(&[good.mirror()]).unwrap();
    assert_eq!((&mnist.train, &mnist.test), (&small.train, &small.test));
    assert_eq!(mnist.source.to_string(), format!("Fashion-MNIST, downloaded from {}", good.mirror()));
    let beside = cache.with_file_name("fashion-mnist");
    assert_eq!(get(&[]).unwrap().source, Source::Cache(DataSet::Fashion, beside));

    // The same files in a user's folder are known by their sums, whatever was asked for.
    let mut options = options(&cache.join("no cache"), &[]);
    options.data_dir = Some(cache.clone());
    let source = load(&options, &small.manifest, patient()).unwrap().source;
    assert_eq!(source.to_string(), format!("Fashion-MNIST from {}", cache.display()));
    assert!(!source.is_mnist());
}
