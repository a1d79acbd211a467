//! Pictures: a table of numbers as coloured squares.

use crate::artist::{Artist, ColorScale, Extent, Frame, Rows};
use crate::axes::Axes;
use crate::canvas::{Anchor, Canvas};
use crate::color::{Color, Colormap};
use crate::data::{Grid, finite_range};
use crate::style::Pen;
use crate::ticks;
use ndarray::{Array2, ArrayBase, Data, Ix3};

/// A picture, made by [`Axes::imshow`] and [`Axes::imshow_rgb`].
#[derive(Clone, Debug)]
pub struct Image {
    content: Content,
    colormap: Colormap,
    range: Option<(f64, f64)>,
    decimals: Option<usize>,
    lines: Option<Color>,
    alpha: f64,
}

#[derive(Clone, Debug)]
enum Content {
    Numbers(Array2<f64>),
    Colors(Array2<Color>),
}

impl Axes {
    /// The numbers of a table as squares, row 0 on top; the square of `[i, j]` has its centre at x = j, y = i.
    pub fn imshow(&mut self, numbers: impl Grid) -> &mut Image {
        self.picture(Content::Numbers(numbers.grid()))
    }

    /// A picture of H×W×3 values of red, green and blue, 0–255.
    ///
    /// # Panics
    /// If the last dimension is not 3.
    #[track_caller]
    pub fn imshow_rgb<S: Data<Elem = u8>>(&mut self, pixels: &ArrayBase<S, Ix3>) -> &mut Image {
        let (h, w, channels) = pixels.dim();
        assert_eq!(channels, 3, "imshow_rgb: shape [{h}, {w}, {channels}] instead of [{h}, {w}, 3]");
        let color = |(i, j)| Color::rgb(pixels[[i, j, 0]], pixels[[i, j, 1]], pixels[[i, j, 2]]);
        self.picture(Content::Colors(Array2::from_shape_fn((h, w), color)))
    }

    fn picture(&mut self, content: Content) -> &mut Image {
        self.equal = true;
        self.y.inverted = true;
        self.x.integer = true;
        self.y.integer = true;
        let colormap = Colormap::default();
        self.push(Image { content, colormap, range: None, decimals: None, lines: None, alpha: 1.0 })
    }
}

impl Image {
    /// How numbers become colours.
    pub fn colormap(&mut self, colormap: Colormap) -> &mut Self {
        self.colormap = colormap;
        self
    }

    /// The numbers at both ends of the colour map (the smallest and the largest by default).
    pub fn range(&mut self, lo: f64, hi: f64) -> &mut Self {
        self.range = Some((lo, hi));
        self
    }

    /// Writes the numbers into the squares.
    pub fn numbers(&mut self, decimals: usize) -> &mut Self {
        self.decimals = Some(decimals);
        self
    }

    /// Lines between the squares.
    pub fn lines(&mut self, color: Color) -> &mut Self {
        self.lines = Some(color);
        self
    }

    /// Opacity, 0 (invisible) to 1.
    pub fn alpha(&mut self, alpha: f64) -> &mut Self {
        self.alpha = alpha;
        self
    }

    fn limits(&self) -> (f64, f64) {
        let numbers = match &self.content {
            Content::Numbers(numbers) => finite_range(numbers),
            Content::Colors(_) => None,
        };
        self.range.or(numbers).unwrap_or((0.0, 1.0))
    }

    fn dim(&self) -> (usize, usize) {
        match &self.content {
            Content::Numbers(numbers) => numbers.dim(),
            Content::Colors(colors) => colors.dim(),
        }
    }
}

/// The colours of a table of numbers; what is not finite stays white.
pub(crate) fn colored<'a>(numbers: impl IntoIterator<Item = &'a f64>, map: Colormap, range: (f64, f64)) -> Vec<Color> {
    numbers.into_iter().map(|&v| if v.is_finite() { map.scaled(v, range) } else { Color::WHITE }).collect()
}

impl Artist for Image {
    fn extend(&self, extent: &mut Extent) {
        let (h, w) = self.dim();
        [-0.5, w as f64 - 0.5].into_iter().for_each(|v| extent.x.stick(v));
        [-0.5, h as f64 - 0.5].into_iter().for_each(|v| extent.y.stick(v));
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame, _: Color) {
        let (h, w) = self.dim();
        let mut colors = match &self.content {
            Content::Numbers(numbers) => colored(numbers, self.colormap, self.limits()),
            Content::Colors(colors) => colors.iter().copied().collect(),
        };
        colors.iter_mut().for_each(|c| *c = c.alpha(self.alpha));
        let area = frame.rect((-0.5, -0.5), (w as f64 - 0.5, h as f64 - 0.5));
        canvas.image(&colors, w, area);
        if let Some(color) = self.lines {
            for j in 1..w {
                let x = first_pixel(area.x + area.w * j as f64 / w as f64);
                canvas.hair((x, area.y), (x, area.bottom()), color);
            }
            for i in 1..h {
                let y = first_pixel(area.y + area.h * i as f64 / h as f64);
                canvas.hair((area.x, y), (area.right(), y), color);
            }
            canvas.outline(&area.corners(), &Pen::solid(color, 0.8));
        }
        if let (Some(decimals), Content::Numbers(numbers)) = (self.decimals, &self.content) {
            for (((i, j), &v), color) in numbers.indexed_iter().zip(&colors) {
                if let (true, Some((x, y))) = (v.is_finite(), frame.at(j as f64, i as f64)) {
                    let ink = if luminance(*color) > 140.0 { Color::BLACK } else { Color::WHITE };
                    canvas.text(&ticks::number(v, decimals), (x, y + 1.5), frame.font, Anchor::CENTER, ink);
                }
            }
        }
    }

    fn rows(&self, rows: &mut Rows) {
        let series = rows.series(None, "image");
        match &self.content {
            Content::Numbers(numbers) => {
                numbers.indexed_iter().for_each(|((i, j), &v)| rows.push(&series, &[j as f64, i as f64, v]));
            }
            Content::Colors(colors) => {
                for ((i, j), c) in colors.indexed_iter() {
                    rows.push(&series, &[j as f64, i as f64, c.r.into(), c.g.into(), c.b.into()]);
                }
            }
        }
    }

    fn layer(&self) -> u8 {
        0
    }

    fn scale(&self) -> Option<ColorScale> {
        matches!(self.content, Content::Numbers(_)).then(|| ColorScale {
            colormap: self.colormap,
            range: self.limits(),
            levels: Vec::new(),
        })
    }
}

/// The first pixel whose middle is not before `edge`: where the square after the edge begins.
fn first_pixel(edge: f64) -> f64 {
    (edge - 0.5).ceil()
}

fn luminance(c: Color) -> f64 {
    let on_white = |v: u8| f64::from(v) * f64::from(c.a) / 255.0 + 255.0 - f64::from(c.a);
    0.3 * on_white(c.r) + 0.59 * on_white(c.g) + 0.11 * on_white(c.b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;
    use ndarray::{Array3, array};

    #[test]
    fn row_nought_is_on_top_and_squares_are_square() {
        let mut ax = Axes::new();
        ax.axis_off();
        ax.imshow(&array![[1.0, 0.0], [0.0, f64::NAN]]).colormap(Colormap::GrayReversed);
        let canvas = Figure::from(ax).draw().unwrap();
        let black = canvas.count(Color::BLACK);
        assert_eq!(black, 229 * 229);
        assert_eq!(canvas.pixel(320 - 100, 240 - 100), Color::BLACK);
        assert_eq!(canvas.pixel(320 + 100, 240 - 100), Color::WHITE);
    }

    #[test]
    fn rgb_pictures_keep_their_colours() {
        let mut ax = Axes::new();
        ax.axis_off();
        ax.imshow_rgb(&Array3::from_shape_vec((1, 2, 3), vec![255, 0, 0, 0, 0, 255]).unwrap());
        let canvas = Figure::from(ax).draw().unwrap();
        assert_eq!(canvas.pixel(160, 240), Color::RED);
        assert_eq!(canvas.pixel(480, 240), Color::BLUE);
    }
}
