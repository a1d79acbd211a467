//! Pens, dashes and markers, and the builder methods that the drawn things share.

use crate::color::Color;

/// The sign drawn at data points; matplotlib's letter in parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// Disc (`o`).
    Circle,
    /// Square (`s`).
    Square,
    /// Diamond (`D`).
    Diamond,
    /// Diagonal cross (`x`).
    Cross,
    /// Triangle that points up (`^`).
    TriangleUp,
    /// Triangle that points down (`v`).
    TriangleDown,
    /// Small disc (`.`).
    Point,
    /// Upright cross (`+`).
    Plus,
    /// Star (`*`).
    Star,
}

/// How a line is interrupted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dash {
    /// Not at all.
    #[default]
    Solid,
    /// `--`
    Dashed,
    /// `:`
    Dotted,
    /// `-.`
    DashDot,
}

impl Dash {
    /// Strokes and gaps in multiples of the line width.
    pub(crate) fn pattern(self) -> Option<&'static [f64]> {
        match self {
            Self::Solid => None,
            Self::Dashed => Some(&[3.7, 1.6]),
            Self::Dotted => Some(&[1.0, 1.65]),
            Self::DashDot => Some(&[6.4, 1.6, 1.0, 1.6]),
        }
    }
}

/// What lines are drawn with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pen {
    pub(crate) color: Color,
    /// Points.
    pub(crate) width: f64,
    pub(crate) dash: Dash,
}

impl Pen {
    pub(crate) fn solid(color: Color, width: f64) -> Self {
        Self { color, width, dash: Dash::Solid }
    }
}

/// Colour, opacity, width and dash as the user sets them; without a colour the axes' cycle decides.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    pub(crate) label: Option<String>,
    pub(crate) color: Option<Color>,
    pub(crate) alpha: f64,
    /// Points.
    pub(crate) width: f64,
    pub(crate) dash: Dash,
}

impl Default for Look {
    fn default() -> Self {
        Self { label: None, color: None, alpha: 1.0, width: 1.5, dash: Dash::Solid }
    }
}

impl Look {
    pub(crate) fn paint(&self, cycle: Color) -> Color {
        self.color.unwrap_or(cycle).alpha(self.alpha)
    }

    pub(crate) fn pen(&self, cycle: Color) -> Pen {
        Pen { color: self.paint(cycle), width: self.width, dash: self.dash }
    }
}

/// `label`, `color` and `alpha` for a type with a field `look`.
macro_rules! paint_methods {
    () => {
        /// The name in the legend and in the CSV file.
        pub fn label(&mut self, label: impl Into<String>) -> &mut Self {
            self.look.label = Some(label.into());
            self
        }

        /// The colour; without it the axes' next default colour.
        pub fn color(&mut self, color: $crate::Color) -> &mut Self {
            self.look.color = Some(color);
            self
        }

        /// Opacity, 0 (invisible) to 1.
        pub fn alpha(&mut self, alpha: f64) -> &mut Self {
            self.look.alpha = alpha;
            self
        }
    };
}

/// `width`, `dashed`, `dotted`, `dash_dot` for a type with a field `look`.
macro_rules! stroke_methods {
    () => {
        /// The line's width in points (1.5 is the default).
        pub fn width(&mut self, points: f64) -> &mut Self {
            self.look.width = points;
            self
        }

        /// A dashed line (`--`).
        pub fn dashed(&mut self) -> &mut Self {
            self.look.dash = $crate::Dash::Dashed;
            self
        }

        /// A dotted line (`:`).
        pub fn dotted(&mut self) -> &mut Self {
            self.look.dash = $crate::Dash::Dotted;
            self
        }

        /// A line of dashes and dots (`-.`).
        pub fn dash_dot(&mut self) -> &mut Self {
            self.look.dash = $crate::Dash::DashDot;
            self
        }
    };
}

pub(crate) use {paint_methods, stroke_methods};
