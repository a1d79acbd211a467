//! Texts within axes, with an arrow if wanted.

use crate::artist::{Artist, Extent, Frame, Rows};
use crate::axes::Axes;
use crate::canvas::{Anchor, Canvas};
use crate::color::Color;
use crate::geometry::{Pt, Rect, cut};
use crate::style::Pen;
use crate::text::{self, POINT};

/// A text, made by [`Axes::text`].
#[derive(Clone, Debug)]
pub struct Note {
    at: Pt,
    text: String,
    anchor: Anchor,
    color: Color,
    size: Option<f64>,
    degrees: f64,
    arrow: Option<Pt>,
    fill: Option<Color>,
}

impl Axes {
    /// A text centred at `(x, y)`; it may have several lines.
    pub fn text(&mut self, x: f64, y: f64, text: impl Into<String>) -> &mut Note {
        let (anchor, color) = (Anchor::CENTER, Color::BLACK);
        self.push(Note {
            at: (x, y),
            text: text.into(),
            anchor,
            color,
            size: None,
            degrees: 0.0,
            arrow: None,
            fill: None,
        })
    }
}

impl Note {
    /// The colour of text and arrow.
    pub fn color(&mut self, color: Color) -> &mut Self {
        self.color = color;
        self
    }

    /// The font size in points (that of the axes by default).
    pub fn size(&mut self, points: f64) -> &mut Self {
        self.size = Some(points);
        self
    }

    /// The text begins at the point.
    pub fn left(&mut self) -> &mut Self {
        self.anchor.0 = 0.0;
        self
    }

    /// The text ends at the point.
    pub fn right(&mut self) -> &mut Self {
        self.anchor.0 = 1.0;
        self
    }

    /// The text stands above the point.
    pub fn above(&mut self) -> &mut Self {
        self.anchor.1 = 1.0;
        self
    }

    /// The text hangs below the point.
    pub fn below(&mut self) -> &mut Self {
        self.anchor.1 = 0.0;
        self
    }

    /// Turns the text counter-clockwise.
    pub fn rotate(&mut self, degrees: f64) -> &mut Self {
        self.degrees = degrees;
        self
    }

    /// An arrow from the text to `(x, y)`.
    pub fn arrow_to(&mut self, x: f64, y: f64) -> &mut Self {
        self.arrow = Some((x, y));
        self
    }

    /// A framed box of this colour behind the text.
    pub fn boxed(&mut self, fill: Color) -> &mut Self {
        self.fill = Some(fill);
        self
    }
}

impl Artist for Note {
    fn extend(&self, extent: &mut Extent) {
        for (x, y) in [Some(self.at), self.arrow].into_iter().flatten() {
            extent.x.add(x);
            extent.y.add(y);
        }
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame, _: Color) {
        let Some(at) = frame.at(self.at.0, self.at.1) else { return };
        let size = self.size.unwrap_or(frame.font);
        let (w, h) = text::measure(&self.text, size * POINT);
        let place = Rect::new(at.0 - w * self.anchor.0, at.1 - h * self.anchor.1, w, h).grown(0.35 * size * POINT);
        if let Some(to) = self.arrow.and_then(|(x, y)| frame.at(x, y)).filter(|&to| !place.contains(to)) {
            // The arrow begins where the line from the middle of the text leaves its box.
            if let Some((_, from)) = cut(place.center(), to, &place) {
                canvas.arrow(from, to, &Pen::solid(self.color, 1.0), 6.0 * POINT);
            }
        }
        if let Some(fill) = self.fill {
            canvas.fill_rect(place, fill);
            canvas.outline(&place.corners(), &Pen::solid(self.color, 0.8));
        }
        canvas.turned_text(&self.text, at, size, self.anchor, self.color, self.degrees);
    }

    fn rows(&self, rows: &mut Rows) {
        rows.push(&self.text, &[self.at.0, self.at.1]);
    }

    fn layer(&self) -> u8 {
        3
    }

    fn touches(&self, frame: &Frame) -> Vec<Pt> {
        frame.at(self.at.0, self.at.1).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;

    #[test]
    fn text_stands_where_it_was_told_and_its_arrow_reaches_its_point() {
        let mut ax = Axes::new();
        ax.xlim(0.0, 1.0).ylim(0.0, 1.0).axis_off();
        ax.text(0.25, 0.5, "here").color(Color::RED).arrow_to(0.75, 0.5);
        let canvas = Figure::from(ax).draw().unwrap();
        let (text, place) = &canvas.texts[0];
        assert_eq!(text, "here");
        assert!((place.center().0 - 165.0).abs() < 3.0 && (place.center().1 - 240.0).abs() < 4.0, "{place:?}");
        assert_eq!(canvas.pixel(470, 239), Color::RED);
        assert_eq!(canvas.pixel(480, 239), Color::WHITE);
        assert!(canvas.pixel(place.right() as usize + 12, 240) != Color::WHITE);
    }
}
