//! Isolines and filled contours of a function on a grid.

use crate::artist::{Artist, ColorScale, Extent, Frame, Key, Rows};
use crate::axes::Axes;
use crate::canvas::{Anchor, Canvas};
use crate::color::{Color, Colormap};
use crate::data::{Grid, Values, finite_range};
use crate::geometry::{Pt, Rect};
use crate::style::{Look, paint_methods, stroke_methods};
use crate::text;
use crate::ticks;
use ::contour::ContourBuilder;
use ndarray::Array2;

/// Isolines or filled bands, made by [`Axes::contour`] and [`Axes::contourf`].
#[derive(Clone, Debug)]
pub struct Contour {
    x: Vec<f64>,
    y: Vec<f64>,
    z: Array2<f64>,
    levels: Vec<f64>,
    filled: bool,
    labelled: bool,
    colormap: Colormap,
    look: Look,
}

impl Axes {
    /// Isolines of `z[i, j]`, the value at `(x[j], y[i])`, at about eight round levels.
    ///
    /// # Panics
    /// If `z` is not `y.len()`×`x.len()`, or smaller than 2×2.
    #[track_caller]
    pub fn contour(&mut self, x: impl Values, y: impl Values, z: impl Grid) -> &mut Contour {
        let contour = Contour::new(x.values(), y.values(), z.grid(), false);
        self.push(contour)
    }

    /// The bands between isolines of `z[i, j]`, the value at `(x[j], y[i])`, filled with colours.
    ///
    /// # Panics
    /// If `z` is not `y.len()`×`x.len()`, or smaller than 2×2.
    #[track_caller]
    pub fn contourf(&mut self, x: impl Values, y: impl Values, z: impl Grid) -> &mut Contour {
        let contour = Contour::new(x.values(), y.values(), z.grid(), true);
        self.push(contour)
    }
}

impl Contour {
    paint_methods!();
    stroke_methods!();

    #[track_caller]
    fn new(x: Vec<f64>, y: Vec<f64>, z: Array2<f64>, filled: bool) -> Self {
        let (rows, columns) = z.dim();
        assert_eq!(
            (rows, columns),
            (y.len(), x.len()),
            "contour: z is {rows}×{columns} but y×x {}×{}",
            y.len(),
            x.len()
        );
        assert!(rows > 1 && columns > 1, "contour: z is {rows}×{columns}, needs at least 2×2");
        let (levels, colormap, look) = (Vec::new(), Colormap::default(), Look::default());
        let mut contour = Self { x, y, z, levels, filled, labelled: false, colormap, look };
        contour.level_count(8);
        contour
    }

    /// The values at which lines run, or bands begin and end. What lies above the last level has the last band's colour.
    pub fn levels(&mut self, levels: impl Values) -> &mut Self {
        self.levels = levels.values();
        self.levels.retain(|v| v.is_finite());
        self.levels.sort_by(f64::total_cmp);
        self.levels.dedup();
        self
    }

    /// Writes its level onto each isoline.
    pub fn labelled(&mut self) -> &mut Self {
        self.labelled = true;
        self
    }

    /// At most about `n` levels, at round numbers.
    fn level_count(&mut self, n: usize) {
        let (lo, hi) = finite_range(&self.z).unwrap_or((0.0, 1.0));
        let inner = ticks::linear(lo, hi, n.max(1), false);
        self.levels = match inner[..] {
            // Bands must reach the lowest and the highest value.
            [first, second, ..] if self.filled => {
                let step = second - first;
                let below = (first > lo).then_some(first - step);
                let above = inner.last().filter(|&&last| last < hi).map(|last| last + step);
                below.into_iter().chain(inner.iter().copied()).chain(above).collect()
            }
            _ => inner,
        };
    }

    /// How levels become colours.
    pub fn colormap(&mut self, colormap: Colormap) -> &mut Self {
        self.colormap = colormap;
        self
    }

    fn level_color(&self, i: usize) -> Color {
        let n = self.levels.len();
        let t = if self.filled {
            i as f64 / n.saturating_sub(2).max(1) as f64
        } else {
            (self.levels[i] - self.levels[0]) / (self.levels[n - 1] - self.levels[0]).max(f64::MIN_POSITIVE)
        };
        self.look.color.unwrap_or(self.colormap.at(t)).alpha(self.look.alpha)
    }

    /// The closed curves around everything not below `level`, in places of the grid: (j, i) is at `(x[j], y[i])`.
    /// Where the region reaches the edge, they run half a step outside of it.
    fn rings(&self, level: f64) -> Vec<Vec<Pt>> {
        let (rows, columns) = self.z.dim();
        let low = finite_range(&self.z).map_or(0.0, |(lo, hi)| lo - (hi - lo));
        let values: Vec<f64> = self.z.iter().map(|&v| if v.is_finite() { v } else { low }).collect();
        let lines = ContourBuilder::new(columns, rows, true).lines(&values, &[level]);
        let lines = lines.expect("the number of values fits, and rings close").remove(0);
        let rings = lines.into_inner().0.into_iter();
        rings.map(|ring| ring.into_iter().map(|c| (c.x - 0.5, c.y - 0.5)).collect()).collect()
    }

    /// The level on white, where its isoline is nearest to the diagonal downwards to the right and has room for it.
    fn draw_label(&self, canvas: &mut Canvas, frame: &Frame, level: f64, color: Color) {
        let (text, size) = (level.to_string(), 0.8 * frame.font);
        let (w, h) = text::measure(&text, size * text::POINT);
        let room = frame.area.grown(-w);
        let places = self.lines(level).into_iter().flatten().filter_map(|p| frame.at(p.0, p.1));
        let (cx, cy) = room.center();
        let off =
            |p: &Pt| ((p.0 - cx) / frame.area.w - (p.1 - cy) / frame.area.h).abs() + if p.0 < cx { 1.0 } else { 0.0 };
        let places = places.filter(|&p| room.contains(p));
        if let Some((x, y)) = places.min_by(|a, b| off(a).total_cmp(&off(b))) {
            canvas.fill_rect(Rect::new(x - w / 2.0, y - h / 2.0, w, h).grown(1.0), Color::WHITE);
            canvas.text(&text, (x, y), size, Anchor::CENTER, color);
        }
    }

    fn inside(&self, (x, y): Pt) -> bool {
        let (rows, columns) = self.z.dim();
        (0.0..=(columns - 1) as f64).contains(&x) && (0.0..=(rows - 1) as f64).contains(&y)
    }

    /// The numbers at a place of the grid.
    fn numbers(&self, (j, i): Pt) -> Pt {
        (between(&self.x, j), between(&self.y, i))
    }

    /// The isolines of a level in numbers.
    fn lines(&self, level: f64) -> Vec<Vec<Pt>> {
        let mut lines = Vec::new();
        for ring in self.rings(level) {
            for run in ring.split(|&p| !self.inside(p)).filter(|run| run.len() > 1) {
                lines.push(run.iter().map(|&p| self.numbers(p)).collect());
            }
        }
        lines
    }
}

/// The value at a fractional index, which is moved into the sequence.
fn between(values: &[f64], at: f64) -> f64 {
    let at = at.clamp(0.0, (values.len() - 1) as f64);
    let i = (at as usize).min(values.len() - 2);
    values[i] + (values[i + 1] - values[i]) * (at - i as f64)
}

impl Artist for Contour {
    fn extend(&self, extent: &mut Extent) {
        for (span, values) in [(&mut extent.x, &self.x), (&mut extent.y, &self.y)] {
            finite_range(values).into_iter().flat_map(|(lo, hi)| [lo, hi]).for_each(|v| span.stick(v));
        }
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame, _: Color) {
        let sheet = |p: Pt| frame.at(p.0, p.1);
        if !self.filled {
            for (i, &level) in self.levels.iter().enumerate() {
                let pen = crate::style::Pen { color: self.level_color(i), ..self.look.pen(Color::BLACK) };
                for line in self.lines(level) {
                    canvas.line(&line.into_iter().filter_map(sheet).collect::<Vec<_>>(), &pen);
                }
                if self.labelled {
                    self.draw_label(canvas, frame, level, pen.color);
                }
            }
            return;
        }
        // From the lowest up, each over the one before: no seams between the bands.
        for (i, &level) in self.levels.iter().enumerate().take(self.levels.len().saturating_sub(1)) {
            let rings = self.rings(level).into_iter();
            let rings = rings.map(|ring| ring.into_iter().filter_map(|p| sheet(self.numbers(p))).collect());
            canvas.fill_rings(rings, self.level_color(i));
        }
    }

    fn rows(&self, rows: &mut Rows) {
        let series = rows.series(self.look.label.as_deref(), if self.filled { "contourf" } else { "contour" });
        for ((i, j), &v) in self.z.indexed_iter() {
            rows.push(&series, &[self.x[j], self.y[i], v]);
        }
    }

    fn layer(&self) -> u8 {
        if self.filled { 0 } else { 2 }
    }

    fn key(&self, _: Color) -> Option<(String, Key)> {
        let color = self.level_color(self.levels.len().checked_sub(1)? / 2);
        Some((self.look.label.clone()?, Key::Line(Some(crate::style::Pen { color, ..self.look.pen(color) }), None)))
    }

    fn scale(&self) -> Option<ColorScale> {
        let (&lo, &hi) = (self.levels.first()?, self.levels.last()?);
        let levels = if self.filled { self.levels.clone() } else { Vec::new() };
        Some(ColorScale { colormap: self.colormap, range: (lo, hi), levels })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;
    use ndarray::Array2;

    /// z = x² + y² on -2..=2.
    fn bowl() -> (Vec<f64>, Array2<f64>) {
        let x = crate::linspace(-2.0, 2.0, 81);
        let z = Array2::from_shape_fn((81, 81), |(i, j)| x[j] * x[j] + x[i] * x[i]);
        (x, z)
    }

    #[test]
    fn isolines_of_a_bowl_are_circles_and_stop_at_the_edge() {
        let (x, z) = bowl();
        let mut ax = Axes::new();
        let contour = ax.contour(&x, &x, &z).levels([1.0, 5.0]);
        let circle = contour.lines(1.0);
        assert_eq!(circle.len(), 1);
        assert!(circle[0].iter().all(|p| (p.0.hypot(p.1) - 1.0).abs() < 1e-3));
        let arcs = contour.lines(5.0);
        assert!(arcs.len() >= 4);
        assert!(arcs.iter().flatten().all(|p| (p.0.hypot(p.1) - 5f64.sqrt()).abs() < 1e-2), "no line along the edge");
    }

    #[test]
    fn isolines_are_labelled_with_their_levels() {
        let (x, z) = bowl();
        let mut ax = Axes::new();
        ax.axis_off();
        ax.contour(&x, &x, &z).levels([1.0, 2.5]).labelled();
        let canvas = Figure::from(ax).draw().unwrap();
        let texts: Vec<&str> = canvas.texts.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, ["1", "2.5"]);
        assert!(canvas.texts.iter().all(|(_, place)| place.x > 320.0 && place.y > 240.0), "{:?}", canvas.texts);
    }

    #[test]
    fn bands_have_their_colours() {
        let (x, z) = bowl();
        let mut ax = Axes::new();
        ax.axis_off();
        ax.contourf(&x, &x, &z).levels([0.0, 1.0, 4.0, 8.0]).colormap(Colormap::Gray);
        let canvas = Figure::from(ax).draw().unwrap();
        assert_eq!(canvas.pixel(320, 240), Color::BLACK);
        assert_eq!(canvas.pixel(320 + 230, 240), Colormap::Gray.at(0.5));
        assert_eq!(canvas.pixel(20, 20), Color::WHITE);
        assert_eq!(canvas.pixel(5, 240), Color::WHITE);
    }

    #[test]
    fn levels_of_bands_cover_all_values() {
        let (x, z) = bowl();
        let mut ax = Axes::new();
        let levels = &ax.contourf(&x, &x, &z).levels;
        assert!(levels[0] <= 0.0 && *levels.last().unwrap() >= 8.0 && levels.len() >= 5, "{levels:?}");
    }

    #[test]
    fn flat_and_broken_values_do_no_harm() {
        let x = [0.0, 1.0, 2.0];
        let mut ax = Axes::new();
        ax.contour(x, x, Array2::<f64>::zeros((3, 3)));
        ax.contourf(x, x, Array2::from_elem((3, 3), f64::NAN));
        ax.contourf(x, x, Array2::from_shape_fn((3, 3), |(i, j)| if i == j { f64::INFINITY } else { i as f64 }));
        Figure::from(ax).draw().unwrap();
    }
}
