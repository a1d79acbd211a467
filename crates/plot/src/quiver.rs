//! Fields of arrows.

use crate::artist::{Artist, ColorScale, Extent, Frame, Key, Rows};
use crate::axes::{Axes, same_length};
use crate::canvas::Canvas;
use crate::color::{Color, Colormap};
use crate::data::{Values, finite_range};
use crate::geometry::Pt;
use crate::style::{Look, Marker, paint_methods};

/// Arrows, made by [`Axes::quiver`].
#[derive(Clone, Debug)]
pub struct Quiver {
    x: Vec<f64>,
    y: Vec<f64>,
    u: Vec<f64>,
    v: Vec<f64>,
    look: Look,
    scale: Option<f64>,
    width: Option<f64>,
    values: Option<(Vec<f64>, Colormap)>,
}

impl Axes {
    /// An arrow from each `(x, y)` in the direction of `(x + u, y + v)`, as matplotlib with `angles="xy"`.
    /// The lengths have one common factor that makes them fit, unless [`Quiver::scale`] sets it. No arrow is drawn where its length is 0.
    ///
    /// # Panics
    /// If the lengths differ.
    #[track_caller]
    pub fn quiver(&mut self, x: impl Values, y: impl Values, u: impl Values, v: impl Values) -> &mut Quiver {
        let (x, y, u, v) = (x.values(), y.values(), u.values(), v.values());
        for other in [&y, &u, &v] {
            same_length("quiver", &x, other);
        }
        let look = Look { color: Some(Color::DARK_GRAY), ..Look::default() };
        self.push(Quiver { x, y, u, v, look, scale: None, width: None, values: None })
    }
}

impl Quiver {
    paint_methods!();

    /// Arrows end at `(x + u / scale, y + v / scale)`.
    pub fn scale(&mut self, scale: f64) -> &mut Self {
        self.scale = Some(scale);
        self
    }

    /// The width of the shafts in points.
    pub fn width(&mut self, points: f64) -> &mut Self {
        self.width = Some(points);
        self
    }

    /// Colours from a number for each arrow.
    ///
    /// # Panics
    /// If there are not as many numbers as arrows.
    #[track_caller]
    pub fn values(&mut self, values: impl Values, colormap: Colormap) -> &mut Self {
        let values = values.values();
        assert_eq!(values.len(), self.x.len(), "quiver: {} values for {} arrows", values.len(), self.x.len());
        self.values = Some((values, colormap));
        self
    }

    /// Foot of each arrow and its whole length on the sheet before scaling, in pixels.
    fn arrows(&self, frame: &Frame) -> Vec<(usize, Pt, Pt)> {
        let scale = self.scale.filter(|s| *s != 0.0).unwrap_or(1.0);
        (0..self.x.len())
            .filter_map(|i| {
                let from = frame.at(self.x[i], self.y[i])?;
                let to = frame.at(self.x[i] + self.u[i] / scale, self.y[i] + self.v[i] / scale)?;
                Some((i, from, (to.0 - from.0, to.1 - from.1)))
            })
            .filter(|(.., d)| d.0.hypot(d.1) > 1e-9)
            .collect()
    }
}

impl Artist for Quiver {
    fn extend(&self, extent: &mut Extent) {
        extent.x.add_all(&self.x);
        extent.y.add_all(&self.y);
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame, color: Color) {
        let arrows = self.arrows(frame);
        let root = (self.x.len() as f64).sqrt();
        // matplotlib's rules: the mean arrow is 1/(1.8 √n) of the width long, shafts are thinner where there are more.
        let factor = if self.scale.is_some() {
            1.0
        } else {
            let mean = arrows.iter().map(|(.., d)| d.0.hypot(d.1)).sum::<f64>() / self.x.len().max(1) as f64;
            frame.area.w / (1.8 * root.max(3.0) * mean)
        };
        let shaft = self.width.map_or(0.06 / root.clamp(8.0, 25.0) * frame.area.w, |w| w * crate::text::POINT);
        let range = self.values.as_ref().and_then(|(values, _)| finite_range(values)).unwrap_or((0.0, 1.0));
        for (i, from, d) in arrows {
            let color = match &self.values {
                Some((values, map)) => map.scaled(values[i], range).alpha(self.look.alpha),
                None => self.look.paint(color),
            };
            canvas.fill(&arrow(from, (d.0 * factor, d.1 * factor), shaft), color);
        }
    }

    fn rows(&self, rows: &mut Rows) {
        let series = rows.series(self.look.label.as_deref(), "quiver");
        for i in 0..self.x.len() {
            rows.push(&series, &[self.x[i], self.y[i], f64::NAN, self.u[i], self.v[i]]);
        }
    }

    fn key(&self, color: Color) -> Option<(String, Key)> {
        Some((self.look.label.clone()?, Key::Line(None, Some((Marker::TriangleUp, 6.0, self.look.paint(color))))))
    }

    fn scale(&self) -> Option<ColorScale> {
        let (values, colormap) = self.values.as_ref()?;
        Some(ColorScale { colormap: *colormap, range: finite_range(values)?, levels: Vec::new() })
    }
}

/// The outline of an arrow with a barbed head; short ones are smaller in all.
pub(crate) fn arrow(from: Pt, (dx, dy): Pt, shaft: f64) -> Vec<Pt> {
    let length = dx.hypot(dy);
    let (u, v) = (dx / length, dy / length);
    let w = shaft.min(length / 5.5);
    let at = |along: f64, across: f64| (from.0 + u * along - v * across, from.1 + v * along + u * across);
    let (half, wing, neck, barb) = (w / 2.0, 1.6 * w, length - 4.5 * w, length - 5.2 * w);
    vec![
        at(0.0, half),
        at(neck, half),
        at(barb, wing),
        at(length, 0.0),
        at(barb, -wing),
        at(neck, -half),
        at(0.0, -half),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;

    #[test]
    fn arrows_end_where_their_vector_says() {
        let mut ax = Axes::new();
        ax.xlim(0.0, 4.0).ylim(0.0, 4.0).axis_off();
        ax.quiver([1.0, 2.0], [1.0, 2.0], [4.0, 0.0], [2.0, 0.0]).scale(2.0).color(Color::RED).width(6.0);
        let canvas = Figure::from(ax).draw().unwrap();
        // From (1, 1) to (3, 2): at (165.5, 354.5) to (474.5, 240).
        let along = |t: f64| (165.5 + 309.0 * t, 354.5 - 114.5 * t);
        for t in [0.02, 0.5, 0.98] {
            let (x, y) = along(t);
            assert_eq!(canvas.pixel(x as usize, y as usize), Color::RED, "at {t}");
        }
        for t in [-0.03, 1.03] {
            let (x, y) = along(t);
            assert_eq!(canvas.pixel(x as usize, y as usize), Color::WHITE, "at {t}");
        }
        // The arrow of length 0 is not drawn.
        assert_eq!(canvas.pixel(320, 245), Color::WHITE);
    }
}
