//! The four ways to the data, with small data sets in the place of MNIST, and real servers on this machine.

mod between;
mod faults;
mod field;
mod files;
mod formats;
mod layouts;
mod network;
mod processes;
mod server;

use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

use crate::download::Patience;
use crate::idx::{Kind, write_images, write_labels};
use crate::manifest::{Entry, Manifest};
use crate::{Choice, Options, Split, synthetic};

/// A data set as small as a test needs, and the manifest that describes it as [`Manifest::mnist`] describes MNIST.
struct Small {
    train: Split,
    test: Split,
    manifest: Manifest,
}

impl Small {
    /// The same in every process.
    fn new() -> Self {
        let (train, test) = (synthetic::digits(300, 7), synthetic::test_digits(100, 7));
        let mut manifest = Manifest::mnist();
        let describe = |entry: &mut Entry, data: &[u8]| {
            entry.bytes = (entry.kind.header(0).len() + data.len()) as u64;
            entry.sha256 = entry.sum(data);
        };
        describe(&mut manifest.train_images, train.images.pixels());
        describe(&mut manifest.train_labels, &train.labels);
        describe(&mut manifest.test_images, test.images.pixels());
        describe(&mut manifest.test_labels, &test.labels);
        Small { train, test, manifest }
    }

    /// The unpacked content of a file.
    fn content(&self, entry: &Entry) -> Vec<u8> {
        let split = if entry.stem.starts_with("train") { &self.train } else { &self.test };
        let mut content = Vec::new();
        match entry.kind {
            Kind::Images => write_images(&mut content, &split.images),
            Kind::Labels => write_labels(&mut content, &split.labels),
        }
        .unwrap();
        content
    }

    /// The files as mirrors have them: name and packed content.
    fn packed(&self) -> Vec<(String, Vec<u8>)> {
        self.manifest.entries().map(|entry| (entry.packed_name(), gzip(&self.content(entry)))).to_vec()
    }

    /// Writes the files as mirrors have them.
    fn write_packed(&self, folder: &Path) {
        std::fs::create_dir_all(folder).unwrap();
        for (name, content) in self.packed() {
            std::fs::write(folder.join(name), content).unwrap();
        }
    }
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    std::io::Write::write_all(&mut encoder, content).unwrap();
    encoder.finish().unwrap()
}

/// A temporary folder whose name is not the simplest.
fn folder() -> (TempDir, PathBuf) {
    let temporary = TempDir::new().unwrap();
    let inside = temporary.path().join("手書き 数字");
    (temporary, inside)
}

/// MNIST or an error, and nothing from the environment.
fn options(cache_dir: &Path, mirrors: &[String]) -> Options {
    Options {
        choice: Choice::Mnist,
        data_dir: None,
        mnist_dir: None,
        cache_dir: cache_dir.into(),
        mirrors: mirrors.to_vec(),
        progress: false,
        seed: 1,
        train_digits: 20,
        test_digits: 10,
    }
}

/// Long enough for a busy machine; tests of what never comes use less.
fn patient() -> Patience {
    Patience { first: Duration::from_secs(60), stall: Duration::from_secs(60), file: Duration::from_secs(60) }
}

/// The names in a folder, the lock aside.
fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).filter(|name| name != ".lock").collect();
    names.sort();
    names
}
