//! Points, each with its own colour if wanted.

use crate::artist::{Artist, ColorScale, Extent, Frame, Key, Rows};
use crate::axes::{Axes, same_length};
use crate::canvas::Canvas;
use crate::color::{Color, Colormap};
use crate::data::{Values, finite_range};
use crate::geometry::Pt;
use crate::style::{Look, Marker, paint_methods};

/// Points, made by [`Axes::scatter`].
#[derive(Clone, Debug)]
pub struct Scatter {
    x: Vec<f64>,
    y: Vec<f64>,
    look: Look,
    colors: Vec<Color>,
    values: Option<(Vec<f64>, Colormap)>,
    marker: Marker,
    size: f64,
    edge: Option<Color>,
}

impl Axes {
    /// A sign at each point `(x[i], y[i])`.
    ///
    /// # Panics
    /// If `x` and `y` have different lengths.
    #[track_caller]
    pub fn scatter(&mut self, x: impl Values, y: impl Values) -> &mut Scatter {
        let (x, y) = (x.values(), y.values());
        same_length("scatter", &x, &y);
        let (look, colors, marker) = (Look::default(), Vec::new(), Marker::Circle);
        self.push(Scatter { x, y, look, colors, values: None, marker, size: 6.0, edge: None })
    }
}

impl Scatter {
    paint_methods!();

    /// A colour for each point; they are repeated if there are fewer.
    pub fn colors(&mut self, colors: &[Color]) -> &mut Self {
        self.colors = colors.to_vec();
        self
    }

    /// Colours from a number for each point; with a colour bar if the axes have one.
    ///
    /// # Panics
    /// If there are not as many numbers as points.
    #[track_caller]
    pub fn values(&mut self, values: impl Values, colormap: Colormap) -> &mut Self {
        let values = values.values();
        assert_eq!(values.len(), self.x.len(), "scatter: {} values for {} points", values.len(), self.x.len());
        self.values = Some((values, colormap));
        self
    }

    /// The sign (a disc by default).
    pub fn marker(&mut self, marker: Marker) -> &mut Self {
        self.marker = marker;
        self
    }

    /// Diameter in points (6 is the default).
    pub fn size(&mut self, points: f64) -> &mut Self {
        self.size = points;
        self
    }

    /// The colour of the outline.
    pub fn edge(&mut self, color: Color) -> &mut Self {
        self.edge = Some(color);
        self
    }

    fn point_color(&self, i: usize, cycle: Color) -> Color {
        let color = match &self.values {
            Some((values, colormap)) if values[i].is_finite() => {
                colormap.scaled(values[i], finite_range(values).unwrap_or((0.0, 1.0)))
            }
            Some(_) => Color::LIGHT_GRAY,
            None if !self.colors.is_empty() => self.colors[i % self.colors.len()],
            None => return self.look.paint(cycle),
        };
        color.alpha(self.look.alpha)
    }
}

impl Artist for Scatter {
    fn extend(&self, extent: &mut Extent) {
        for (&x, &y) in self.x.iter().zip(&self.y) {
            if x.is_finite() && y.is_finite() {
                extent.x.add(x);
                extent.y.add(y);
            }
        }
    }

    fn draw(&self, _: &mut Canvas, _: &Frame, _: Color) {}

    fn draw_markers(&self, canvas: &mut Canvas, frame: &Frame, color: Color) {
        for (i, (&x, &y)) in self.x.iter().zip(&self.y).enumerate() {
            if let Some(at) = frame.at_inside(x, y) {
                canvas.marker(self.marker, at, self.size, self.point_color(i, color), self.edge);
            }
        }
    }

    fn rows(&self, rows: &mut Rows) {
        let series = rows.series(self.look.label.as_deref(), "scatter");
        for (i, (&x, &y)) in self.x.iter().zip(&self.y).enumerate() {
            match &self.values {
                Some((values, _)) => rows.push(&series, &[x, y, values[i]]),
                None => rows.push(&series, &[x, y]),
            }
        }
    }

    fn cycles(&self) -> bool {
        self.look.color.is_none() && self.values.is_none() && self.colors.is_empty()
    }

    fn key(&self, color: Color) -> Option<(String, Key)> {
        let color = if self.x.is_empty() { self.look.paint(color) } else { self.point_color(0, color) };
        Some((self.look.label.clone()?, Key::Line(None, Some((self.marker, self.size, color)))))
    }

    fn scale(&self) -> Option<ColorScale> {
        let (values, colormap) = self.values.as_ref()?;
        Some(ColorScale { colormap: *colormap, range: finite_range(values)?, levels: Vec::new() })
    }

    fn touches(&self, frame: &Frame) -> Vec<Pt> {
        frame.runs(&self.x, &self.y).concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;

    #[test]
    fn each_point_has_its_colour_and_lies_inside() {
        let mut ax = Axes::new();
        ax.xlim(0.0, 4.0).ylim(0.0, 4.0).axis_off();
        ax.scatter([1.0, 3.0, f64::NAN], [1.0, 3.0, 2.0]).colors(&[Color::RED, Color::BLUE, Color::GREEN]);
        let canvas = Figure::from(ax).draw().unwrap();
        assert_eq!(canvas.pixel(160 + 5, 360 - 5), Color::RED);
        assert_eq!(canvas.pixel(480 - 5, 120 + 5), Color::BLUE);
        assert_eq!(canvas.count(Color::GREEN), 0);
    }
}
