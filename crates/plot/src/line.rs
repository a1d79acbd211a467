//! Lines with markers, and horizontal and vertical rules.

use crate::artist::{Artist, Extent, Frame, Key, Rows};
use crate::axes::{Axes, same_length};
use crate::canvas::Canvas;
use crate::color::Color;
use crate::data::Values;
use crate::geometry::Pt;
use crate::style::{Look, Marker, paint_methods, stroke_methods};

/// A line through points, made by [`Axes::plot`].
#[derive(Clone, Debug)]
pub struct Line {
    pub(crate) x: Vec<f64>,
    pub(crate) y: Vec<f64>,
    pub(crate) look: Look,
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

    /// A noisy curve over 1, 2, 3 …: all of `y`, a number for each `what`, pale, and over it the mean of `window`.
    ///
    /// ```
    /// let mut ax = plot::Axes::new();
    /// ax.plot_noisy([1.0, 3.0, 2.0], "batch", 3);
    /// assert!(plot::Figure::from(ax).csv().ends_with("mean of 3,1,2\n1,mean of 3,2,2\n1,mean of 3,3,2.5\n"));
    /// ```
    pub fn plot_noisy(&mut self, y: impl Values, what: &str, window: usize) -> &mut Line {
        let y = y.values();
        let color = Color::cycle(self.artists.iter().filter(|artist| artist.cycles()).count());
        self.plot(1..=y.len(), &y).width(0.8).color(color).alpha(0.25).label(format!("each {what}"));
        self.plot(1..=y.len(), running_mean(&y, window)).label(format!("mean of {window}"))
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

/// The mean of the `window` values around each, of fewer at the ends.
fn running_mean(y: &[f64], window: usize) -> Vec<f64> {
    let around = |i: usize| &y[i.saturating_sub(window / 2)..(i + window.div_ceil(2)).min(y.len())];
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    (0..y.len()).map(|i| mean(around(i))).collect()
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
            let runs = Vec::from_iter(frame.runs(&self.x, &self.y));
            // A single point, such as the only iteration of a training, has no line that shows it.
            if let ([run], None) = (&runs[..], self.marker)
                && let [at] = run[..]
            {
                canvas.marker(Marker::Circle, at, self.marker_size, self.look.paint(color), None);
            }
            for run in &runs {
                canvas.line(run, &self.look.pen(color));
            }
        }
    }

    fn draw_markers(&self, canvas: &mut Canvas, frame: &Frame, color: Color) {
        let Some(marker) = self.marker else { return };
        let places = self.x.iter().zip(&self.y).step_by(self.every);
        for at in places.filter_map(|(&x, &y)| frame.at_inside(x, y)) {
            canvas.marker(marker, at, self.marker_size, self.look.paint(color), None);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;

    /// Drawn into a box of 618×458 pixels at (11, 11), x and y from 0 to 4.
    fn sheet(draw: impl Fn(&mut Axes)) -> Canvas {
        let mut ax = Axes::new();
        ax.xlim(0.0, 4.0).ylim(0.0, 4.0).axis_off();
        draw(&mut ax);
        Figure::from(ax).draw().unwrap()
    }

    #[test]
    fn lines_run_through_their_points_and_not_outside_the_axes() {
        let canvas = sheet(|ax| {
            ax.plot([-4.0, 8.0], [2.0, 2.0]).color(Color::RED).width(4.0);
        });
        assert_eq!(canvas.pixel(12, 240), Color::RED);
        assert_eq!(canvas.pixel(627, 240), Color::RED);
        assert_eq!(canvas.pixel(9, 240), Color::WHITE);
        assert_eq!(canvas.pixel(631, 240), Color::WHITE);
        assert_eq!(canvas.pixel(320, 230), Color::WHITE);
    }

    #[test]
    fn a_point_alone_is_a_dot() {
        let canvas = sheet(|ax| {
            ax.plot([2.0], [2.0]).color(Color::RED);
        });
        assert_eq!(canvas.pixel(320, 240), Color::RED);
    }

    #[test]
    fn dashes_have_gaps_and_so_has_what_is_not_finite() {
        let ink = |dashed: bool, y: f64| {
            sheet(|ax| {
                let line = ax.plot([0.0, 2.0, 4.0], [2.0, y, 2.0]).color(Color::RED).width(4.0);
                if dashed {
                    line.dashed();
                }
            })
            .count(Color::RED) as f64
        };
        let share = ink(true, 2.0) / ink(false, 2.0);
        assert!((share - 3.7 / 5.3).abs() < 0.05, "dashes cover {share}");
        assert_eq!(ink(false, f64::NAN), 0.0);
    }

    #[test]
    fn markers_stand_at_every_nth_point() {
        let canvas = sheet(|ax| {
            ax.plot([0.5, 1.5, 2.5, 3.5], [2.0; 4]).no_line().color(Color::RED).marker(Marker::Square).markevery(2);
        });
        let at = |x: f64| canvas.pixel((11.0 + 154.5 * x) as usize, 240);
        assert_eq!([0.5, 1.5, 2.5, 3.5].map(at), [Color::RED, Color::WHITE, Color::RED, Color::WHITE]);
    }

    #[test]
    fn a_marker_at_the_edge_is_whole_and_one_beyond_it_is_not_drawn() {
        let canvas = sheet(|ax| {
            ax.plot([2.0, 2.0], [4.0, 4.1]).no_line().color(Color::RED).marker(Marker::Square);
        });
        // The box begins at y = 11, and the marker's side is 8 pixels.
        assert_eq!([8, 14].map(|y| canvas.pixel(320, y)), [Color::RED; 2]);
        assert_eq!(canvas.pixel(320, 3), Color::WHITE);
    }

    #[test]
    fn thousands_of_points_look_like_all_of_them() {
        let y: Vec<f64> = (0..20_000).map(|i| if i % 2 == 0 { 1.0 } else { 3.0 }).collect();
        let x: Vec<f64> = (0..20_000).map(|i| f64::from(i) / 5000.0).collect();
        let canvas = sheet(|ax| {
            ax.plot(&x, &y).color(Color::RED);
        });
        let inside = (20..620).flat_map(|x| (130..350).map(move |y| (x, y)));
        assert!(inside.into_iter().all(|(x, y)| canvas.pixel(x, y) == Color::RED));
    }

    #[test]
    fn rules_cross_the_whole_box_or_their_part_of_it() {
        let canvas = sheet(|ax| {
            ax.hline(2.0).width(4.0).color(Color::RED);
            ax.vline(2.0).between(2.5, 3.5).width(4.0).color(Color::BLUE);
        });
        assert_eq!([15, 320, 625].map(|x| canvas.pixel(x, 240)), [Color::RED; 3]);
        assert_eq!(canvas.pixel(320, 11 + 114), Color::BLUE);
        assert_eq!(canvas.pixel(320, 400), Color::WHITE);
    }
}
