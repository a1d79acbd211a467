//! Pictures that follow one another, as one animated PNG (APNG).

use std::collections::HashMap;

use flate2::Compression;

use crate::png::{SIGNATURE, chunk, rows};
use crate::{Rgb, Rgba};

/// The place in the palette of what stays as it is.
const UNCHANGED: u8 = 255;

/// A picture of an animation.
pub struct Frame {
    rgb: Vec<Rgb>,
    milliseconds: u16,
}

impl Frame {
    /// Opaque pixels, each of red, green, blue and opacity, that are shown for `milliseconds`.
    pub fn new(rgba: &[u8], milliseconds: u16) -> Self {
        let (pixels, _) = rgba.as_chunks();
        Self { rgb: pixels.iter().map(|&[r, g, b, _]: &Rgba| [r, g, b]).collect(), milliseconds }
    }
}

/// The pixels of a frame, as places in the palette.
struct Pixels {
    indices: Vec<u8>,
    width: usize,
}

/// A part of a frame: what of it differs from the frame before.
struct Part {
    x: usize,
    y: usize,
    pixels: Pixels,
}

/// The content of an animated PNG file of frames with `width` pixels a row, shown again and again. It has at most 255
/// colours: the most frequent, which stand for those that are similar.
///
/// What reads PNG files but no animations shows the last frame.
///
/// # Panics
/// If there is no frame.
pub fn apng(frames: &[Frame], width: usize) -> Vec<u8> {
    let (palette, place) = palette(frames);
    let pixels: Vec<Pixels> =
        frames.iter().map(|frame| Pixels { indices: places(&frame.rgb, &place), width }).collect();
    let last = &pixels[pixels.len() - 1];
    let side = |side: usize| (side as u32).to_be_bytes();
    let (w, h) = (side(width), side(last.indices.len() / width));
    let mut opacity = [255; 256];
    opacity[usize::from(UNCHANGED)] = 0;

    let mut file = SIGNATURE.to_vec();
    file.extend(chunk(b"IHDR", &[&w[..], &h, &[8, 3, 0, 0, 0]].concat()));
    file.extend(chunk(b"PLTE", palette.as_flattened()));
    file.extend(chunk(b"tRNS", &opacity));
    // 0: again and again
    file.extend(chunk(b"acTL", &[side(frames.len()), [0; 4]].concat()));
    file.extend(chunk(b"IDAT", &last.compressed()));
    let mut number = 0..;
    let mut next = || side(number.next().expect("as many as are needed"));
    for (i, (frame, now)) in frames.iter().zip(&pixels).enumerate() {
        let part = match i {
            0 => Part { x: 0, y: 0, pixels: Pixels { indices: now.indices.clone(), width } },
            _ => now.since(&pixels[i - 1]),
        };
        let rows = part.pixels.indices.len() / part.pixels.width;
        let place = [part.pixels.width, rows, part.x, part.y].map(side).concat();
        let [delay, second] = [frame.milliseconds, 1000].map(u16::to_be_bytes);
        // Nothing is cleared before the next frame; the transparent pixels of a part leave what is below.
        let control = [&next()[..], &place, &delay, &second, &[0, 1]].concat();
        file.extend(chunk(b"fcTL", &control));
        file.extend(chunk(b"fdAT", &[&next()[..], &part.pixels.compressed()].concat()));
    }
    file.extend(chunk(b"IEND", &[]));
    file
}

/// The place of each pixel's colour. Neighbours often have the same.
fn places(rgb: &[Rgb], place: &HashMap<Rgb, u8>) -> Vec<u8> {
    let mut indices = vec![0; rgb.len()];
    let mut start = 0;
    for run in rgb.chunk_by(|a, b| a == b) {
        indices[start..start + run.len()].fill(place[&run[0]]);
        start += run.len();
    }
    indices
}

impl Pixels {
    fn compressed(&self) -> Vec<u8> {
        rows(&self.indices, self.width, Compression::best())
    }

    /// The smallest rectangle with all pixels that differ from `before`, the others marked as unchanged.
    fn since(&self, before: &Self) -> Part {
        let (rows, rows_before) = (self.indices.chunks(self.width), before.indices.chunks(self.width));
        let changed: Vec<_> = rows.zip(rows_before).enumerate().filter(|(_, (row, before))| row != before).collect();
        // Nothing changed: a part has one pixel at least.
        let (top, bottom) = (changed.first().map_or(0, |(y, _)| *y), changed.last().map_or(0, |(y, _)| *y));
        let (mut left, mut right) = (self.width, 0);
        for (_, (row, before)) in &changed {
            let differs = |x: &usize| row[*x] != before[*x];
            left = (0..left).find(differs).unwrap_or(left);
            right = (right..self.width).rev().find(differs).unwrap_or(right);
        }
        let left = left.min(right);
        let width = right - left + 1;
        let mut indices = vec![UNCHANGED; width * (bottom - top + 1)];
        for (y, (row, before)) in changed {
            let target = indices[(y - top) * width..].iter_mut();
            for ((target, new), old) in target.zip(&row[left..=right]).zip(&before[left..=right]) {
                if new != old {
                    *target = *new;
                }
            }
        }
        Part { x: left, y: top, pixels: Pixels { indices, width } }
    }
}

/// The 255 colours that most pixels have, and the place of each colour: its own, or that of the most similar one.
fn palette(frames: &[Frame]) -> ([Rgb; 256], HashMap<Rgb, u8>) {
    let mut counts: HashMap<Rgb, usize> = HashMap::new();
    for frame in frames {
        for run in frame.rgb.chunk_by(|a, b| a == b) {
            *counts.entry(run[0]).or_default() += run.len();
        }
    }
    let mut colors: Vec<(Rgb, usize)> = counts.into_iter().collect();
    colors.sort_unstable_by_key(|&(color, count)| (std::cmp::Reverse(count), color));
    let mut palette = [[0; 3]; 256];
    let kept = &colors[..colors.len().min(usize::from(UNCHANGED))];
    palette.iter_mut().zip(kept).for_each(|(place, (color, _))| *place = *color);
    let distance = |a: Rgb, b: Rgb| a.iter().zip(b).map(|(&a, b)| i32::from(a.abs_diff(b)).pow(2)).sum::<i32>();
    let nearest = |color: Rgb| {
        let order = |&i: &usize| distance(kept[i].0, color);
        (0..kept.len()).min_by_key(order).expect("a frame has a pixel") as u8
    };
    let places = colors.iter().enumerate().map(|(i, &(color, _))| {
        let own = u8::try_from(i).ok().filter(|&i| i < UNCHANGED);
        (color, own.unwrap_or_else(|| nearest(color)))
    });
    let places = places.collect();
    (palette, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_colours_become_the_nearest_of_the_frequent() {
        let shades = (0..=255u8).flat_map(|v| vec![[v, v, 0]; 1 + usize::from(v == 7 || v == 200)]);
        let frame = Frame { rgb: shades.chain([[0, 0, 255]; 4]).collect(), milliseconds: 0 };
        let (palette, place) = palette(&[frame]);
        assert_eq!(palette[..3], [[0, 0, 255], [7, 7, 0], [200, 200, 0]]);
        assert_eq!((place.len(), palette[usize::from(place[&[9, 9, 0]])]), (257, [9, 9, 0]));
        // Two more than there are places: the last of those that occur once.
        assert_eq!(palette[usize::from(place[&[255, 255, 0]])], [253, 253, 0]);
        assert!(place.values().all(|&place| place != UNCHANGED));
    }
}
