//! §8.1.2 さらに認識精度を高めるには: data augmentation, new digits made from one.
//!
//! The book also names flips. They do not suit digits: a mirrored 2 or 6 is not a digit.

use anyhow::{Result, ensure};
use experiment::{Context, Experiment, flags, say};
use ndarray::Array3;
use plot::{Figure, Tiles};

use crate::augment::Augmentation;

/// New digits made from one: crops, rotations, shifts, scale, elastic deformations
#[derive(Debug, clap::Args)]
pub struct DataAugmentation {
    /// Index of the training image
    #[arg(long, default_value_t = 0)]
    pub image: usize,
    /// Largest rotation in degrees
    #[arg(long, default_value_t = 15.0, value_parser = flags::non_negative)]
    pub rotation: f64,
    /// Largest shift in pixels
    #[arg(long, default_value_t = 3.0, value_parser = flags::non_negative)]
    pub shift: f64,
    /// Largest elastic displacement in pixels
    #[arg(long, default_value_t = 2.0, value_parser = flags::non_negative)]
    pub elastic: f64,
}

/// New images of each kind.
const EACH: usize = 7;

impl Experiment for DataAugmentation {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let mnist = ctx.mnist()?;
        let train_size = mnist.train.len();
        ensure!(self.image < train_size, "--image {}: there are {train_size} training images", self.image);
        let image: Vec<f32> = mnist.train.images.image(self.image).iter().map(|&p| f32::from(p) / 255.0).collect();

        let none = Augmentation { shift: 0.0, rotation: 0.0, scale: 0.0, shear: 0.0, elastic: 0.0 };
        let all =
            Augmentation { rotation: self.rotation, shift: self.shift, elastic: self.elastic, scale: 0.1, shear: 0.2 };
        let kinds = [
            (format!("rotate ±{}°", self.rotation), Augmentation { rotation: self.rotation, ..none }),
            (format!("shift ±{} px", self.shift), Augmentation { shift: self.shift, ..none }),
            ("scale ±25 %".into(), Augmentation { scale: 0.25, ..none }),
            ("shear ±0.35".into(), Augmentation { shear: 0.35, ..none }),
            (format!("bend ±{} px", self.elastic), Augmentation { elastic: self.elastic, ..none }),
            ("all together".into(), all),
        ];
        let mut rng = ctx.rng();
        let mut deformed = |kind: Augmentation| {
            let mut out = vec![0.0; image.len()];
            kind.draw(&mut rng).apply(&image, &mut out);
            out
        };
        let mut rows = Vec::new();
        for (name, kind) in kinds {
            rows.push((name, image.clone()));
            rows.extend((0..EACH).map(|_| (String::new(), deformed(kind))));
        }
        rows.push(("crop 22×22".into(), image.clone()));
        rows.extend((0..EACH).map(|place| (String::new(), crop(&image, place))));
        let new = rows.len() / (EACH + 1) * EACH;
        say!(ctx, "label {}: {new} new images", mnist.train.labels[self.image]);

        let (titles, images): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let images = Array3::from_shape_vec((titles.len(), 28, 28), images.concat())?;
        let mut tiles = Tiles::new(&images, EACH + 1);
        tiles.title("the original, and what is made of it").titles(&titles).range(0.0, 1.0);
        ctx.save("data_augmentation", Figure::from(tiles))
    }
}

/// What is cut off: darker than the background, to be seen.
pub const CUT: f32 = 0.25;

/// An image of 28×28 pixels of which a window of 22×22 is left, and all around it [`CUT`]; `place` goes around seven places.
pub fn crop(image: &[f32], place: usize) -> Vec<f32> {
    let (left, top) = [(0, 0), (6, 0), (0, 6), (6, 6), (3, 3), (3, 0), (3, 6)][place % 7];
    let inside = |i: usize| (left..left + 22).contains(&(i % 28)) && (top..top + 22).contains(&(i / 28));
    image.iter().enumerate().map(|(i, &pixel)| if inside(i) { pixel } else { CUT }).collect()
}
