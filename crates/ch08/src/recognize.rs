//! Beside §8.1: what the networks of the book see in pictures of your own digits.
//!
//! Each digit on a picture is prepared as MNIST's were ([`dataset::handwriting`]); then every network says how probable each
//! class is: the three that ship with the book, and those that you trained.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use common::{Network, argmax, rows, softmax, tensor};
use dataset::handwriting::{FoundDigit, find_digits};
use experiment::{Context, Experiment, SavedNetwork, say, trained_files};
use ndarray::{Array1, Array3, Array4};
use picture::{PICTURES, read_picture};
use weights::{Weights, WeightsError};

use crate::WEIGHTS;
use crate::recognize_figure::{figure, page};

/// The longest side of a picture in pixels: larger ones are scaled down.
const LONGEST: u32 = 4000;

/// The networks that ship: name of the file, and its content.
const SHIPPED: [(&str, &[u8]); 3] = [
    ("deep_convnet", WEIGHTS),
    ("simple_convnet", include_bytes!("../../ch07/weights/simple_convnet.safetensors")),
    ("sample_weight", include_bytes!("../../ch03/weights/sample_weight.safetensors")),
];

/// Reads digits on pictures
#[derive(Debug, clap::Args)]
pub struct Recognize {
    /// Pictures (PNG, JPEG, BMP, GIF, WebP, TIFF), or folders of them [default: a page that the program writes]
    #[arg(value_name = "PICTURE")]
    pub pictures: Vec<PathBuf>,
    /// The network whose answer is the first line
    #[arg(long, default_value = "deep_convnet", value_parser = SHIPPED.map(|(name, _)| name))]
    pub network: String,
    /// Weights of a network that you trained, which then answers first
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
}

/// A network under its name.
struct Reader {
    name: String,
    network: SavedNetwork,
}

/// A digit that was found, and what each network says of it: the probability of each class (10,).
pub(crate) struct Answer {
    pub(crate) digit: FoundDigit,
    pub(crate) probabilities: Vec<Array1<f32>>,
}

impl Experiment for Recognize {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let readers = self.readers(ctx)?;
        let mut seen = Vec::new();
        for (name, picture) in self.read(ctx)? {
            let found = picture.and_then(|picture| Ok((find_digits(picture.view())?, picture)));
            match found {
                Ok((digits, picture)) => {
                    let answers: Vec<Answer> = digits.into_iter().map(|digit| answer(digit, &readers)).collect();
                    say!(ctx, "{name}: {}", first_line(&answers));
                    seen.push((name, picture, answers));
                }
                Err(reason) => say!(ctx, "{name}: {reason:#}"),
            }
        }
        if seen.is_empty() {
            bail!("there is no digit on what was given");
        }

        let widest = readers.iter().map(|reader| reader.name.chars().count()).max().unwrap_or(0);
        for (name, _, answers) in &seen {
            for (i, answer) in (1..).zip(answers) {
                let which = if answers.len() > 1 { format!("digit {i} of {name}") } else { name.clone() };
                say!(ctx, "\n{which}: probability of each class in percent");
                say!(ctx, "  {:<widest$}{}", "", (0..10).map(|class| format!("{class:>6}")).collect::<String>());
                for (reader, y) in readers.iter().zip(&answer.probabilities) {
                    let percents: String = y.iter().map(|p| format!("{:>6.1}", 100.0 * p)).collect();
                    say!(ctx, "  {:<widest$}{percents}", reader.name);
                }
            }
        }
        let names: Vec<&str> = readers.iter().map(|reader| reader.name.as_str()).collect();
        ctx.save("recognize", figure(&seen, &names))
    }
}

/// The digits of a picture, and how sure the first network is of them: `7 (99.8 %)`.
fn first_line(answers: &[Answer]) -> String {
    let best =
        |answer: &Answer| (argmax(answer.probabilities[0].view()), answer.probabilities[0].fold(0.0, |a, &b| b.max(a)));
    let (digits, sure): (Vec<_>, Vec<_>) = answers.iter().map(best).unzip();
    let digits: String = digits.iter().map(usize::to_string).collect();
    let sure: Vec<String> = sure.iter().map(|p: &f32| format!("{:.1} %", 100.0 * p)).collect();
    format!("{digits} ({})", sure.join(", "))
}

/// What every network says of a digit.
fn answer(digit: FoundDigit, readers: &[Reader]) -> Answer {
    let pixels = digit.image.iter().map(|&pixel| f32::from(pixel) / 255.0).collect();
    let x = tensor(Array4::from_shape_vec((1, 1, 28, 28), pixels).expect("28×28 pixels"));
    let of = |reader: &Reader| softmax(&rows(&reader.network.predict(&x)).row(0));
    Answer { probabilities: readers.iter().map(of).collect(), digit }
}

impl Recognize {
    /// The networks, that of the first line first.
    fn readers(&self, ctx: &mut Context) -> Result<Vec<Reader>> {
        let of = |name: String, weights: Result<Weights, WeightsError>| -> Result<Reader> {
            Ok(Reader { network: SavedNetwork::new(&weights?)?, name })
        };
        let mut readers = Vec::new();
        if let Some(path) = &self.weights {
            readers.push(of(path.display().to_string(), Weights::read(path))?);
        }
        let (first, others): (Vec<_>, Vec<_>) = SHIPPED.into_iter().partition(|(name, _)| *name == self.network);
        for (name, bytes) in first.into_iter().chain(others) {
            readers.push(of(name.to_string(), Weights::from_bytes(bytes, name))?);
        }
        // What was trained here answers pictures of one's own; the page of the program looks the same everywhere.
        for path in trained_files().into_iter().filter(|_| !self.pictures.is_empty()) {
            let name = path.strip_prefix(experiment::workspace_root()).unwrap_or(&path).display().to_string();
            match of(name, Weights::read(&path)) {
                Ok(reader) => readers.push(reader),
                Err(reason) => say!(ctx, "without {}: {reason:#}", path.display()),
            }
        }
        Ok(readers)
    }

    /// Each picture under its name, or why it cannot be read.
    fn read(&self, ctx: &Context) -> Result<Vec<(String, Result<Array3<u8>>)>> {
        if self.pictures.is_empty() {
            return Ok(vec![("generated page".to_string(), Ok(page(ctx.seed())))]);
        }
        let mut paths = Vec::new();
        for path in &self.pictures {
            if path.is_dir() {
                paths.extend(pictures_in(path)?);
            } else {
                paths.push(path.clone());
            }
        }
        let name = |path: &Path| path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        Ok(paths.iter().map(|path| (name(path), read_picture(path, LONGEST))).collect())
    }
}

/// The pictures of a folder, in the order of their names.
fn pictures_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", folder.display()))?;
    let is_picture = |path: &PathBuf| {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        PICTURES.contains(&extension.as_str())
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_picture).collect();
    if paths.is_empty() {
        bail!("there is no picture in the folder {}", folder.display());
    }
    paths.sort();
    Ok(paths)
}
