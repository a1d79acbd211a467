//! One panel of a figure: a boxed coordinate system and what is drawn into it.

use crate::artist::{Artist, Axis, Extent, Frame, Key, Rows, Span};
use crate::color::Color;
use crate::geometry::Pt;
use crate::legend::Legend;
use std::any::Any;

/// A boxed coordinate system. The methods that set something return `&mut Self`, those that draw return what was drawn, to be refined.
///
/// ```
/// use plot::{Axes, Color, Figure, Legend};
/// let x = plot::arange(0.0, 6.0, 0.1);
/// let mut ax = Axes::new();
/// ax.title("sin & cos").xlabel("x").ylabel("y");
/// ax.plot(&x, x.iter().map(|x| x.sin()).collect::<Vec<_>>()).label("sin");
/// ax.plot(&x, x.iter().map(|x| x.cos()).collect::<Vec<_>>()).label("cos").dashed();
/// ax.hline(0.0).color(Color::BLACK).dashed();
/// ax.legend(Legend::Best);
/// assert!(Figure::from(ax).csv().starts_with("panel,series,x,y\nsin & cos,sin,0,0\n"));
/// ```
#[derive(Debug, Default)]
pub struct Axes {
    pub(crate) artists: Vec<Box<dyn Artist>>,
    pub(crate) title: Text,
    pub(crate) xlabel: String,
    pub(crate) ylabel: String,
    pub(crate) x: AxisOptions,
    pub(crate) y: AxisOptions,
    pub(crate) grid: bool,
    pub(crate) equal: bool,
    pub(crate) off: bool,
    pub(crate) legend: Option<Legend>,
    pub(crate) colorbar: Option<String>,
}

/// A title: what it says, and how.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) size: Option<f64>,
}

/// What the user asked of one axis.
#[derive(Clone, Debug, Default)]
pub(crate) struct AxisOptions {
    pub(crate) limits: Option<(f64, f64)>,
    pub(crate) log: bool,
    pub(crate) inverted: bool,
    pub(crate) integer: bool,
    pub(crate) ticks: TickOptions,
    /// Ticks without their texts (the texts are at another panel that shares this axis).
    pub(crate) bare: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) enum TickOptions {
    #[default]
    Automatic,
    Hidden,
    At(Vec<f64>),
    Labels(Vec<f64>, Vec<String>),
}

impl Axes {
    /// Empty axes.
    pub fn new() -> Self {
        Self::default()
    }

    /// The title above the box.
    pub fn title(&mut self, title: impl Into<String>) -> &mut Self {
        self.title.text = title.into();
        self
    }

    /// The font size of the title in points (12 is the default).
    pub fn title_size(&mut self, points: f64) -> &mut Self {
        self.title.size = Some(points);
        self
    }

    /// What the horizontal axis means.
    pub fn xlabel(&mut self, label: impl Into<String>) -> &mut Self {
        self.xlabel = label.into();
        self
    }

    /// What the vertical axis means.
    pub fn ylabel(&mut self, label: impl Into<String>) -> &mut Self {
        self.ylabel = label.into();
        self
    }

    /// The numbers at the left and the right edge; `lo > hi` turns the axis round.
    pub fn xlim(&mut self, lo: f64, hi: f64) -> &mut Self {
        self.x.limits = Some((lo, hi));
        self
    }

    /// The numbers at the lower and the upper edge; `lo > hi` turns the axis round.
    pub fn ylim(&mut self, lo: f64, hi: f64) -> &mut Self {
        self.y.limits = Some((lo, hi));
        self
    }

    /// A logarithmic vertical axis; numbers that are not positive are left out.
    pub fn ylog(&mut self) -> &mut Self {
        self.y.log = true;
        self
    }

    /// Both axes logarithmic.
    pub fn loglog(&mut self) -> &mut Self {
        self.x.log = true;
        self.ylog()
    }

    /// Gray lines at the ticks.
    pub fn grid(&mut self) -> &mut Self {
        self.grid = true;
        self
    }

    /// One unit has the same length on both axes.
    pub fn equal_aspect(&mut self) -> &mut Self {
        self.equal = true;
        self
    }

    /// No box, no ticks, no axis labels.
    pub fn axis_off(&mut self) -> &mut Self {
        self.off = true;
        self
    }

    /// Ticks of the horizontal axis at these places.
    pub fn xticks(&mut self, at: impl crate::Values) -> &mut Self {
        self.x.ticks = TickOptions::At(at.values());
        self
    }

    /// Ticks of the vertical axis at these places.
    pub fn yticks(&mut self, at: impl crate::Values) -> &mut Self {
        self.y.ticks = TickOptions::At(at.values());
        self
    }

    /// Ticks of the vertical axis at these places, with these texts.
    ///
    /// # Panics
    /// If there are not as many texts as places.
    #[track_caller]
    pub fn ytick_labels<T: ToString>(&mut self, at: impl crate::Values, labels: &[T]) -> &mut Self {
        self.y.ticks = labelled(at.values(), labels);
        self
    }

    /// No ticks on the horizontal axis.
    pub fn hide_xticks(&mut self) -> &mut Self {
        self.x.ticks = TickOptions::Hidden;
        self
    }

    /// No ticks at all.
    pub fn hide_ticks(&mut self) -> &mut Self {
        self.y.ticks = TickOptions::Hidden;
        self.hide_xticks()
    }

    /// A framed legend of everything that has a label.
    pub fn legend(&mut self, place: Legend) -> &mut Self {
        self.legend = Some(place);
        self
    }

    /// A colour bar with a label (which may be empty) for the last thing drawn that has a colour map.
    pub fn colorbar(&mut self, label: impl Into<String>) -> &mut Self {
        self.colorbar = Some(label.into());
        self
    }

    pub(crate) fn push<A: Artist>(&mut self, artist: A) -> &mut A {
        self.artists.push(Box::new(artist));
        let last: &mut dyn Any = self.artists.last_mut().expect("just pushed").as_mut();
        last.downcast_mut().expect("of the type just pushed")
    }

    /// Each artist with its colour of the cycle.
    pub(crate) fn colored(&self) -> Vec<(&dyn Artist, Color)> {
        let mut next = 0;
        self.artists
            .iter()
            .map(|artist| {
                let color = Color::cycle(next);
                next += usize::from(artist.cycles());
                (artist.as_ref(), color)
            })
            .collect()
    }

    /// What a legend says: the label of each artist that has one, and its sign.
    pub(crate) fn keys(&self) -> Vec<(String, Key)> {
        self.colored().into_iter().filter_map(|(artist, color)| artist.key(color)).collect()
    }

    /// Points that a legend should not hide.
    pub(crate) fn touches(&self, frame: &Frame) -> Vec<Pt> {
        self.artists.iter().flat_map(|artist| artist.touches(frame)).collect()
    }

    /// The numbers that the artists want to show.
    pub(crate) fn extent(&self) -> Extent {
        let mut extent = Extent { x: Span::new(self.x.log), y: Span::new(self.y.log) };
        self.artists.iter().for_each(|artist| artist.extend(&mut extent));
        extent
    }

    pub(crate) fn rows(&self, rows: &mut Rows) {
        self.artists.iter().for_each(|artist| artist.rows(rows));
    }
}

impl AxisOptions {
    /// The axis that shows `span`, unless the user set limits that can be used.
    pub(crate) fn axis(&self, span: &Span) -> Axis {
        let usable = |&(lo, hi): &(f64, f64)| {
            lo.is_finite() && hi.is_finite() && lo != hi && (!self.log || (lo > 0.0 && hi > 0.0))
        };
        let (lo, hi) = self.limits.filter(usable).unwrap_or_else(|| span.limits());
        let (lo, hi) = if self.inverted { (hi, lo) } else { (lo, hi) };
        Axis { lo, hi, log: self.log }
    }
}

#[track_caller]
pub(crate) fn labelled<T: ToString>(at: Vec<f64>, labels: &[T]) -> TickOptions {
    assert_eq!(at.len(), labels.len(), "ticks: {} places but {} labels", at.len(), labels.len());
    TickOptions::Labels(at, labels.iter().map(ToString::to_string).collect())
}

/// # Panics
/// If the lengths differ.
#[track_caller]
pub(crate) fn same_length(what: &str, x: &[f64], y: &[f64]) {
    assert_eq!(x.len(), y.len(), "{what}: x has {} numbers but y has {}", x.len(), y.len());
}
