//! Figures that follow one another, as one animated PNG (APNG).
//!
//! What reads PNG files but no animations shows the last frame.

use std::collections::HashMap;
use std::io::{self, Write as _};

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::error::Result;
use crate::figure::Figure;
use crate::png::{SIGNATURE, chunk};

/// How long the last frame is shown, in milliseconds.
const LAST: u16 = 2500;
/// More frames than that make a file too large.
const MOST: usize = 60;
/// The place in the palette of what stays as it is.
const UNCHANGED: u8 = 255;

/// Figures of the same size, shown one after the other, again and again.
///
/// ```
/// use plot::{Animation, Axes, Figure};
/// let frame = |k| {
///     let mut ax = Axes::new();
///     ax.plot_y((0..=k).collect::<Vec<_>>());
///     Figure::from(ax)
/// };
/// let animation = Animation::new(Animation::moments(3).into_iter().map(frame), 500);
/// assert!(animation.png()?.starts_with(b"\x89PNG"));
/// # Ok::<(), plot::Error>(())
/// ```
#[derive(Debug)]
pub struct Animation {
    frames: Vec<Figure>,
    milliseconds: u16,
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

impl Animation {
    /// Each figure is shown for `milliseconds`, the last one longer.
    ///
    /// # Panics
    /// If there is no frame.
    #[track_caller]
    pub fn new(frames: impl IntoIterator<Item = Figure>, milliseconds: u16) -> Self {
        let frames = Vec::from_iter(frames);
        assert!(!frames.is_empty(), "an animation needs a frame");
        Self { frames, milliseconds }
    }

    /// The steps from 0 to `last` of which there is a frame: all of them, or at most 61 with equal distances; the last
    /// distance may be shorter.
    ///
    /// ```
    /// use plot::Animation;
    /// assert_eq!(Animation::moments(3), [0, 1, 2, 3]);
    /// assert_eq!(Animation::moments(121)[38..], [114, 117, 120, 121]);
    /// ```
    pub fn moments(last: usize) -> Vec<usize> {
        let mut moments: Vec<usize> = (0..last).step_by(last.div_ceil(MOST).max(1)).collect();
        moments.push(last);
        moments
    }

    /// The numbers of the last frame, see [`Figure::csv`].
    pub fn csv(&self) -> String {
        self.frames[self.frames.len() - 1].csv()
    }

    /// The content of an animated PNG file, with at most 255 colours and, so that it stays small, 100 dots per inch.
    ///
    /// # Errors
    /// If a frame cannot be drawn, see [`Figure::png`].
    ///
    /// # Panics
    /// If the frames have different sizes.
    pub fn png(&self) -> Result<Vec<u8>> {
        let mut frames = Vec::new();
        let mut size = None;
        for figure in &self.frames {
            let (rgb, width, height) = drawn(figure)?;
            let first = *size.get_or_insert((width, height));
            assert_eq!(first, (width, height), "every frame has the size of the first");
            frames.push(rgb);
        }
        let (width, _) = size.expect("at least one frame");
        Ok(self.encode(&frames, width)?)
    }

    fn encode(&self, frames: &[Vec<[u8; 3]>], width: usize) -> io::Result<Vec<u8>> {
        let (palette, place) = palette(frames);
        let frames: Vec<Pixels> = frames.iter().map(|rgb| Pixels { indices: places(rgb, &place), width }).collect();
        let last = &frames[frames.len() - 1];
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
        file.extend(chunk(b"IDAT", &last.compressed()?));
        let mut number = 0..;
        let mut next = || side(number.next().expect("as many as are needed"));
        for (i, frame) in frames.iter().enumerate() {
            let part = match i {
                0 => Part { x: 0, y: 0, pixels: Pixels { indices: frame.indices.clone(), width } },
                _ => frame.since(&frames[i - 1]),
            };
            let delay = if i + 1 == frames.len() { LAST } else { self.milliseconds };
            let rows = part.pixels.indices.len() / part.pixels.width;
            let place = [part.pixels.width, rows, part.x, part.y].map(side).concat();
            let [delay, second] = [delay, 1000].map(u16::to_be_bytes);
            // Nothing is cleared before the next frame; the transparent pixels of a part leave what is below.
            let control = [&next()[..], &place, &delay, &second, &[0, 1]].concat();
            file.extend(chunk(b"fcTL", &control));
            file.extend(chunk(b"fdAT", &[&next()[..], &part.pixels.compressed()?].concat()));
        }
        file.extend(chunk(b"IEND", &[]));
        Ok(file)
    }
}

/// The colours of every pixel of a figure, and its width and height.
fn drawn(figure: &Figure) -> Result<(Vec<[u8; 3]>, usize, usize)> {
    let canvas = figure.draw_at(1.0)?;
    Ok((canvas.rgb(), canvas.width(), canvas.height()))
}

/// The place of each pixel's colour. Neighbours often have the same.
fn places(rgb: &[[u8; 3]], place: &HashMap<[u8; 3], u8>) -> Vec<u8> {
    let mut indices = vec![0; rgb.len()];
    let mut start = 0;
    for run in rgb.chunk_by(|a, b| a == b) {
        indices[start..start + run.len()].fill(place[&run[0]]);
        start += run.len();
    }
    indices
}

impl Pixels {
    /// Rows as they are, compressed.
    fn compressed(&self) -> io::Result<Vec<u8>> {
        let mut rows = ZlibEncoder::new(Vec::new(), Compression::best());
        for row in self.indices.chunks_exact(self.width) {
            rows.write_all(&[0])?;
            rows.write_all(row)?;
        }
        rows.finish()
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
fn palette(frames: &[Vec<[u8; 3]>]) -> ([[u8; 3]; 256], HashMap<[u8; 3], u8>) {
    let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
    for frame in frames {
        for run in frame.chunk_by(|a, b| a == b) {
            *counts.entry(run[0]).or_default() += run.len();
        }
    }
    let mut colors: Vec<([u8; 3], usize)> = counts.into_iter().collect();
    colors.sort_unstable_by_key(|&(color, count)| (std::cmp::Reverse(count), color));
    let mut palette = [[0; 3]; 256];
    let kept = &colors[..colors.len().min(usize::from(UNCHANGED))];
    palette.iter_mut().zip(kept).for_each(|(place, (color, _))| *place = *color);
    let distance = |a: [u8; 3], b: [u8; 3]| a.iter().zip(b).map(|(&a, b)| i32::from(a.abs_diff(b)).pow(2)).sum::<i32>();
    let nearest = |color: [u8; 3]| {
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
    use ::image::{AnimationDecoder, ImageDecoder, RgbaImage, codecs::png::PngDecoder};

    use super::*;
    use crate::axes::Axes;
    use crate::color::Color;

    fn frame(k: usize) -> Figure {
        let mut ax = Axes::new();
        ax.title(format!("step {k}")).xlim(0.0, 10.0).ylim(0.0, 10.0);
        ax.plot(0..=k, 0..=k).color(Color::cycle(k));
        Figure::from(ax).size(200, 150)
    }

    fn close(a: &RgbaImage, b: &RgbaImage) -> bool {
        a.dimensions() == b.dimensions()
            && a.pixels().zip(b.pixels()).all(|(a, b)| a.0.iter().zip(b.0).all(|(a, b)| a.abs_diff(b) <= 24))
    }

    /// A reader of animations sees the figures, and one of pictures the last of them.
    #[test]
    fn every_frame_is_the_figure_and_the_picture_is_the_last() {
        let steps = [1, 4, 4, 9];
        let png = Animation::new(steps.map(frame), 300).png().unwrap();
        let still = |k| ::image::load_from_memory(&frame(k).png().unwrap()).unwrap().to_rgba8();
        assert!(close(&::image::load_from_memory(&png).unwrap().to_rgba8(), &still(9)));
        let decoder = PngDecoder::new(io::Cursor::new(&png)).unwrap();
        assert_eq!(decoder.dimensions(), (200, 150));
        let frames = decoder.apng().unwrap().into_frames().collect_frames().unwrap();
        let delays: Vec<_> = frames.iter().map(|frame| frame.delay().numer_denom_ms()).collect();
        assert_eq!(delays, [(300, 1), (300, 1), (300, 1), (2500, 1)]);
        for (frame, k) in frames.iter().zip(steps) {
            assert!(close(frame.buffer(), &still(k)), "step {k}");
        }
        assert!(!close(frames[0].buffer(), &still(4)), "frames differ more than close ones");
    }

    #[test]
    fn what_has_not_changed_takes_no_room() {
        let size = |steps: &[usize]| Animation::new(steps.iter().map(|&k| frame(k)), 300).png().unwrap().len();
        let (one, two, hundred) = (size(&[5]), size(&[5, 5]), size(&[5; 100]));
        assert!(two - one < 100 && hundred - one < 99 * 100, "{one} {two} {hundred}");
    }

    #[test]
    fn many_colours_become_the_nearest_of_the_frequent() {
        let shades = (0..=255u8).flat_map(|v| vec![[v, v, 0]; 1 + usize::from(v == 7 || v == 200)]);
        let frame: Vec<[u8; 3]> = shades.chain([[0, 0, 255]; 4]).collect();
        let (palette, place) = palette(&[frame]);
        assert_eq!(palette[..3], [[0, 0, 255], [7, 7, 0], [200, 200, 0]]);
        assert_eq!((place.len(), palette[usize::from(place[&[9, 9, 0]])]), (257, [9, 9, 0]));
        // Two more than there are places: the last of those that occur once.
        assert_eq!(palette[usize::from(place[&[255, 255, 0]])], [253, 253, 0]);
        assert!(place.values().all(|&place| place != UNCHANGED));
    }
}
