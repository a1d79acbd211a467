//! A digit in its box.

use super::FoundDigit;
use super::ink::Ink;
use super::parts::Part;
use super::plane::Plane;
use crate::centre::{BOX, centre};
use crate::images::PIXELS;

/// The least width of a stroke in the box, in pixels. MNIST's are wider: they were written with pencils, and scaled down.
const STROKE: f32 = 2.0;

/// Scales a digit to the box of 20×20 pixels, its proportions kept, and puts its centre of mass at the image's centre.
pub(super) fn prepare(part: &Part, ink: &Ink) -> FoundDigit {
    let longest = part.width().max(part.height()) as f32;
    let missing = STROKE * longest / BOX as f32 - stroke_width(&part.ink(ink, 0));
    let wider = if missing > 0.0 { (missing / 2.0).round() as usize } else { 0 };
    let drawn = part.ink(ink, wider).extreme(wider, f32::max);

    let scale = BOX as f32 / drawn.width.max(drawn.height) as f32;
    let fitted = |len: usize| ((len as f32 * scale).round() as usize).clamp(1, BOX);
    let (width, height) = (fitted(drawn.width), fitted(drawn.height));
    let small = if scale < 1.0 {
        drawn.resized(width, height)
    } else {
        let place = |i: usize| (i as f32 + 0.5) / scale;
        Plane::from_fn(width, height, |x, y| drawn.between(place(x), place(y)))
    };

    let most = small.values.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    let mut written = [[0; BOX]; BOX];
    let (left, top) = ((BOX - width) / 2, (BOX - height) / 2);
    for y in 0..height {
        for x in 0..width {
            written[top + y][left + x] = (255.0 * small.at(x, y) / most).round() as u8;
        }
    }
    let mut image = [0; PIXELS];
    centre(&written, &mut image);
    let on_picture = |pixels: usize| (pixels as f32 * ink.shrunk).round() as usize;
    let place = [part.columns.start, part.rows.start, part.width(), part.height()].map(on_picture);
    FoundDigit { image, place }
}

/// The mean width of the strokes: a stroke has two sides.
fn stroke_width(ink: &Plane) -> f32 {
    let inked = |x: usize, y: usize| x < ink.width && y < ink.height && ink.at(x, y) > 0.5;
    let (mut area, mut sides) = (0.0, 0.0_f32);
    for y in 0..ink.height {
        for x in 0..ink.width {
            area += ink.at(x, y);
            let around = [(x.wrapping_sub(1), y), (x + 1, y), (x, y.wrapping_sub(1)), (x, y + 1)];
            if inked(x, y) && around.into_iter().any(|(x, y)| !inked(x, y)) {
                sides += 1.0;
            }
        }
    }
    2.0 * area / sides.max(1.0)
}
