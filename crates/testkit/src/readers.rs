//! Every reader of bytes that come from outside, as one function each.
//!
//! A reader may accept its input or refuse it. Anything else, a panic here or a broken promise, is a bug.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;

use common::{Activation, Adam, MultiLayerNet, WeightInit};
use dataset::Split;
use dataset::content::{parse_csv, parse_npz, parse_pickle, parse_png};
use dataset::idx::{parse_images, parse_labels};
use experiment::TrainingState;
use flate2::Compression;
use flate2::bufread::GzEncoder;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use weights::Weights;

/// The longest side that the experiments ask of a picture.
const LONGEST: u32 = 512;

/// A reader, and where its fuzzing starts.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// The name of its fuzz target.
    pub name: &'static str,
    /// Reads the bytes; whether they were accepted.
    pub read: fn(&[u8]) -> bool,
    /// The folder of its seeds in the workspace.
    pub seeds: &'static str,
}

/// All of them.
pub const READERS: [Reader; 11] = [
    Reader { name: "idx", read: idx, seeds: "fuzz/seeds/idx" },
    Reader { name: "gzip", read: gzip, seeds: "fuzz/seeds/gzip" },
    Reader { name: "csv", read: csv, seeds: "fuzz/seeds/csv" },
    Reader { name: "npz", read: npz, seeds: "fuzz/seeds/npz" },
    Reader { name: "mnist_pickle", read: mnist_pickle, seeds: "fuzz/seeds/mnist_pickle" },
    Reader { name: "png", read: png, seeds: "fuzz/seeds/png" },
    Reader { name: "weights", read: weights, seeds: "fuzz/seeds/weights" },
    Reader { name: "safetensors", read: weights, seeds: "fuzz/seeds/safetensors" },
    Reader { name: "pickle", read: weights, seeds: "crates/weights/tests/pickles" },
    Reader { name: "checkpoint", read: checkpoint, seeds: "fuzz/seeds/checkpoint" },
    Reader { name: "image", read: image, seeds: "fuzz/seeds/image" },
];

impl Reader {
    /// Its seeds, each with the file's name.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn seeds(&self) -> std::io::Result<Vec<(String, Vec<u8>)>> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(self.seeds);
        let mut seeds = Vec::new();
        for entry in folder.read_dir()? {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != "py") {
                seeds.push((path.display().to_string(), std::fs::read(&path)?));
            }
        }
        seeds.sort();
        Ok(seeds)
    }
}

/// Files of MNIST: images or labels.
///
/// # Panics
/// If what is accepted does not follow from the bytes, or reading it packed gives something else.
pub fn idx(bytes: &[u8]) -> bool {
    let (images, labels) = (parse_images(bytes).ok(), parse_labels(bytes).ok());
    let mut packed = Vec::new();
    GzEncoder::new(bytes, Compression::fast()).read_to_end(&mut packed).expect("memory can be read");
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        assert_eq!(images, parse_images(&packed).ok(), "packed images");
        assert_eq!(labels, parse_labels(&packed).ok(), "packed labels");
    }
    if let Some(images) = &images
        && bytes.starts_with(&[0, 0, 8])
    {
        assert!(bytes.ends_with(images.pixels()));
    }
    if let Some(labels) = &labels {
        assert!(!labels.is_empty() && labels.iter().all(|&label| label < 10));
    }
    images.is_some() || labels.is_some()
}

/// Packed files of MNIST: the bytes are a whole file, or what follows its first ten bytes.
pub fn gzip(bytes: &[u8]) -> bool {
    let stream = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff], bytes].concat();
    let accepted = |bytes| parse_images(bytes).is_ok() || parse_labels(bytes).is_ok();
    accepted(&stream) || accepted(bytes)
}

/// Tables of images as text.
///
/// # Panics
/// If an image has no label, or a label is no digit.
pub fn csv(bytes: &[u8]) -> bool {
    parse_csv(bytes).is_ok_and(|split| is_whole(&split))
}

/// The archive of arrays that Keras keeps.
///
/// # Panics
/// As [`csv`].
pub fn npz(bytes: &[u8]) -> bool {
    parse_npz(bytes).is_ok_and(|(train, test)| [train, test].iter().flatten().all(is_whole))
}

/// The pickle that the book's loader leaves.
///
/// # Panics
/// As [`csv`].
pub fn mnist_pickle(bytes: &[u8]) -> bool {
    parse_pickle(bytes).is_ok_and(|(train, test)| [train, test].iter().flatten().all(is_whole))
}

fn is_whole(split: &Split) -> bool {
    assert_eq!(split.images.len(), split.labels.len());
    assert!(!split.is_empty() && split.labels.iter().all(|&label| label < 10));
    true
}

/// Pictures of digits.
pub fn png(bytes: &[u8]) -> bool {
    parse_png(bytes).is_ok()
}

/// Weights: their bytes tell the kind of file, so that only the seeds of its three targets differ.
///
/// # Panics
/// If there are more numbers than the bytes can hold, or one that is not finite.
pub fn weights(bytes: &[u8]) -> bool {
    let Ok(weights) = Weights::from_bytes(bytes, "fuzzed") else { return false };
    let packed = bytes.starts_with(b"\x1f\x8b") || bytes.starts_with(b"PK");
    let most = if packed { 64 << 20 } else { bytes.len() };
    let numbers = || weights.arrays.values().flatten();
    assert!(numbers().count() <= most, "more numbers than bytes");
    assert!(numbers().all(|number| number.is_finite()), "a number that is not finite");
    true
}

/// The checkpoint of a training.
///
/// # Panics
/// If no file can be written.
pub fn checkpoint(bytes: &[u8]) -> bool {
    let mut file = tempfile::NamedTempFile::new().expect("temporary files can be written");
    file.write_all(bytes).expect("temporary files can be written");
    small_training(|training, settings| training.resume(file.path(), settings)).is_ok()
}

/// What `act` does with a training of a few weights as it is at its beginning, and with its settings.
pub fn small_training<T>(act: impl FnOnce(TrainingState<'_, f32>, &BTreeMap<String, String>) -> T) -> T {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut network = MultiLayerNet::new(2, &[3], 2, Activation::Relu, WeightInit::He, &mut rng);
    let (mut optimizer, mut losses) = (Adam::new(0.1), vec![0.7, 0.6]);
    let training = TrainingState::new(&mut network, &mut rng).optimizer(&mut optimizer).lists([&mut losses]);
    act(training, &BTreeMap::from([("data".into(), "XOR".into())]))
}

/// Pictures that the user names (`--image`).
///
/// # Panics
/// If an accepted picture is empty or larger than was asked for.
pub fn image(bytes: &[u8]) -> bool {
    let Ok(picture) = picture::decode_picture(Cursor::new(bytes), LONGEST) else { return false };
    let (height, width, channels) = picture.dim();
    let side = 1..=LONGEST as usize;
    assert!(side.contains(&height) && side.contains(&width) && channels == 4, "{height}×{width}×{channels}");
    true
}
