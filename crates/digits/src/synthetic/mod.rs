//! Digits that the program draws itself: what the experiments run on where MNIST is not available.
//!
//! A digit is written with a pen. A skeleton (`skeletons.txt`: how people move the hand) is blended with another one of
//! its family, trembles, is bent, slanted and turned, becomes a smooth curve, and is inked with a stroke whose width
//! changes with pressure. Then it is placed as MNIST places its digits: in a box of 20×20 pixels, whose centre of mass is
//! put at the centre of 28×28.
//!
//! Which digit stands at which place, and how it is written, depends on the seed and its place alone: not on how many
//! are drawn, nor on the number of threads. Each ten in a row are the ten digits, in random order.

mod curve;
mod hand;
mod raster;
mod skeletons;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::centre::centre;
use crate::images::{CLASSES, Images, PIXELS, Split};

/// Place of the first digit to test with.
const FIRST_TEST_DIGIT: u64 = 1 << 32;
/// What the numbers of the generators of the orders have, and those of the digits have not.
const ORDER: u64 = 1 << 63;

/// Draws `count` digits to train on.
///
/// ```
/// let (few, many) = (digits::synthetic::digits(10, 1), digits::synthetic::digits(200, 1));
/// assert_eq!(few, many.first(10));
/// ```
pub fn digits(count: usize, seed: u64) -> Split {
    draw(0, count, seed)
}

/// Draws `count` digits to test with, none of which is among [`digits`].
pub fn test_digits(count: usize, seed: u64) -> Split {
    draw(FIRST_TEST_DIGIT, count, seed)
}

fn draw(first: u64, count: usize, seed: u64) -> Split {
    let mut images = vec![0; count * PIXELS];
    let mut labels = vec![0; count];
    let tens = images.par_chunks_mut(CLASSES * PIXELS).zip(labels.par_chunks_mut(CLASSES)).enumerate();
    tens.for_each(|(ten, (images, labels))| {
        let first = first + (ten * CLASSES) as u64;
        let mut order: [u8; CLASSES] = std::array::from_fn(|digit| digit as u8);
        order.shuffle(&mut generator(seed, ORDER | first));
        for (place, (image, label)) in images.chunks_exact_mut(PIXELS).zip(labels).enumerate() {
            *label = order[place];
            let written = hand::write(usize::from(*label), &mut generator(seed, first + place as u64));
            centre(&written, image);
        }
    });
    Split { images: Images::new(images), labels }
}

fn generator(seed: u64, stream: u64) -> ChaCha8Rng {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(stream);
    generator
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::images::SIDE;

    #[test]
    fn no_two_digits_are_alike_and_all_classes_are_as_frequent() {
        let (train, test) = (digits(60_000, 1), test_digits(10_000, 1));
        let mut seen = HashSet::new();
        for split in [&train, &test] {
            for index in 0..split.len() {
                assert!(seen.insert(split.images.image(index)), "digit {index} was there before");
            }
            for digit in 0..10 {
                assert_eq!(split.labels.iter().filter(|&&label| label == digit).count(), split.len() / 10);
            }
        }
    }

    #[test]
    fn seed_and_place_alone_decide() {
        let digits_with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| digits(1_005, 3))
        };
        let one = digits_with(1);
        assert_eq!(one, digits_with(2));
        assert_eq!(one, digits_with(5));
        assert_eq!(one.first(123), digits(123, 3));
        assert_ne!(one, digits(1_005, 4));
        assert_ne!(one, test_digits(1_005, 3));
        assert_eq!((digits(0, 3).len(), digits(7, 3).len()), (0, 7));
    }

    #[test]
    fn digits_are_placed_as_mnist_places_them() {
        let split = digits(2_000, 2);
        for index in 0..split.len() {
            let image = split.images.array().row(index).into_shape_with_order((SIDE, SIDE)).unwrap().mapv(f32::from);
            let mass = image.sum();
            let weighted = |axis: usize| {
                let at = |(place, &ink): ((usize, usize), &f32)| ink * ([place.0, place.1][axis] as f32 + 0.5);
                image.indexed_iter().map(at).sum::<f32>() / mass
            };
            let inked = |axis: usize| {
                let places =
                    image.indexed_iter().filter(|(_, ink)| **ink > 0.0).map(|(place, _)| [place.0, place.1][axis]);
                let places: Vec<usize> = places.collect();
                places.iter().max().unwrap() - places.iter().min().unwrap() + 1
            };
            let (height, width) = (inked(0), inked(1));
            assert!(height.max(width) >= 17 && height.max(width) <= 20, "digit {index}: {width}×{height}");
            for axis in [0, 1] {
                let room_left = inked(axis) < 20 - 2;
                let centre = weighted(axis);
                assert!((centre - 14.0).abs() < if room_left { 2.5 } else { 4.0 }, "digit {index}: centre at {centre}");
            }
            assert!(image.iter().any(|&ink| ink > 200.0), "digit {index} is pale");
        }
    }

    #[test]
    fn ink_is_about_as_much_as_in_mnist() {
        // MNIST has 33.3 of 255 in the mean.
        let split = digits(5_000, 1);
        let mean =
            split.images.pixels().iter().map(|&ink| f64::from(ink)).sum::<f64>() / split.images.pixels().len() as f64;
        assert!((30.0..38.0).contains(&mean), "{mean}");
    }
}
