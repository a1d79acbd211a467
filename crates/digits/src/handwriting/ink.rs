//! What stands out from the background of a picture.

use ndarray::{ArrayView3, Axis};

use super::plane::{Plane, quantile};

/// The longest side, in pixels, of the picture on which digits are looked for.
const SIDE: usize = 1000;
/// The same for the picture on which the background is estimated.
const BACKGROUND_SIDE: usize = 96;
/// The least difference from the background, of 1, that counts as ink.
const LEAST: f32 = 0.06;

/// Ink on a picture.
pub(super) struct Ink {
    /// How much ink is at each pixel, 0 to 1.
    pub(super) amount: Plane,
    /// What more than that belongs to a stroke.
    pub(super) threshold: f32,
    /// How many pixels of the picture one of these is wide.
    pub(super) shrunk: f32,
}

/// The ink, if there is any.
pub(super) fn find(picture: ArrayView3<'_, u8>) -> Option<Ink> {
    let (height, width, _) = picture.dim();
    if width == 0 || height == 0 {
        return None;
    }
    let shrunk = (width.max(height) as f32 / SIDE as f32).max(1.0);
    let shorter = |len: usize| ((len as f32 / shrunk).round() as usize).max(1);
    let mut difference: Option<Plane> = None;
    for channel in on_opaque_background(picture) {
        let channel = if shrunk > 1.0 { channel.resized(shorter(width), shorter(height)) } else { channel };
        let new = without_background(&channel);
        difference = Some(match difference {
            None => new,
            Some(old) => Plane::from_fn(new.width, new.height, |x, y| old.at(x, y).max(new.at(x, y))),
        });
    }
    normalized(difference?).map(|(amount, threshold)| Ink { amount, threshold, shrunk })
}

/// Red, green and blue, 0 to 1, with what is transparent in the colour that ink stands out from: white, or black if what is
/// opaque is light.
fn on_opaque_background(picture: ArrayView3<'_, u8>) -> [Plane; 3] {
    let (height, width, _) = picture.dim();
    let unit = |value: u8| f32::from(value) / 255.0;
    let alpha = picture.index_axis(Axis(2), 3);
    let (mut light, mut opaque) = (0.0, 0.0);
    for ((y, x), &alpha) in alpha.indexed_iter() {
        light += unit(alpha) * (0..3).map(|c| unit(picture[[y, x, c]])).sum::<f32>() / 3.0;
        opaque += unit(alpha);
    }
    let behind = if light > 0.5 * opaque { 0.0 } else { 1.0 };
    [0, 1, 2].map(|channel| {
        Plane::from_fn(width, height, |x, y| {
            let alpha = unit(alpha[[y, x]]);
            alpha * unit(picture[[y, x, channel]]) + (1.0 - alpha) * behind
        })
    })
}

/// How far each pixel differs from the background towards ink, 0 to 1.
fn without_background(channel: &Plane) -> Plane {
    // Ink is on the side of the frame's brightness that the picture goes farther to.
    let last = (channel.width - 1, channel.height - 1);
    let columns = (0..channel.width).flat_map(|x| [channel.at(x, 0), channel.at(x, last.1)]);
    let rows = (0..channel.height).flat_map(|y| [channel.at(0, y), channel.at(last.0, y)]);
    let frame = quantile(&mut columns.chain(rows).collect::<Vec<f32>>(), 0.5);
    let smooth = channel.blurred(1);
    let dark = frame - smooth.quantile(0.0) > smooth.quantile(1.0) - frame;
    let lighter_is_ink =
        Plane { values: channel.values.iter().map(|&v| if dark { 1.0 - v } else { v }).collect(), ..*channel };

    // The background is what is left when everything light that is narrower than a third of the picture is removed
    // (a morphological opening), on a small copy.
    let scale = (channel.width.max(channel.height) as f32 / BACKGROUND_SIDE as f32).max(1.0);
    let small = |len: usize| ((len as f32 / scale).round() as usize).max(1);
    let copy = lighter_is_ink.resized(small(channel.width), small(channel.height)).blurred(1);
    let reach = copy.width.max(copy.height) / 6;
    let background = copy.extreme(reach, f32::min).extreme(reach, f32::max).blurred(reach / 2);
    let (to_x, to_y) = (copy.width as f32 / channel.width as f32, copy.height as f32 / channel.height as f32);
    Plane::from_fn(channel.width, channel.height, |x, y| {
        let behind = background.between((x as f32 + 0.5) * to_x, (y as f32 + 0.5) * to_y);
        (lighter_is_ink.at(x, y) - behind).max(0.0)
    })
}

/// The difference as an amount of ink, 0 (noise) to 1 (the middle of a stroke), and the threshold of a stroke.
fn normalized(difference: Plane) -> Option<(Plane, f32)> {
    let noise = 4.0 * difference.quantile(0.5);
    let mut strokes: Vec<f32> = difference.values.iter().copied().filter(|&d| d > noise.max(LEAST)).collect();
    if strokes.is_empty() {
        return None;
    }
    let full = quantile(&mut strokes, 0.8);
    let empty = (0.1 * full).max(noise / 2.0).min(0.5 * full);
    let values = difference.values.iter().map(|&d| ((d - empty) / (0.9 * full - empty)).clamp(0.0, 1.0)).collect();
    let threshold = ((noise - empty) / (0.9 * full - empty)).max(0.4);
    (threshold < 1.0).then_some((Plane { values, ..difference }, threshold))
}
