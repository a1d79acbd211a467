//! Bars and histograms.

use crate::artist::{Artist, Extent, Frame, Key, Rows};
use crate::axes::{Axes, labelled, same_length};
use crate::canvas::{Anchor, Canvas};
use crate::color::Color;
use crate::data::Values;
use crate::geometry::{Pt, Rect};
use crate::style::{Look, Pen, paint_methods};
use crate::text::POINT;
use std::any::Any;

/// Bars, made by [`Axes::bar`], [`Axes::barh`] and [`Axes::hist`].
#[derive(Clone, Debug)]
pub struct Bars {
    at: Vec<f64>,
    lengths: Vec<f64>,
    width: f64,
    offset: f64,
    look: Look,
    colors: Vec<Color>,
    edge: Option<Color>,
    texts: Vec<String>,
    horizontal: bool,
    kind: &'static str,
}

impl Axes {
    /// Bars of the given heights, centred at `x`.
    ///
    /// # Panics
    /// If `x` and `heights` have different lengths.
    #[track_caller]
    pub fn bar(&mut self, x: impl Values, heights: impl Values) -> &mut Bars {
        let (at, lengths) = (x.values(), heights.values());
        same_length("bar", &at, &lengths);
        self.push(Bars::new(at, lengths))
    }

    /// Bars of the given lengths from left to right, centred at `y`.
    ///
    /// # Panics
    /// If `y` and `lengths` have different lengths.
    #[track_caller]
    pub fn barh(&mut self, y: impl Values, lengths: impl Values) -> &mut Bars {
        let (at, lengths) = (y.values(), lengths.values());
        same_length("barh", &at, &lengths);
        self.push(Bars { horizontal: true, ..Bars::new(at, lengths) })
    }

    /// Names at 0, 1, 2 … of the horizontal axis.
    pub fn categories<T: ToString>(&mut self, names: &[T]) -> &mut Self {
        self.x.ticks = labelled((0..names.len()).values(), names);
        self
    }

    /// Several bars side by side at each category: one colour and legend entry a group.
    ///
    /// # Panics
    /// If a group has not as many heights as there are categories.
    #[track_caller]
    pub fn grouped_bars<T: ToString, V: Values + Clone>(
        &mut self,
        categories: &[T],
        groups: &[(&str, V)],
    ) -> &mut Self {
        let width = 0.8 / groups.len().max(1) as f64;
        for (i, (label, heights)) in groups.iter().enumerate() {
            let offset = (i as f64 - (groups.len() - 1) as f64 / 2.0) * width;
            self.bar(0..categories.len(), heights.clone()).width(width).offset(offset).label(*label);
        }
        self.categories(categories)
    }

    /// Writes the length of every bar that is there so far at its end.
    pub fn bar_values(&mut self, text: impl Fn(f64) -> String) -> &mut Self {
        for artist in &mut self.artists {
            if let Some(bars) = (artist.as_mut() as &mut dyn Any).downcast_mut::<Bars>() {
                bars.values(&text);
            }
        }
        self
    }

    /// How many of `values` fall into each of `bins` intervals of equal width between `range`'s ends, both included
    /// (`None`: between the smallest and the largest value).
    ///
    /// ```
    /// let mut ax = plot::Axes::new();
    /// ax.hist(&[0.1, 0.2, 0.9, 7.0], 2, (0.0, 1.0));
    /// assert!(plot::Figure::from(ax).csv().ends_with("hist 1,0.25,2\n1,hist 1,0.75,1\n"));
    /// ```
    pub fn hist(&mut self, values: impl Values, bins: usize, range: impl Into<Option<(f64, f64)>>) -> &mut Bars {
        let values = values.values();
        let bins = bins.max(1);
        let (lo, hi) = range.into().or_else(|| crate::data::finite_range(&values)).unwrap_or((0.0, 1.0));
        let (lo, hi) = if lo < hi { (lo, hi) } else { (lo - 0.5, lo + 0.5) };
        let mut counts = vec![0usize; bins];
        for v in values {
            if lo <= v && v <= hi {
                counts[(((v - lo) / (hi - lo) * bins as f64) as usize).min(bins - 1)] += 1;
            }
        }
        let width = (hi - lo) / bins as f64;
        let centers: Vec<f64> = (0..bins).map(|i| lo + (i as f64 + 0.5) * width).collect();
        self.push(Bars { width, kind: "hist", ..Bars::new(centers, counts.values()) })
    }
}

impl Bars {
    paint_methods!();

    fn new(at: Vec<f64>, lengths: Vec<f64>) -> Self {
        let (look, colors, texts) = (Look::default(), Vec::new(), Vec::new());
        Self { at, lengths, width: 0.8, offset: 0.0, look, colors, edge: None, texts, horizontal: false, kind: "bar" }
    }

    /// How broad a bar is, in units of the axis (0.8 is the default).
    pub fn width(&mut self, width: f64) -> &mut Self {
        self.width = width;
        self
    }

    /// How far the bars stand from where they belong, for groups.
    fn offset(&mut self, offset: f64) -> &mut Self {
        self.offset = offset;
        self
    }

    /// A colour for each bar; they are repeated if there are fewer.
    pub fn colors(&mut self, colors: &[Color]) -> &mut Self {
        self.colors = colors.to_vec();
        self
    }

    /// The colour of the outlines.
    pub fn edge(&mut self, color: Color) -> &mut Self {
        self.edge = Some(color);
        self
    }

    /// Writes each bar's length at its end.
    pub fn values(&mut self, text: impl Fn(f64) -> String) -> &mut Self {
        self.texts = self.lengths.iter().map(|&v| text(v)).collect();
        self
    }

    /// Number, position and end of each bar that can be drawn.
    fn spans(&self) -> impl Iterator<Item = (usize, f64, f64)> {
        (0..self.at.len()).filter_map(|i| {
            let (at, end) = (self.at[i] + self.offset, self.lengths[i]);
            (at.is_finite() && end.is_finite()).then_some((i, at, end))
        })
    }

    fn rect(&self, frame: &Frame, at: f64, end: f64) -> Rect {
        let (a, b) = (at - self.width / 2.0, at + self.width / 2.0);
        let r = if self.horizontal { frame.rect((0.0, a), (end, b)) } else { frame.rect((a, 0.0), (b, end)) };
        // Neighbours share whole pixels: no light seam between them.
        let (x, y) = (r.x.round(), r.y.round());
        Rect::new(x, y, r.right().round() - x, r.bottom().round() - y)
    }
}

impl Artist for Bars {
    fn extend(&self, extent: &mut Extent) {
        let (across, along) =
            if self.horizontal { (&mut extent.y, &mut extent.x) } else { (&mut extent.x, &mut extent.y) };
        // The text beside a lying bar is longer than that above a standing one is high.
        let room = if self.horizontal { 1.2 } else { 1.06 };
        for (_, at, end) in self.spans() {
            across.add_all(&[at - self.width / 2.0, at + self.width / 2.0]);
            if along.log {
                // The shortest bar must be seen.
                along.add_all(&[end / 2.0, if self.texts.is_empty() { end } else { 1.6 * end }]);
            } else {
                along.stick(0.0);
                along.add(if self.texts.is_empty() { end } else { room * end });
            }
        }
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame, cycle: Color) {
        for (i, at, end) in self.spans() {
            let r = self.rect(frame, at, end);
            let own = (!self.colors.is_empty()).then(|| self.colors[i % self.colors.len()].alpha(self.look.alpha));
            canvas.fill_rect(r, own.unwrap_or(self.look.paint(cycle)));
            if let Some(edge) = self.edge {
                canvas.outline(&Rect::new(r.x + 0.5, r.y + 0.5, r.w, r.h).corners(), &Pen::solid(edge, 0.8));
            }
            if let Some(text) = self.texts.get(i) {
                let (x, y) = r.center();
                let middle = y + 0.12 * frame.font * POINT;
                let (place, anchor) = match (self.horizontal, end >= 0.0) {
                    (false, true) => ((x, r.y - 3.0), Anchor::BOTTOM),
                    (false, false) => ((x, r.bottom() + 3.0), Anchor::TOP),
                    (true, true) => ((r.right() + 3.0, middle), Anchor::LEFT),
                    (true, false) => ((r.x - 3.0, middle), Anchor::RIGHT),
                };
                canvas.text(text, place, 0.9 * frame.font, anchor, Color::BLACK);
            }
        }
    }

    fn rows(&self, rows: &mut Rows) {
        let series = rows.series(self.look.label.as_deref(), self.kind);
        for (&at, &length) in self.at.iter().zip(&self.lengths) {
            rows.push(&series, &if self.horizontal { [length, at] } else { [at, length] });
        }
    }

    fn layer(&self) -> u8 {
        1
    }

    fn cycles(&self) -> bool {
        self.look.color.is_none() && self.colors.is_empty()
    }

    fn key(&self, color: Color) -> Option<(String, Key)> {
        let color = self.colors.first().map_or(self.look.paint(color), |c| c.alpha(self.look.alpha));
        Some((self.look.label.clone()?, Key::Patch(color, self.edge)))
    }

    fn touches(&self, frame: &Frame) -> Vec<Pt> {
        self.spans().flat_map(|(_, at, end)| self.rect(frame, at, end).corners()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;

    fn box_of(frame: (f64, f64, f64, f64), draw: impl Fn(&mut Axes)) -> Canvas {
        let mut ax = Axes::new();
        ax.xlim(frame.0, frame.1).ylim(frame.2, frame.3).axis_off();
        draw(&mut ax);
        Figure::from(ax).draw().unwrap()
    }

    #[test]
    fn bars_are_as_high_as_their_numbers() {
        // The box is 618×458 pixels at (11, 11): a unit is 154.5 pixels wide and 114.5 high.
        let canvas = box_of((0.0, 4.0, 0.0, 4.0), |ax| {
            ax.bar([1.0, 3.0, 2.0], [2.0, 1.0, f64::NAN]).width(1.0).color(Color::RED);
        });
        assert_eq!(canvas.count(Color::RED), 155 * (229 + 114));
        assert_eq!(canvas.pixel(165, 245), Color::RED);
        assert_eq!(canvas.pixel(165, 235), Color::WHITE);
        assert_eq!(canvas.pixel(320, 460), Color::WHITE);
    }

    #[test]
    fn lying_bars_begin_at_the_left() {
        let canvas = box_of((0.0, 4.0, 0.0, 4.0), |ax| {
            ax.barh([3.0], [2.0]).width(1.0).color(Color::RED);
        });
        assert_eq!(canvas.count(Color::RED), 309 * 115);
        assert_eq!([15, 315, 325].map(|x| canvas.pixel(x, 125)), [Color::RED, Color::RED, Color::WHITE]);
        assert_eq!(canvas.pixel(100, 300), Color::WHITE);
    }

    #[test]
    fn bars_on_a_log_axis_reach_down_to_its_end() {
        let canvas = box_of((0.0, 2.0, 1e-8, 1.0), |ax| {
            ax.ylog();
            ax.bar([1.0], [1e-4]).color(Color::RED);
        });
        assert_eq!(canvas.pixel(320, 465), Color::RED);
        assert_eq!(canvas.pixel(320, 245), Color::RED);
        assert_eq!(canvas.pixel(320, 235), Color::WHITE);
    }

    #[test]
    fn histogram_bins_include_their_left_edge_and_the_last_both() {
        let mut ax = Axes::new();
        let values = [0.0, 0.24, 0.25, 0.5, 0.75, 1.0, 1.01, -0.01, f64::NAN];
        assert_eq!(ax.hist(values, 4, (0.0, 1.0)).lengths, [2.0, 1.0, 1.0, 2.0]);
        assert_eq!(ax.hist([1, 2, 3], 2, None).lengths, [1.0, 2.0]);
        assert_eq!(ax.hist(&[] as &[f64], 2, None).lengths, [0.0, 0.0]);
    }

    #[test]
    fn every_bar_of_every_group_has_its_value() {
        let mut ax = Axes::new();
        ax.hide_ticks().grouped_bars(&["a", "b"], &[("one", [1.0, 2.0]), ("two", [3.0, 40.0])]);
        ax.bar_values(|value| format!("{value} m"));
        let canvas = Figure::from(ax).draw().unwrap();
        let texts: Vec<&str> = canvas.texts.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts[..4], ["1 m", "2 m", "3 m", "40 m"]);
        // 40 m ends far above the others.
        assert!(canvas.texts[3].1.bottom() < canvas.texts[2].1.y - 200.0, "{:?}", canvas.texts);
    }

    #[test]
    fn grouped_bars_stand_side_by_side() {
        let mut ax = Axes::new();
        ax.grouped_bars(&["a", "b"], &[("one", [1.0, 2.0]), ("two", [3.0, 4.0])]);
        assert_eq!(Figure::from(ax).csv(), "panel,series,x,y\n1,one,0,1\n1,one,1,2\n1,two,0,3\n1,two,1,4\n");
    }

    #[test]
    #[should_panic(expected = "bar: x has 2 numbers but y has 1")]
    fn lengths_must_agree() {
        Axes::new().bar([1.0, 2.0], [1.0]);
    }
}
