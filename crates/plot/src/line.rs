//! Lines with markers, and horizontal and vertical rules.

use crate::artist::{Artist, Extent, Frame, Key, Rows};
use crate::axes::{Axes, same_length};
use crate::canvas::{Canvas, Pt};
use crate::color::Color;
use crate::data::Values;
use crate::style::{Look, Marker, paint_methods, stroke_methods};

/// A line through points, made by [`Axes::plot`].
#[derive(Clone, Debug)]
pub struct Line {
    x: Vec<f64>,
    y: Vec<f64>,
    look: Look,
    stroked: bool,
    marker: Option<Marker>,
    marker_size: f64,
    every: usize,
}

impl Axes {
    /// A line through the points `(x[i], y[i])`. A number that is not finite leaves a gap.
    ///
    /// # Panics
    /// If `x` and `y` have different lengths.
    #[track_caller]
    pub fn plot(&mut self, x: impl Values, y: impl Values) -> &mut Line {
        let (x, y) = (x.values(), y.values());
        same_length("plot", &x, &y);
        self.push(Line { x, y, look: Look::default(), stroked: true, marker: None, marker_size: 6.0, every: 1 })
    }

    /// A line through `y[i]` over `i = 0, 1, 2 …`.
    pub fn plot_y(&mut self, y: impl Values) -> &mut Line {
        let y = y.values();
        self.plot(0..y.len(), y)
    }

    /// A horizontal line at `y`, from edge to edge unless [`Rule::between`] says otherwise; black by default.
    pub fn hline(&mut self, y: f64) -> &mut Rule {
        self.push(Rule { at: y, horizontal: true, ends: None, look: Rule::look() })
    }

    /// A vertical line at `x`, from edge to edge unless [`Rule::between`] says otherwise; black by default.
    pub fn vline(&mut self, x: f64) -> &mut Rule {
        self.push(Rule { at: x, horizontal: false, ends: None, look: Rule::look() })
    }
}

impl Line {
    paint_methods!();
    stroke_methods!();

    /// Draws a sign at the data points.
    pub fn marker(&mut self, marker: Marker) -> &mut Self {
        self.marker = Some(marker);
        self
    }

    /// Diameter of the markers in points (6 is the default).
    pub fn marker_size(&mut self, points: f64) -> &mut Self {
        self.marker_size = points;
        self
    }

    /// A marker at every `n`-th point only, from the first on.
    pub fn markevery(&mut self, n: usize) -> &mut Self {
        self.every = n.max(1);
        self
    }

    /// Markers only, no line between them.
    pub fn no_line(&mut self) -> &mut Self {
        self.stroked = false;
        self
    }
}

impl Artist for Line {
    fn extend(&self, extent: &mut Extent) {
        for (&x, &y) in self.x.iter().zip(&self.y) {
            if x.is_finite() && y.is_finite() {
                extent.x.add(x);
                extent.y.add(y);
            }
        }
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame, color: Color) {
        if self.stroked {
            for run in frame.runs(&self.x, &self.y) {
                canvas.line(&run, &self.look.pen(color));
            }
        }
        if let Some(marker) = self.marker {
            let reach = frame.area.grown(20.0);
            let places = self.x.iter().zip(&self.y).step_by(self.every);
            for at in places.filter_map(|(&x, &y)| frame.at(x, y)).filter(|&p| reach.contains(p)) {
                canvas.marker(marker, at, self.marker_size, self.look.paint(color), None);
            }
        }
    }

    fn rows(&self, rows: &mut Rows) {
        let series = rows.series(self.look.label.as_deref(), "line");
        self.x.iter().zip(&self.y).for_each(|(&x, &y)| rows.push(&series, &[x, y]));
    }

    fn cycles(&self) -> bool {
        self.look.color.is_none()
    }

    fn key(&self, color: Color) -> Option<(String, Key)> {
        let marker = self.marker.map(|m| (m, self.marker_size, self.look.paint(color)));
        Some((self.look.label.clone()?, Key::Line(self.stroked.then(|| self.look.pen(color)), marker)))
    }

    fn touches(&self, frame: &Frame) -> Vec<Pt> {
        frame.runs(&self.x, &self.y).concat()
    }
}

/// A horizontal or vertical line, made by [`Axes::hline`] and [`Axes::vline`].
#[derive(Clone, Debug)]
pub struct Rule {
    at: f64,
    horizontal: bool,
    ends: Option<(f64, f64)>,
    look: Look,
}

impl Rule {
    paint_methods!();
    stroke_methods!();

    fn look() -> Look {
        Look { color: Some(Color::BLACK), width: 1.0, ..Look::default() }
    }

    /// Draws it from `lo` to `hi` only.
    pub fn between(&mut self, lo: f64, hi: f64) -> &mut Self {
        self.ends = Some((lo, hi));
        self
    }
}

impl Artist for Rule {
    fn extend(&self, extent: &mut Extent) {
        let (across, along) =
            if self.horizontal { (&mut extent.y, &mut extent.x) } else { (&mut extent.x, &mut extent.y) };
        across.add(self.at);
        if let Some((lo, hi)) = self.ends {
            along.add_all(&[lo, hi]);
        }
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame, color: Color) {
        let axis = if self.horizontal { &frame.x } else { &frame.y };
        let (lo, hi) = self.ends.unwrap_or((axis.lo, axis.hi));
        let points = [lo, hi].map(|end| if self.horizontal { frame.at(end, self.at) } else { frame.at(self.at, end) });
        if let [Some(a), Some(b)] = points {
            canvas.line(&[a, b], &self.look.pen(color));
        }
    }

    fn rows(&self, rows: &mut Rows) {
        let series = rows.series(self.look.label.as_deref(), if self.horizontal { "hline" } else { "vline" });
        let (lo, hi) = self.ends.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        for end in [lo, hi] {
            rows.push(&series, &if self.horizontal { [end, self.at] } else { [self.at, end] });
        }
    }

    fn key(&self, color: Color) -> Option<(String, Key)> {
        Some((self.look.label.clone()?, Key::Line(Some(self.look.pen(color)), None)))
    }
}
