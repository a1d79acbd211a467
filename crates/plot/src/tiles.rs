//! Many small images, each with its title: misclassified digits, filters.

use crate::artist::Rows;
use crate::canvas::{Anchor, Canvas};
use crate::color::{Color, Colormap};
use crate::data::{Images, finite_range};
use crate::geometry::{Pt, Rect};
use crate::image::colored;
use crate::text::{self, POINT};
use ndarray::{Array3, Axis};

/// A grid of images of the same size, filled row by row.
///
/// ```
/// use ndarray::Array3;
/// use plot::{Color, Figure, Tiles};
/// let mut tiles = Tiles::new(&Array3::<f32>::zeros((20, 28, 28)), 5);
/// tiles.titles(&["9 -> 8"; 20]).title_colors(&[Color::CRIMSON]);
/// let figure = Figure::from(tiles);
/// ```
#[derive(Clone, Debug)]
pub struct Tiles {
    images: Array3<f64>,
    columns: usize,
    titles: Vec<String>,
    title_colors: Vec<Color>,
    pub(crate) title: String,
    tile: Option<f64>,
    font: f64,
    colormap: Colormap,
    range: Option<(f64, f64)>,
    frames: bool,
}

impl Tiles {
    /// N images of H×W numbers, `columns` in a row.
    pub fn new(images: impl Images, columns: usize) -> Self {
        Self {
            images: images.images(),
            columns: columns.max(1),
            titles: Vec::new(),
            title_colors: vec![Color::BLACK],
            title: String::new(),
            tile: None,
            font: 8.0,
            colormap: Colormap::GrayReversed,
            range: None,
            frames: true,
        }
    }

    /// A title above each image, in a small font; missing ones are empty.
    pub fn titles<T: ToString>(&mut self, titles: &[T]) -> &mut Self {
        self.titles = titles.iter().map(ToString::to_string).collect();
        self
    }

    /// The colours of the titles; they are repeated if there are fewer.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    pub fn title_colors(&mut self, colors: &[Color]) -> &mut Self {
        assert!(!colors.is_empty(), "titles need at least one colour");
        self.title_colors = colors.to_vec();
        self
    }

    /// A title above all.
    pub fn title(&mut self, title: impl Into<String>) -> &mut Self {
        self.title = title.into();
        self
    }

    /// The width of an image on the sheet in pixels (28 to 112 by default, so that about 600 are filled).
    pub fn tile_size(&mut self, pixels: usize) -> &mut Self {
        self.tile = Some(pixels as f64);
        self
    }

    /// How numbers become colours (black on white by default, as in the book).
    pub fn colormap(&mut self, colormap: Colormap) -> &mut Self {
        self.colormap = colormap;
        self
    }

    /// The numbers at both ends of the colour map; without it each image has its own.
    pub fn range(&mut self, lo: f64, hi: f64) -> &mut Self {
        self.range = Some((lo, hi));
        self
    }

    /// No frames around the images.
    pub fn no_frames(&mut self) -> &mut Self {
        self.frames = false;
        self
    }

    /// Width of a tile, width and height of its place with title and gap, in pixels.
    fn pitch(&self) -> (f64, f64, f64) {
        let (_, h, w) = self.images.dim();
        let (h, w) = (h.max(1) as f64, w.max(1) as f64);
        let tile =
            self.tile.unwrap_or_else(|| ((600.0 / self.columns as f64).clamp(28.0, 112.0) / w).round().max(1.0) * w);
        let title = self
            .titles
            .iter()
            .map(|t| text::measure(t, self.font * POINT))
            .fold((0.0, 0.0), |a: Pt, b| (a.0.max(b.0), a.1.max(b.1)));
        let gap = if self.frames || !self.titles.is_empty() { 8.0 } else { 2.0 };
        (tile, tile.max(title.0) + gap, (tile * h / w).round() + gap + title.1 + if title.1 > 0.0 { 3.0 } else { 0.0 })
    }

    /// Room for the title above all.
    fn head(&self) -> f64 {
        if self.title.is_empty() { 0.0 } else { text::measure(&self.title, 12.0 * POINT).1 + 8.0 }
    }

    /// The size in pixels that shows every tile as large as it wants to be.
    pub(crate) fn size(&self) -> Pt {
        let (_, w, h) = self.pitch();
        let count = self.images.dim().0;
        let width = self.columns.min(count.max(1)) as f64 * w;
        (
            width.max(text::measure(&self.title, 12.0 * POINT).0 + 8.0).ceil(),
            (count.div_ceil(self.columns).max(1) as f64 * h + self.head()).ceil(),
        )
    }

    pub(crate) fn draw(&self, canvas: &mut Canvas, area: Rect) {
        let (tile, w, h) = self.pitch();
        let (width, height) = self.size();
        let zoom = (area.w / width).min((area.h - self.head()) / (height - self.head())).max(0.01);
        let (_, rows, columns) = self.images.dim();
        let used = self.columns.min(self.images.dim().0.max(1)) as f64 * w * zoom;
        let left = area.x + ((area.w - used) / 2.0).max(0.0);
        if !self.title.is_empty() {
            canvas.text(&self.title, (area.center().0, area.y), 12.0, Anchor::TOP, Color::BLACK);
        }
        let tile = (tile * zoom).floor().max(1.0);
        let tall = (tile * rows as f64 / columns.max(1) as f64).round();
        for (i, image) in self.images.axis_iter(Axis(0)).enumerate() {
            let (column, row) = ((i % self.columns) as f64, (i / self.columns) as f64);
            let x = (left + column * w * zoom + (w * zoom - tile) / 2.0).round();
            let bottom = (area.y + self.head() + (row + 1.0) * h * zoom).round() - 4.0;
            let place = Rect::new(x, bottom - tall, tile, tall);
            let range = self.range.or_else(|| finite_range(image)).unwrap_or((0.0, 1.0));
            canvas.image(&colored(image, self.colormap, range), columns, place);
            if self.frames {
                let corners = place.corners();
                for i in 0..4 {
                    canvas.hair(corners[i], corners[(i + 1) % 4], Color::BLACK);
                }
            }
            if let Some(title) = self.titles.get(i) {
                let color = self.title_colors[i % self.title_colors.len()];
                canvas.text(title, (place.center().0, place.y - 3.0), self.font * zoom.min(1.0), Anchor::BOTTOM, color);
            }
        }
    }

    pub(crate) fn rows(&self, rows: &mut Rows) {
        for (n, image) in self.images.axis_iter(Axis(0)).enumerate() {
            let label = self.titles.get(n).map(|title| format!("{} ({})", n + 1, title.replace('\n', ", ")));
            let series = rows.series(label.as_deref(), "image");
            image.indexed_iter().for_each(|((i, j), &v)| rows.push(&series, &[j as f64, i as f64, v]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;

    #[test]
    fn every_tile_is_drawn_and_no_titles_overlap() {
        let images = Array3::from_shape_fn((7, 4, 4), |(_, i, j)| if i == j { 1.0 } else { 0.0 });
        let mut tiles = Tiles::new(&images, 3);
        tiles.titles(&["a long title"; 7]).no_frames().title_colors(&[Color::RED]);
        let canvas = Figure::from(tiles).draw().unwrap();
        assert_eq!(canvas.count(Color::BLACK), 7 * 4 * 28 * 28);
        assert_eq!(canvas.texts.len(), 7);
        for (i, (_, a)) in canvas.texts.iter().enumerate() {
            assert!(canvas.texts[..i].iter().all(|(_, b)| !a.intersects(b)));
            assert!(a.x > 0.0 && a.right() < canvas.width() as f64);
        }
    }
}
