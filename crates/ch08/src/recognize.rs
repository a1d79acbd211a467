//! Beside §8.1: what the networks of the book see in pictures of your own digits.
//!
//! Each digit on a picture is prepared as MNIST's were ([`dataset::handwriting`]); then every network says how probable each
//! class is: the three that ship with the book, and those that you trained.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use common::{Network, argmax, rows, softmax, tensor};
use dataset::handwriting::{FoundDigit, find_digits};
use experiment::{Context, Experiment, say};
use ndarray::{Array1, Array3, Array4};
use picture::{PICTURES, read_picture};

use crate::confusion_matrix;
use crate::networks::{self, Named, SHIPPED_NAMES};
use crate::recognize_figure::{figure, page};

/// The longest side of a picture in pixels: larger ones are scaled down.
const LONGEST: u32 = 4000;

/// Reads digits on pictures
#[derive(Debug, clap::Args)]
pub struct Recognize {
    /// Pictures (PNG, JPEG, BMP, GIF, WebP, TIFF), or folders of them [default: a page that the program writes]
    #[arg(value_name = "PICTURE")]
    pub pictures: Vec<PathBuf>,
    /// The network whose answer is the first line
    #[arg(long, default_value = "deep_convnet", value_parser = SHIPPED_NAMES)]
    pub network: String,
    /// Weights of a network that you trained, which then answers first
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// Tests every network on the test images instead: accuracy of each digit, and which is taken for which
    #[arg(long, conflicts_with = "pictures")]
    pub test: bool,
}

/// A digit that was found, and what each network says of it: the probability of each class (10,).
pub(crate) struct Answer {
    pub(crate) digit: FoundDigit,
    pub(crate) probabilities: Vec<Array1<f32>>,
}

impl Experiment for Recognize {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let networks = self.networks(ctx)?;
        if self.test {
            let figure = confusion_matrix::test(ctx, &networks)?;
            return ctx.save("recognize", figure);
        }
        let mut seen = Vec::new();
        for (name, picture) in self.read(ctx)? {
            let found = picture.and_then(|picture| Ok((find_digits(picture.view())?, picture)));
            match found {
                Ok((digits, picture)) => {
                    let answers: Vec<Answer> = digits.into_iter().map(|digit| answer(digit, &networks)).collect();
                    say!(ctx, "{name}: {}", first_line(&answers));
                    seen.push((name, picture, answers));
                }
                Err(reason) => say!(ctx, "{name}: {reason:#}"),
            }
        }
        if seen.is_empty() {
            bail!("there is no digit on what was given");
        }

        let widest = networks.iter().map(|network| network.name.chars().count()).max().unwrap_or(0);
        for (name, _, answers) in &seen {
            for (i, answer) in (1..).zip(answers) {
                let which = if answers.len() > 1 { format!("digit {i} of {name}") } else { name.clone() };
                say!(ctx, "\n{which}: probability of each class in percent");
                say!(ctx, "  {:<widest$}{}", "", (0..10).map(|class| format!("{class:>6}")).collect::<String>());
                for (network, y) in networks.iter().zip(&answer.probabilities) {
                    let percents: String = y.iter().map(|p| format!("{:>6.1}", 100.0 * p)).collect();
                    say!(ctx, "  {:<widest$}{percents}", network.name);
                }
            }
        }
        let names: Vec<&str> = networks.iter().map(|network| network.name.as_str()).collect();
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
fn answer(digit: FoundDigit, networks: &[Named]) -> Answer {
    let pixels = digit.image.iter().map(|&pixel| f32::from(pixel) / 255.0).collect();
    let x = tensor(Array4::from_shape_vec((1, 1, 28, 28), pixels).expect("28×28 pixels"));
    let of = |named: &Named| softmax(&rows(&named.network.predict(&x)).row(0));
    Answer { probabilities: networks.iter().map(of).collect(), digit }
}

impl Recognize {
    /// The networks, that of the first line first.
    fn networks(&self, ctx: &mut Context) -> Result<Vec<Named>> {
        let mut networks = Vec::new();
        if let Some(path) = &self.weights {
            networks.push(networks::from_file(path)?);
        }
        networks.extend(networks::shipped(&self.network)?);
        // The program's own page looks the same everywhere, whatever was trained here.
        if self.test || !self.pictures.is_empty() {
            networks.extend(networks::trained(ctx));
        }
        Ok(networks)
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
