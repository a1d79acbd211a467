//! What everything that can be drawn into axes has in common.

use crate::canvas::Canvas;
use crate::color::{Color, Colormap};
use crate::geometry::{Pt, Rect};
use crate::style::{Marker, Pen};
use std::any::Any;
use std::fmt::Write;

/// Something drawn into [`Axes`](crate::Axes).
pub(crate) trait Artist: Any + Send + Sync + std::fmt::Debug {
    /// Tells the axes which numbers must be visible.
    fn extend(&self, extent: &mut Extent);

    /// Draws it; `color` is its turn in the axes' colour cycle.
    fn draw(&self, canvas: &mut Canvas, frame: &Frame, color: Color);

    /// Draws its markers over the frame, which would otherwise cut those at the edge in half.
    fn draw_markers(&self, _canvas: &mut Canvas, _frame: &Frame, _color: Color) {}

    /// Appends its numbers.
    fn rows(&self, rows: &mut Rows);

    /// What comes first is below: 0 areas and images, 1 bars, 2 lines. The grid lies between 1 and 2.
    fn layer(&self) -> u8 {
        2
    }

    /// Whether it takes a colour of the cycle.
    fn cycles(&self) -> bool {
        false
    }

    /// Its line in the legend.
    fn key(&self, _color: Color) -> Option<(String, Key)> {
        None
    }

    /// Its scale of colours, for a colour bar.
    fn scale(&self) -> Option<ColorScale> {
        None
    }

    /// Points that a legend should not hide.
    fn touches(&self, _frame: &Frame) -> Vec<Pt> {
        Vec::new()
    }
}

/// The sign beside a legend's text.
#[derive(Clone, Debug)]
pub(crate) enum Key {
    Line(Option<Pen>, Option<(Marker, f64, Color)>),
    Patch(Color, Option<Color>),
}

/// How an artist's numbers became colours.
#[derive(Clone, Debug)]
pub(crate) struct ColorScale {
    pub(crate) colormap: Colormap,
    pub(crate) range: (f64, f64),
    /// The steps of filled contours; empty if the scale is continuous.
    pub(crate) levels: Vec<f64>,
}

/// The numbers that one axis must show.
#[derive(Clone, Debug, Default)]
pub(crate) struct Span {
    pub(crate) log: bool,
    range: Option<(f64, f64)>,
    sticky: Vec<f64>,
}

impl Span {
    pub(crate) fn new(log: bool) -> Self {
        Self { log, ..Self::default() }
    }

    pub(crate) fn add(&mut self, v: f64) {
        if v.is_finite() && (v > 0.0 || !self.log) {
            let (lo, hi) = self.range.unwrap_or((v, v));
            self.range = Some((lo.min(v), hi.max(v)));
        }
    }

    pub(crate) fn add_all(&mut self, values: &[f64]) {
        values.iter().for_each(|&v| self.add(v));
    }

    /// Shows `v`, and leaves no margin beyond it if it is the outermost number.
    pub(crate) fn stick(&mut self, v: f64) {
        self.add(v);
        self.sticky.push(v);
    }

    pub(crate) fn join(&mut self, other: &Self) {
        for v in other.range.into_iter().flat_map(|(lo, hi)| [lo, hi]) {
            self.add(v);
        }
        self.sticky.extend(&other.sticky);
    }

    /// From the lowest to the highest number, with a margin of 5 % where nothing sticks.
    pub(crate) fn limits(&self) -> (f64, f64) {
        let Some((lo, hi)) = self.range else { return if self.log { (1.0, 10.0) } else { (0.0, 1.0) } };
        let (mut a, mut b) = if self.log { (lo.log10(), hi.log10()) } else { (lo, hi) };
        let flat = b - a <= 1e-12 * a.abs().max(b.abs());
        if flat {
            let half = if self.log || a == 0.0 { 0.5 } else { 0.05 * a.abs() };
            (a, b) = (a - half, b + half);
        } else {
            let margin = 0.05 * (b - a);
            a -= if self.sticky.contains(&lo) { 0.0 } else { margin };
            b += if self.sticky.contains(&hi) { 0.0 } else { margin };
        }
        if self.log { (10f64.powf(a), 10f64.powf(b)) } else { (a, b) }
    }
}

/// The numbers that the axes must show.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extent {
    pub(crate) x: Span,
    pub(crate) y: Span,
}

/// One axis: its limits (`hi < lo` turns it round) and its scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Axis {
    pub(crate) lo: f64,
    pub(crate) hi: f64,
    pub(crate) log: bool,
}

impl Axis {
    /// Where `v` lies: 0 at the low end, 1 at the high end; `None` where there is no such place.
    pub(crate) fn place(&self, v: f64) -> Option<f64> {
        let t = if self.log {
            (v.log10() - self.lo.log10()) / (self.hi.log10() - self.lo.log10())
        } else {
            (v - self.lo) / (self.hi - self.lo)
        };
        t.is_finite().then_some(t)
    }

    /// Like [`Self::place`], with what lies beyond a log axis moved to its low end (the foot of a bar).
    pub(crate) fn place_or_low(&self, v: f64) -> f64 {
        self.place(v).unwrap_or(0.0).clamp(-10.0, 11.0)
    }
}

/// The rectangle of the axes on the sheet, and its two axes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) area: Rect,
    pub(crate) x: Axis,
    pub(crate) y: Axis,
    /// Font size of texts within, points.
    pub(crate) font: f64,
}

impl Frame {
    /// The point of the sheet for numbers `x`, `y`.
    pub(crate) fn at(&self, x: f64, y: f64) -> Option<Pt> {
        Some((self.px(self.x.place(x)?), self.py(self.y.place(y)?)))
    }

    /// Like [`Self::at`], for points within the box only.
    pub(crate) fn at_inside(&self, x: f64, y: f64) -> Option<Pt> {
        self.at(x, y).filter(|&p| self.area.grown(1e-6).contains(p))
    }

    pub(crate) fn px(&self, t: f64) -> f64 {
        self.area.x + t * self.area.w
    }

    pub(crate) fn py(&self, t: f64) -> f64 {
        self.area.bottom() - t * self.area.h
    }

    /// The points of two sequences, cut into runs where a number is not finite.
    pub(crate) fn runs(&self, x: &[f64], y: &[f64]) -> Vec<Vec<Pt>> {
        let mut runs = vec![Vec::new()];
        for (&x, &y) in x.iter().zip(y) {
            match self.at(x, y) {
                Some(p) => runs.last_mut().expect("never empty").push(p),
                None => runs.push(Vec::new()),
            }
        }
        runs.retain(|run| !run.is_empty());
        runs
    }

    /// The rectangle between two corners in numbers, edges on whole pixels.
    pub(crate) fn rect(&self, (x0, y0): Pt, (x1, y1): Pt) -> Rect {
        let (left, right) = (self.px(self.x.place_or_low(x0)), self.px(self.x.place_or_low(x1)));
        let (top, bottom) = (self.py(self.y.place_or_low(y0)), self.py(self.y.place_or_low(y1)));
        Rect::new(left.min(right), top.min(bottom), (right - left).abs(), (bottom - top).abs())
    }
}

const COLUMNS: [&str; 6] = ["x", "y", "z", "u", "v", "w"];

/// The numbers of a figure in long form.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    panel: String,
    counts: std::collections::BTreeMap<&'static str, usize>,
    blocks: Vec<Block>,
}

/// Rows of one series, one after the other, all of the same length.
#[derive(Debug)]
struct Block {
    panel: String,
    series: String,
    columns: usize,
    numbers: Vec<f64>,
}

impl Block {
    fn continues(&self, panel: &str, series: &str, columns: usize) -> bool {
        self.columns == columns && self.series == series && self.panel == panel
    }
}

impl Rows {
    pub(crate) fn panel(&mut self, name: String) {
        self.panel = name;
        self.counts.clear();
    }

    /// The name of an artist's rows: its label, or what it is and a number.
    pub(crate) fn series(&mut self, label: Option<&str>, kind: &'static str) -> String {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        label.map_or_else(|| format!("{kind} {count}"), str::to_owned)
    }

    /// A row; there is at least one number in it.
    pub(crate) fn push(&mut self, series: &str, numbers: &[f64]) {
        match self.blocks.last_mut() {
            Some(last) if last.continues(&self.panel, series, numbers.len()) => last.numbers.extend_from_slice(numbers),
            _ => self.blocks.push(Block {
                panel: self.panel.clone(),
                series: series.to_owned(),
                columns: numbers.len(),
                numbers: numbers.to_vec(),
            }),
        }
    }

    /// CSV with a header; only the columns that are used.
    pub(crate) fn csv(&self) -> String {
        let columns = self.blocks.iter().map(|block| block.columns).max().unwrap_or(2).clamp(2, COLUMNS.len());
        let mut out = format!("panel,series,{}\n", COLUMNS[..columns].join(","));
        for block in &self.blocks {
            let names = format!("{},{}", quoted(&block.panel), quoted(&block.series));
            let end = ",".repeat(columns.saturating_sub(block.columns)) + "\n";
            for row in block.numbers.chunks(block.columns) {
                out.push_str(&names);
                for number in row {
                    write!(out, ",{number}").expect("a String takes everything");
                }
                out.push_str(&end);
            }
        }
        out
    }
}

/// A CSV field.
pub(crate) fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_leave_five_percent_where_nothing_sticks() {
        let mut span = Span::new(false);
        span.stick(0.0);
        span.add_all(&[10.0, f64::NAN, f64::INFINITY]);
        assert_eq!(span.limits(), (0.0, 10.5));
    }

    #[test]
    fn log_axes_ignore_what_has_no_logarithm() {
        let mut span = Span::new(true);
        span.add_all(&[-1.0, 0.0, 1.0, 100.0]);
        let (lo, hi) = span.limits();
        assert!((lo - 10f64.powf(-0.1)).abs() < 1e-12 && (hi - 10f64.powf(2.1)).abs() < 1e-9);
        assert_eq!(Axis { lo: 1.0, hi: 100.0, log: true }.place(0.0), None);
        assert_eq!(Axis { lo: 1.0, hi: 100.0, log: true }.place(10.0), Some(0.5));
    }

    #[test]
    fn empty_and_flat_data_have_limits() {
        assert_eq!(Span::new(false).limits(), (0.0, 1.0));
        let mut span = Span::new(false);
        span.add(2.0);
        assert_eq!(span.limits(), (1.9, 2.1));
    }

    #[test]
    fn csv_quotes_and_leaves_out_unused_columns() {
        let mut rows = Rows::default();
        rows.panel("a, b".into());
        rows.push("s", &[1.0, 0.5]);
        assert_eq!(rows.csv(), "panel,series,x,y\n\"a, b\",s,1,0.5\n");
    }
}
