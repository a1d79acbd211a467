//! Filled areas: between two curves, rectangles, decision regions.

use crate::artist::{Artist, Extent, Frame, Key, Rows};
use crate::axes::{Axes, same_length};
use crate::canvas::Canvas;
use crate::color::Color;
use crate::data::Values;
use crate::geometry::{Pt, Rect};
use crate::style::{Look, Pen, paint_methods};

/// The area between two curves, made by [`Axes::fill_between`].
#[derive(Clone, Debug)]
pub struct Fill {
    x: Vec<f64>,
    y1: Vec<f64>,
    y2: Vec<f64>,
    look: Look,
}

impl Axes {
    /// The area between `y1` and `y2` over `x`, half transparent.
    ///
    /// # Panics
    /// If the lengths differ.
    #[track_caller]
    pub fn fill_between(&mut self, x: impl Values, y1: impl Values, y2: impl Values) -> &mut Fill {
        let (x, y1, y2) = (x.values(), y1.values(), y2.values());
        same_length("fill_between", &x, &y1);
        same_length("fill_between", &x, &y2);
        self.push(Fill { x, y1, y2, look: Look { alpha: 0.4, ..Look::default() } })
    }

    /// A filled rectangle between two opposite corners.
    pub fn rect(&mut self, corner: (f64, f64), opposite: (f64, f64)) -> &mut Patch {
        self.push(Patch { corner, opposite, look: Look::default(), edge: None })
    }

    /// Colours the plane by the class (0, 1, 2 …) that `class` gives each point of a rectangle.
    pub fn regions(&mut self, x: (f64, f64), y: (f64, f64), class: impl Fn(f64, f64) -> usize) -> &mut Regions {
        let at = |(lo, hi): (f64, f64), i: usize| lo + (hi - lo) * (i as f64 + 0.5) / REGION_STEPS as f64;
        let classes = (0..REGION_STEPS * REGION_STEPS)
            .map(|i| class(at(x, i % REGION_STEPS), at(y, REGION_STEPS - 1 - i / REGION_STEPS)))
            .collect();
        self.push(Regions { x, y, classes, colors: vec![Color::PEACH, Color::SKY, Color::MINT, Color::YELLOW] })
    }
}

impl Fill {
    paint_methods!();
}

impl Artist for Fill {
    fn extend(&self, extent: &mut Extent) {
        for ((&x, &a), &b) in self.x.iter().zip(&self.y1).zip(&self.y2) {
            if x.is_finite() && a.is_finite() && b.is_finite() {
                extent.x.add(x);
                extent.y.add_all(&[a, b]);
            }
        }
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame, color: Color) {
        let mut runs: Vec<(Vec<Pt>, Vec<Pt>)> = vec![Default::default()];
        for ((&x, &a), &b) in self.x.iter().zip(&self.y1).zip(&self.y2) {
            match (frame.at(x, a), frame.at(x, b)) {
                (Some(a), Some(b)) => {
                    let run = runs.last_mut().expect("never empty");
                    run.0.push(near(a, frame));
                    run.1.push(near(b, frame));
                }
                _ => runs.push(Default::default()),
            }
        }
        for (mut outline, back) in runs {
            outline.extend(back.into_iter().rev());
            canvas.fill(&outline, self.look.paint(color));
        }
    }

    fn rows(&self, rows: &mut Rows) {
        let series = rows.series(self.look.label.as_deref(), "area");
        for ((&x, &a), &b) in self.x.iter().zip(&self.y1).zip(&self.y2) {
            rows.push(&series, &[x, a, b]);
        }
    }

    fn layer(&self) -> u8 {
        1
    }

    fn cycles(&self) -> bool {
        self.look.color.is_none()
    }

    fn key(&self, color: Color) -> Option<(String, Key)> {
        Some((self.look.label.clone()?, Key::Patch(self.look.paint(color), None)))
    }
}

/// Far away is as good as very far away, and can be computed with.
fn near((x, y): Pt, frame: &Frame) -> Pt {
    let far = frame.area.grown(10_000.0);
    (x.clamp(far.x, far.right()), y.clamp(far.y, far.bottom()))
}

/// A rectangle, made by [`Axes::rect`].
#[derive(Clone, Debug)]
pub struct Patch {
    corner: Pt,
    opposite: Pt,
    look: Look,
    edge: Option<Color>,
}

impl Patch {
    paint_methods!();

    /// The colour of the outline.
    pub fn edge(&mut self, color: Color) -> &mut Self {
        self.edge = Some(color);
        self
    }
}

impl Artist for Patch {
    fn extend(&self, extent: &mut Extent) {
        for (x, y) in [self.corner, self.opposite] {
            extent.x.add(x);
            extent.y.add(y);
        }
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame, color: Color) {
        let r = frame.rect(self.corner, self.opposite);
        canvas.fill_rect(r, self.look.paint(color));
        if let Some(edge) = self.edge {
            canvas.outline(&r.corners(), &Pen::solid(edge, 1.5));
        }
    }

    fn rows(&self, rows: &mut Rows) {
        let series = rows.series(self.look.label.as_deref(), "rectangle");
        for (x, y) in [self.corner, self.opposite] {
            rows.push(&series, &[x, y]);
        }
    }

    fn layer(&self) -> u8 {
        1
    }

    fn cycles(&self) -> bool {
        self.look.color.is_none()
    }

    fn key(&self, color: Color) -> Option<(String, Key)> {
        Some((self.look.label.clone()?, Key::Patch(self.look.paint(color), self.edge)))
    }
}

/// Points a side at which regions are evaluated.
const REGION_STEPS: usize = 400;

/// Decision regions, made by [`Axes::regions`].
#[derive(Clone, Debug)]
pub struct Regions {
    x: (f64, f64),
    y: (f64, f64),
    /// Row by row from the top.
    classes: Vec<usize>,
    colors: Vec<Color>,
}

impl Regions {
    /// The colours of the classes; they are repeated if there are fewer.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    pub fn colors(&mut self, colors: &[Color]) -> &mut Self {
        assert!(!colors.is_empty(), "regions need at least one colour");
        self.colors = colors.to_vec();
        self
    }
}

impl Artist for Regions {
    fn extend(&self, extent: &mut Extent) {
        [self.x.0, self.x.1].into_iter().for_each(|v| extent.x.stick(v));
        [self.y.0, self.y.1].into_iter().for_each(|v| extent.y.stick(v));
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame, _: Color) {
        let colors: Vec<Color> = self.classes.iter().map(|c| self.colors[c % self.colors.len()]).collect();
        let area: Rect = frame.rect((self.x.0, self.y.0), (self.x.1, self.y.1));
        canvas.smooth_image(&colors, REGION_STEPS, area);
    }

    /// Where along each tenth row the class changes.
    fn rows(&self, rows: &mut Rows) {
        let series = rows.series(None, "regions");
        let at = |(lo, hi): (f64, f64), i: usize| lo + (hi - lo) * (i as f64 + 0.5) / REGION_STEPS as f64;
        for (row, classes) in self.classes.chunks(REGION_STEPS).enumerate().step_by(10) {
            let y = at(self.y, REGION_STEPS - 1 - row);
            for (i, &class) in classes.iter().enumerate() {
                if i == 0 || class != classes[i - 1] {
                    rows.push(&series, &[at(self.x, i), y, class as f64]);
                }
            }
        }
    }

    fn layer(&self) -> u8 {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;

    #[test]
    fn area_between_curves_is_filled_and_nothing_else() {
        let mut ax = Axes::new();
        ax.xlim(0.0, 2.0).ylim(0.0, 4.0).axis_off();
        ax.fill_between([0.0, 1.0, 2.0], [1.0, 1.0, f64::NAN], [3.0, 3.0, 3.0]).color(Color::RED).alpha(1.0);
        let canvas = Figure::from(ax).draw().unwrap();
        assert_eq!(canvas.pixel(100, 240), Color::RED);
        assert_eq!(canvas.pixel(100, 100), Color::WHITE);
        assert_eq!(canvas.pixel(500, 240), Color::WHITE);
        assert_eq!(canvas.pixel(5, 240), Color::WHITE);
    }

    #[test]
    fn regions_show_the_class_of_each_point() {
        let mut ax = Axes::new();
        ax.axis_off();
        ax.regions((0.0, 1.0), (0.0, 1.0), |x, y| usize::from(x + y > 1.0)).colors(&[Color::RED, Color::BLUE]);
        let canvas = Figure::from(ax).draw().unwrap();
        assert_eq!(canvas.pixel(100, 400), Color::RED);
        assert_eq!(canvas.pixel(500, 80), Color::BLUE);
    }
}
