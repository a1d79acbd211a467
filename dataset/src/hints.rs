//! What images look like: a hint for those who wonder why a network trained on MNIST gets them wrong.

use crate::synthetic;
use crate::{CLASSES, Images, PIXELS, SIDE, Split};

/// As many images as are looked at.
const SAMPLE: usize = 2_000;
/// How much more alike digits must be when rows and columns are exchanged. (MNIST: −0.38; transposed: 0.38.)
const MARGIN: f32 = 0.15;

/// How the images of a file lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lie {
    Upright,
    Transposed,
    Unknown,
}

/// One line for each thing that looks unusual.
pub(crate) fn hints(split: &Split) -> Vec<&'static str> {
    let sample = sample(split);
    let mut hints = Vec::new();
    if is_inverted(&sample) {
        hints.push(
            "the images look inverted: dark on light; MNIST has white digits on black, and networks trained on it \
             expect that (invert: 255 - x)",
        );
    } else if (1..=15).contains(&sample.images.pixels().iter().copied().max().unwrap_or(0)) {
        hints.push("the images are almost black: their pixels should go up to 255");
    } else if lie(&sample) == Lie::Transposed {
        hints.push("the images look transposed: rows and columns exchanged, as EMNIST's files have them");
    }
    hints
}

/// Images from everywhere: files may be sorted by class.
fn sample(split: &Split) -> Split {
    let step = split.len().div_ceil(SAMPLE).max(1);
    let places = || (0..split.len()).step_by(step);
    let pixels: Vec<u8> = places().flat_map(|i| split.images.image(i)).copied().collect();
    Split { images: Images::new(pixels), labels: places().map(|i| split.labels[i]).collect() }
}

/// Whether the border is light, and lighter than what is inside.
fn is_inverted(sample: &Split) -> bool {
    let is_border = |i: usize| !(SIDE..PIXELS - SIDE).contains(&i) || matches!(i % SIDE, 0 | 27);
    let (mut border, mut inside) = ((0, 0), (0, 0));
    for image in sample.images.pixels().chunks_exact(PIXELS) {
        for (i, &pixel) in image.iter().enumerate() {
            let (sum, count) = if is_border(i) { &mut border } else { &mut inside };
            *sum += u64::from(pixel);
            *count += 1_u64;
        }
    }
    let mean = |(sum, count): (u64, u64)| sum as f64 / count.max(1) as f64;
    mean(border) > 110.0 && mean(border) > mean(inside) + 5.0
}

/// Compares the mean of each class with that of drawn digits, upright and transposed.
pub(crate) fn lie(split: &Split) -> Lie {
    let sample = sample(split);
    let (drawn, have) = (means(&synthetic::digits(300, 1)), means(&sample));
    let (mut upright, mut transposed, mut classes) = (0.0, 0.0, 0.0);
    for (drawn, have) in drawn.iter().zip(&have) {
        let Some(have) = have else { continue };
        let Some(drawn) = drawn else { continue };
        let turned: Vec<f32> = (0..PIXELS).map(|i| have[i % SIDE * SIDE + i / SIDE]).collect();
        upright += correlation(drawn, have);
        transposed += correlation(drawn, &turned);
        classes += 1.0;
    }
    // Half of the classes, and likeness to digits at all: anything else is no digits, or too few to tell.
    let most = f32::max(upright, transposed);
    if classes < 5.0 || most < 0.5 * classes {
        return Lie::Unknown;
    }
    match (transposed - upright) / classes {
        MARGIN.. => Lie::Transposed,
        difference if difference < -MARGIN => Lie::Upright,
        _ => Lie::Unknown,
    }
}

/// The mean image of each class that there is.
fn means(split: &Split) -> [Option<Vec<f32>>; CLASSES] {
    let mut sums = [const { None }; CLASSES];
    for (image, &label) in split.images.pixels().chunks_exact(PIXELS).zip(&split.labels) {
        let sum: &mut Vec<f32> = sums[usize::from(label)].get_or_insert_with(|| vec![0.0; PIXELS]);
        sum.iter_mut().zip(image).for_each(|(sum, &pixel)| *sum += f32::from(pixel));
    }
    sums
}

/// Pearson's coefficient of two images.
fn correlation(a: &[f32], b: &[f32]) -> f32 {
    let mean = |x: &[f32]| x.iter().sum::<f32>() / x.len() as f32;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().map(|x| x - mean_a).zip(b.iter().map(|y| y - mean_b)) {
        (ab, aa, bb) = (ab + x * y, aa + x * x, bb + y * y);
    }
    ab / (aa * bb).sqrt().max(f32::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(change: impl Fn(&[u8]) -> Vec<u8>) -> Split {
        let split = synthetic::test_digits(200, 3);
        let pixels = split.images.pixels().chunks_exact(PIXELS).flat_map(change).collect();
        Split { images: Images::new(pixels), labels: split.labels }
    }

    #[test]
    fn digits_as_they_should_be_give_no_hint() {
        let split = changed(<[u8]>::to_vec);
        assert_eq!((hints(&split), lie(&split)), (vec![], Lie::Upright));
    }

    #[test]
    fn each_change_gives_its_hint() {
        let hint = |split: &Split| hints(split).join(" | ");
        assert!(hint(&changed(|image| image.iter().map(|&p| 255 - p).collect())).contains("look inverted"));
        assert!(hint(&changed(|image| image.iter().map(|&p| p / 128).collect())).contains("almost black"));
        let split = changed(<[u8]>::to_vec);
        let turned = Split { images: split.images.transposed(), labels: split.labels };
        assert!(hint(&turned).contains("look transposed"), "{}", hint(&turned));
    }

    #[test]
    fn what_is_no_digit_is_unknown() {
        let noise = changed(|image| (0..image.len()).map(|i| (i * i % 251) as u8).collect());
        assert_eq!(lie(&noise), Lie::Unknown);
    }
}
