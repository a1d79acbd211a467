//! Figures that follow one another, as one animated PNG (APNG).
//!
//! What reads PNG files but no animations shows the last frame.

use crate::error::Result;
use crate::figure::Figure;

/// How long the last frame is shown, in milliseconds.
const LAST: u16 = 2500;
/// More frames than that make a file too large.
const MOST: usize = 60;

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
        for (i, figure) in self.frames.iter().enumerate() {
            let canvas = figure.draw_at(1.0)?;
            let first = *size.get_or_insert((canvas.width(), canvas.height()));
            assert_eq!(first, (canvas.width(), canvas.height()), "every frame has the size of the first");
            frames.push(canvas.frame(if i + 1 == self.frames.len() { LAST } else { self.milliseconds }));
        }
        let (width, _) = size.expect("at least one frame");
        Ok(raster::apng(&frames, width))
    }
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
        let decoder = PngDecoder::new(std::io::Cursor::new(&png)).unwrap();
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
}
