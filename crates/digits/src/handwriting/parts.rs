//! Pieces of ink, put together to digits.

use std::ops::Range;

use super::ink::Ink;
use super::plane::Plane;

/// Strokes that hang together, or belong together.
pub(super) struct Part {
    /// Columns and rows of the rectangle that it fills.
    pub(super) columns: Range<usize>,
    pub(super) rows: Range<usize>,
    /// Its pixels, (x, y).
    pixels: Vec<(usize, usize)>,
}

impl Part {
    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    pub(super) fn height(&self) -> usize {
        self.rows.len()
    }

    /// The amount of ink in its rectangle and `margin` pixels around it, without what belongs to other parts.
    pub(super) fn ink(&self, ink: &Ink, margin: usize) -> Plane {
        let (width, height) = (self.width() + 2 * margin, self.height() + 2 * margin);
        let mut own = Plane::from_fn(width, height, |_, _| 0.0);
        for (x, y) in &self.pixels {
            own.values[(y + margin - self.rows.start) * width + x + margin - self.columns.start] = 1.0;
        }
        // The soft edge of a stroke is below the threshold, but next to it.
        let near = own.extreme(2, f32::max);
        Plane::from_fn(width, height, |x, y| {
            let (from_left, from_top) = (x + self.columns.start, y + self.rows.start);
            let inside = (margin..ink.amount.width + margin).contains(&from_left)
                && (margin..ink.amount.height + margin).contains(&from_top);
            if inside { near.at(x, y) * ink.amount.at(from_left - margin, from_top - margin) } else { 0.0 }
        })
    }

    fn join(&mut self, other: Part) {
        self.columns = self.columns.start.min(other.columns.start)..self.columns.end.max(other.columns.end);
        self.rows = self.rows.start.min(other.rows.start)..self.rows.end.max(other.rows.end);
        self.pixels.extend(other.pixels);
    }
}

/// The digits in the order of reading.
pub(super) fn digits(ink: &Ink) -> Vec<Part> {
    let mut parts = connected(ink);
    drop_specks(&mut parts);
    drop_edges(&mut parts, ink.amount.width, ink.amount.height);
    join_above_each_other(&mut parts);
    let tallest = tallest(&parts);
    parts.retain(|part| 3 * part.height() > tallest); // dots and dashes
    in_reading_order(parts)
}

fn tallest(parts: &[Part]) -> usize {
    parts.iter().map(Part::height).max().unwrap_or(0)
}

/// The pixels with more ink than the threshold, those that touch each other (at a corner, too) in one part.
fn connected(ink: &Ink) -> Vec<Part> {
    let (width, height) = (ink.amount.width, ink.amount.height);
    let mut left: Vec<bool> = ink.amount.values.iter().map(|&amount| amount > ink.threshold).collect();
    let mut parts = Vec::new();
    for start in 0..left.len() {
        if !std::mem::take(&mut left[start]) {
            continue;
        }
        let mut pixels = vec![(start % width, start / width)];
        let mut next = 0;
        while let Some(&(x, y)) = pixels.get(next) {
            next += 1;
            for y in y.saturating_sub(1)..(y + 2).min(height) {
                for x in x.saturating_sub(1)..(x + 2).min(width) {
                    if std::mem::take(&mut left[y * width + x]) {
                        pixels.push((x, y));
                    }
                }
            }
        }
        let range = |of: fn(&(usize, usize)) -> usize| {
            let places = || pixels.iter().map(of);
            places().min().expect("a pixel")..places().max().expect("a pixel") + 1
        };
        parts.push(Part { columns: range(|p| p.0), rows: range(|p| p.1), pixels });
    }
    parts
}

/// Drops what is tiny beside the largest part.
fn drop_specks(parts: &mut Vec<Part>) {
    let largest = parts.iter().map(|part| part.pixels.len()).max().unwrap_or(0);
    parts.retain(|part| 50 * part.pixels.len() > largest);
}

/// Drops what touches the frame of the picture, such as the edge of the paper, if something else does not.
fn drop_edges(parts: &mut Vec<Part>, width: usize, height: usize) {
    let touches = |part: &Part| {
        part.columns.start == 0 || part.rows.start == 0 || part.columns.end == width || part.rows.end == height
    };
    let largest = parts.iter().map(|part| part.pixels.len()).max().unwrap_or(0);
    if parts.iter().any(|part| !touches(part) && 5 * part.pixels.len() > largest) {
        parts.retain(|part| !touches(part));
    }
}

/// Joins parts of which one lies above the other, such as the bar of a 5: but not two whole digits of two lines.
fn join_above_each_other(parts: &mut Vec<Part>) {
    let whole = 3 * tallest(parts) / 5;
    let belong = |a: &Part, b: &Part| {
        let shared = a.columns.end.min(b.columns.end).saturating_sub(a.columns.start.max(b.columns.start));
        10 * shared >= 3 * a.width().min(b.width()) && a.height().min(b.height()) < whole
    };
    let mut i = 0;
    while i < parts.len() {
        match (i + 1..parts.len()).find(|&j| belong(&parts[i], &parts[j])) {
            Some(j) => {
                let other = parts.swap_remove(j);
                parts[i].join(other);
                i = 0;
            }
            None => i += 1,
        }
    }
}

/// Line by line, and in each line from left to right. A line is what is as high as its highest digit's middle.
fn in_reading_order(mut parts: Vec<Part>) -> Vec<Part> {
    parts.sort_by_key(|part| (part.rows.start, part.columns.start));
    let mut lines: Vec<Vec<Part>> = Vec::new();
    for part in parts {
        let middle = part.rows.start + part.height() / 2;
        match lines.iter_mut().find(|line| line[0].rows.contains(&middle)) {
            Some(line) => line.push(part),
            None => lines.push(vec![part]),
        }
    }
    lines.iter_mut().for_each(|line| line.sort_by_key(|part| part.columns.start));
    lines.into_iter().flatten().collect()
}
