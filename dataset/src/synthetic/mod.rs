//! Digits that the program draws itself: what the experiments run on where MNIST cannot be had.

mod curve;
mod hand;
mod raster;
mod skeletons;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::images::{CLASSES, Images, PIXELS, SIDE, Split};

const TEST: u64 = 1 << 32;
const ORDER: u64 = 1 << 63;

/// Digits to train on.
pub fn digits(count: usize, seed: u64) -> Split {
    draw(0, count, seed)
}

/// Digits to test with.
pub fn test_digits(count: usize, seed: u64) -> Split {
    draw(TEST, count, seed)
}

fn draw(first: u64, count: usize, seed: u64) -> Split {
    let mut pixels = vec![0; count * PIXELS];
    let mut labels = vec![0; count];
    pixels.par_chunks_mut(CLASSES * PIXELS).zip(labels.par_chunks_mut(CLASSES)).enumerate().for_each(
        |(block, (images, labels))| {
            let start = first + (block * CLASSES) as u64;
            let mut order: [u8; CLASSES] = std::array::from_fn(|digit| digit as u8);
            order.shuffle(&mut generator(seed, ORDER + start));
            for (i, (image, label)) in images.chunks_exact_mut(PIXELS).zip(labels).enumerate() {
                *label = order[i];
                let b = hand::write(order[i].into(), &mut generator(seed, start + i as u64));
                centre(&b, image);
            }
        },
    );
    Split { images: Images::new(pixels), labels }
}

fn generator(seed: u64, stream: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(stream);
    rng
}

/// shifts so that the centre of mass falls on the middle
fn centre<const N: usize>(drawn: &[[u8; N]; N], image: &mut [u8]) {
    let (mut mass, mut x, mut y) = (0.0f32, 0.0f32, 0.0f32);
    for (r, row) in drawn.iter().enumerate() {
        for (c, &v) in row.iter().enumerate() {
            let v = f32::from(v);
            mass += v;
            x += v * (c as f32 + 0.5);
            y += v * (r as f32 + 0.5);
        }
    }
    let place = |s: f32| ((14.0 - s / mass).round().clamp(0.0, 8.0)) as usize;
    let (dx, dy) = (place(x), place(y));
    for (r, row) in drawn.iter().enumerate() {
        image[(r + dy) * SIDE + dx..][..N].copy_from_slice(row);
    }
}
