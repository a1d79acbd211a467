//! The legend: which sign means which series.

use crate::artist::{Frame, Key};
use crate::canvas::{Anchor, Canvas};
use crate::color::Color;
use crate::geometry::{Pt, Rect};
use crate::style::Pen;
use crate::text::{self, POINT};

/// Where the legend stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Legend {
    /// In the corner where it hides least of the lines.
    #[default]
    Best,
    /// Inside, in the upper right corner.
    UpperRight,
    /// Inside, in the upper left corner.
    UpperLeft,
    /// Inside, in the lower left corner.
    LowerLeft,
    /// Inside, in the lower right corner.
    LowerRight,
    /// Inside, at the middle of the right edge.
    CenterRight,
    /// Inside, at the middle of the left edge.
    CenterLeft,
    /// Inside, at the middle of the upper edge.
    UpperCenter,
    /// Inside, at the middle of the lower edge.
    LowerCenter,
    /// Beside the box, on its right.
    Outside,
}

const PLACES: [(Legend, (f64, f64)); 8] = [
    (Legend::UpperRight, (1.0, 0.0)),
    (Legend::UpperLeft, (0.0, 0.0)),
    (Legend::LowerLeft, (0.0, 1.0)),
    (Legend::LowerRight, (1.0, 1.0)),
    (Legend::CenterRight, (1.0, 0.5)),
    (Legend::CenterLeft, (0.0, 0.5)),
    (Legend::LowerCenter, (0.5, 1.0)),
    (Legend::UpperCenter, (0.5, 0.0)),
];

/// The entries of a legend and the sizes that follow from them.
pub(crate) struct Entries {
    keys: Vec<(String, Key)>,
    /// Points.
    font: f64,
    columns: usize,
}

impl Entries {
    /// One column of labels with their signs.
    pub(crate) fn column(keys: Vec<(String, Key)>, font: f64) -> Self {
        Self { keys, font, columns: 1 }
    }

    /// Each label once, in one row as far as `width` allows.
    pub(crate) fn row(all: impl Iterator<Item = (String, Key)>, font: f64, width: f64) -> Self {
        let mut keys: Vec<(String, Key)> = Vec::new();
        for (label, key) in all {
            if !keys.iter().any(|(known, _)| *known == label) {
                keys.push((label, key));
            }
        }
        let columns = keys.len().max(1);
        let mut entries = Self { keys, font, columns };
        while entries.columns > 1 && entries.size().0 > width {
            entries.columns -= 1;
        }
        entries
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    fn em(&self) -> f64 {
        self.font * POINT
    }

    fn column_width(&self) -> f64 {
        let text = self.keys.iter().map(|(label, _)| text::measure(label, self.em()).0).fold(0.0, f64::max);
        2.8 * self.em() + text
    }

    fn row_height(&self) -> f64 {
        let text = self.keys.iter().map(|(label, _)| text::measure(label, self.em()).1).fold(0.0, f64::max);
        text.max(self.em()) + 0.45 * self.em()
    }

    /// Width and height in pixels, frame included.
    pub(crate) fn size(&self) -> Pt {
        let rows = self.keys.len().div_ceil(self.columns);
        let width = self.columns as f64 * self.column_width() + (self.columns - 1) as f64 * 1.5 * self.em();
        (width + 0.8 * self.em(), rows as f64 * self.row_height() + 0.35 * self.em())
    }

    /// Draws the framed legend with its upper left corner at `(x, y)`.
    pub(crate) fn draw(&self, canvas: &mut Canvas, (x, y): Pt) {
        let (w, h) = self.size();
        let em = self.em();
        let frame = Rect::new(x.round() + 0.5, y.round() + 0.5, w.round(), h.round());
        let shape = rounded(frame, 0.2 * em);
        canvas.fill(&shape, Color::WHITE.alpha(0.8));
        canvas.outline(&shape, &Pen::solid(Color::rgb(204, 204, 204), 0.8));
        for (i, (label, key)) in self.keys.iter().enumerate() {
            let (row, column) = (i / self.columns, i % self.columns);
            let left = frame.x + 0.4 * em + column as f64 * (self.column_width() + 1.5 * em);
            let middle = frame.y + 0.175 * em + (row as f64 + 0.5) * self.row_height();
            match key {
                Key::Line(pen, marker) => {
                    if let Some(pen) = pen {
                        canvas.line(&[(left, middle.round() + 0.5), (left + 2.0 * em, middle.round() + 0.5)], pen);
                    }
                    if let Some((marker, size, color)) = *marker {
                        canvas.marker(marker, (left + em, middle.round() + 0.5), size, color, None);
                    }
                }
                Key::Patch(color, edge) => {
                    let patch = Rect::new(left, (middle - 0.35 * em).round(), 2.0 * em, 0.7 * em);
                    canvas.fill_rect(patch, *color);
                    if let Some(edge) = edge {
                        canvas.outline(&patch.corners(), &Pen::solid(*edge, 0.8));
                    }
                }
            }
            canvas.text(label, (left + 2.8 * em, middle + 0.12 * em), self.font, Anchor::LEFT, Color::BLACK);
        }
    }
}

/// Draws a legend inside its frame or beside it. `points` are those that it should not hide.
pub(crate) fn draw(place: Legend, keys: Vec<(String, Key)>, points: &[Pt], canvas: &mut Canvas, frame: &Frame) {
    let entries = Entries::column(keys, frame.font);
    if entries.is_empty() {
        return;
    }
    let (w, h) = entries.size();
    let gap = 0.5 * frame.font * POINT;
    let corner = |(u, v): Pt| {
        (
            frame.area.x + gap + u * (frame.area.w - w - 2.0 * gap),
            frame.area.y + gap + v * (frame.area.h - h - 2.0 * gap),
        )
    };
    let at = match place {
        Legend::Outside => (frame.area.right() + gap, frame.area.y),
        Legend::Best => {
            let hidden = |&(_, place): &(Legend, Pt)| {
                let (x, y) = corner(place);
                let area = Rect::new(x, y, w, h).grown(gap);
                points.iter().filter(|&&p| area.contains(p)).count()
            };
            corner(PLACES.iter().min_by_key(|p| hidden(p)).expect("some places").1)
        }
        fixed => corner(PLACES.iter().find(|p| p.0 == fixed).expect("every inner place is listed").1),
    };
    entries.draw(canvas, at);
}

/// The outline of a rectangle with round corners.
pub(crate) fn rounded(r: Rect, radius: f64) -> Vec<Pt> {
    let centers = [
        (r.right() - radius, r.y + radius, -90.0),
        (r.right() - radius, r.bottom() - radius, 0.0),
        (r.x + radius, r.bottom() - radius, 90.0),
        (r.x + radius, r.y + radius, 180.0),
    ];
    let corner = |(x, y, from): (f64, f64, f64)| {
        (0..=6).map(move |i| {
            let (sin, cos) = (from + 15.0 * f64::from(i)).to_radians().sin_cos();
            (x + radius * cos, y + radius * sin)
        })
    };
    centers.into_iter().flat_map(corner).collect()
}
