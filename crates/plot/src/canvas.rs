//! The sheet that everything is drawn on, by plotters and its backend.

use crate::backend::{Fractions, Sheet, Target, fractions, path};
use crate::color::Color;
use crate::geometry::{Pt, Rect, cut, thin};
use crate::pixels::Pixels;
use crate::style::{Dash, Marker, Pen};
use crate::svg::Svg;
use crate::text::{self, POINT};
use plotters::coord::CoordTranslate;
use plotters::drawing::DrawingArea;
use plotters::element::{Circle, Drawable, PathElement, PointCollection, Polygon, Rectangle};
use plotters::style::{Color as _, RGBAColor, ShapeStyle};
use std::cell::RefCell;
use std::rc::Rc;
use tiny_skia::{FillRule, LineCap, PathBuilder, PathSegment, StrokeDash, Transform};

/// Which part of the text lies at the given point: 0, ½, 1 for left, centre, right, and for top, middle, bottom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Anchor(pub(crate) f64, pub(crate) f64);

impl Anchor {
    pub(crate) const CENTER: Self = Self(0.5, 0.5);
    pub(crate) const TOP: Self = Self(0.5, 0.0);
    pub(crate) const BOTTOM: Self = Self(0.5, 1.0);
    pub(crate) const LEFT: Self = Self(0.0, 0.5);
    pub(crate) const RIGHT: Self = Self(1.0, 0.5);
}

/// A white sheet to draw on.
///
/// Lines, polygons, rectangles and circles are plotters' elements on `area`; texts, pictures and shapes with holes or
/// curves, for which plotters has no element, go to `sheet`, the backend of that area.
pub(crate) struct Canvas {
    sheet: Rc<RefCell<Sheet>>,
    area: DrawingArea<Sheet, Fractions>,
    /// The boxes of all texts drawn so far.
    pub(crate) texts: Vec<(String, Rect)>,
}

impl Canvas {
    /// A sheet of pixels, `scale` for each unit; `None` if there is no pixel.
    pub(crate) fn pixels(width: usize, height: usize, scale: f64) -> Option<Self> {
        Some(Self::new(width, height, Target::Pixels(Pixels::new(width, height, scale)?)))
    }

    /// A sheet that becomes an SVG.
    pub(crate) fn svg(width: usize, height: usize) -> Self {
        Self::new(width, height, Target::Svg(Svg::new(width, height)))
    }

    fn new(width: usize, height: usize, target: Target) -> Self {
        let sheet = Rc::new(RefCell::new(Sheet::new(width, height, target)));
        let area = DrawingArea::from(&sheet).apply_coord_spec(Fractions);
        Self { sheet, area, texts: Vec::new() }
    }

    pub(crate) fn width(&self) -> usize {
        self.sheet.borrow().width
    }

    pub(crate) fn height(&self) -> usize {
        self.sheet.borrow().height
    }

    /// What was drawn, as the content of a file.
    pub(crate) fn file(&self) -> Vec<u8> {
        match &self.sheet.borrow().target {
            Target::Pixels(pixels) => pixels.png(),
            Target::Svg(svg) => svg.finish().into_bytes(),
        }
    }

    /// The pixels as a frame of an animation, shown for `milliseconds`.
    ///
    /// # Panics
    /// If there are none, because this becomes an SVG.
    pub(crate) fn frame(&self, milliseconds: u16) -> raster::Frame {
        let sheet = self.sheet.borrow();
        let Target::Pixels(pixels) = &sheet.target else { panic!("an SVG has no pixels") };
        raster::Frame::new(pixels.pixmap.data(), milliseconds)
    }

    /// From now on nothing is drawn outside of `area`; `None` ends that.
    pub(crate) fn clip(&mut self, area: Option<Rect>) {
        self.sheet.borrow_mut().clip(area);
    }

    fn draw<'a, E>(&self, element: &'a E)
    where
        &'a E: PointCollection<'a, <Fractions as CoordTranslate>::From>,
        E: Drawable<Sheet>,
    {
        self.area.draw(element).expect("the backend has no errors, and nobody else holds it");
    }

    /// The inside of closed rings, without the rings inside of it.
    pub(crate) fn fill_rings(&mut self, rings: impl IntoIterator<Item = Vec<Pt>>, color: Color) {
        let mut all = PathBuilder::new();
        for ring in rings.into_iter().filter_map(|points| path(&points, true)) {
            all.push_path(&ring);
        }
        if let Some(region) = all.finish() {
            self.sheet.borrow_mut().fill(&region, ink(color).to_backend_color(), FillRule::EvenOdd);
        }
    }

    pub(crate) fn fill(&mut self, points: &[Pt], color: Color) {
        if finite(points) {
            self.draw(&Polygon::new(points, ink(color)));
        }
    }

    pub(crate) fn fill_rect(&mut self, r: Rect, color: Color) {
        let corners = [(r.x, r.y), (r.right(), r.bottom())];
        if finite(&corners) {
            self.draw(&Rectangle::new(corners, ink(color).filled()));
        }
    }

    /// A path that ends where it begins is closed.
    fn stroke(&mut self, points: &[Pt], pen: &Pen) {
        if !finite(points) {
            return;
        }
        let style = stroke(pen.color, pen.width);
        match pen.dash.pattern() {
            None => self.draw(&PathElement::new(points, style)),
            Some(pattern) => {
                let pattern: Vec<f64> = pattern.iter().map(|d| d * pen.width * POINT).collect();
                self.sheet.borrow_mut().cap = LineCap::Butt;
                for piece in dashes(points, &pattern) {
                    self.draw(&PathElement::new(piece, style));
                }
                self.sheet.borrow_mut().cap = LineCap::Square;
            }
        }
    }

    /// A line through `points`; one that leaves the sheet far behind is cut there.
    pub(crate) fn line(&mut self, points: &[Pt], pen: &Pen) {
        let sheet = Rect::new(0.0, 0.0, self.width() as f64, self.height() as f64).grown(1000.0);
        let mut run: Vec<Pt> = Vec::new();
        for pair in points.windows(2) {
            match cut(pair[0], pair[1], &sheet) {
                Some((a, b)) => {
                    if run.last() != Some(&a) {
                        self.stroke(&thin(&run), pen);
                        run = vec![a];
                    }
                    run.push(b);
                }
                None => self.stroke(&thin(&std::mem::take(&mut run)), pen),
            }
        }
        self.stroke(&thin(&run), pen);
    }

    /// A closed outline.
    pub(crate) fn outline(&mut self, points: &[Pt], pen: &Pen) {
        let closed: Vec<Pt> = points.iter().chain(points.first()).copied().collect();
        self.stroke(&closed, pen);
    }

    /// A line one unit wide that lies exactly on pixels; for axes, ticks and grids.
    pub(crate) fn hair(&mut self, a: Pt, b: Pt, color: Color) {
        let (x0, x1) = (a.0.min(b.0).floor(), a.0.max(b.0).floor());
        let (y0, y1) = (a.1.min(b.1).floor(), a.1.max(b.1).floor());
        let line = Rect::new(x0, y0, x1 - x0 + 1.0, y1 - y0 + 1.0);
        if finite(&[a, b]) {
            self.sheet.borrow_mut().fill_sharp(line, ink(color).to_backend_color());
        }
    }

    fn circle(&mut self, center: Pt, radius: f64, fill: Color, edge: &Pen) {
        if finite(&[center]) {
            self.draw(&Circle::new(center, fractions(radius), ink(fill).filled()));
            self.draw(&Circle::new(center, fractions(radius), stroke(edge.color, edge.width)));
        }
    }

    /// An ellipse that fills `r`.
    pub(crate) fn ellipse(&mut self, r: Rect, fill: Color, edge: &Pen) {
        let path =
            tiny_skia::Rect::from_xywh(r.x as f32, r.y as f32, r.w as f32, r.h as f32).and_then(PathBuilder::from_oval);
        if let Some(path) = path {
            let mut sheet = self.sheet.borrow_mut();
            sheet.fill(&path, ink(fill).to_backend_color(), FillRule::EvenOdd);
            sheet.stroke(&path, ink(edge.color).to_backend_color(), edge.width * POINT);
        }
    }

    /// `size` is the marker's diameter in points; `edge` draws its outline in another colour.
    pub(crate) fn marker(&mut self, marker: Marker, (x, y): Pt, size: f64, color: Color, edge: Option<Color>) {
        let r = size * POINT / 2.0;
        let pen = Pen { color: edge.unwrap_or(color), width: 1.0, dash: Dash::Solid };
        let polygon = |corners: &[Pt]| corners.iter().map(|(u, v)| (x + u * r, y + v * r)).collect::<Vec<_>>();
        let shape = match marker {
            Marker::Circle => return self.circle((x, y), r, color, &pen),
            Marker::Point => return self.circle((x, y), r / 2.0, color, &pen),
            Marker::Plus | Marker::Cross => {
                let (a, b) = if marker == Marker::Plus { ((1.0, 0.0), (0.0, 1.0)) } else { ((1.0, 1.0), (1.0, -1.0)) };
                for (u, v) in [a, b] {
                    self.line(&[(x - u * r, y - v * r), (x + u * r, y + v * r)], &pen);
                }
                return;
            }
            Marker::Square => polygon(&[(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]),
            Marker::Diamond => polygon(&[(0.0, -1.4), (1.4, 0.0), (0.0, 1.4), (-1.4, 0.0)]),
            Marker::TriangleUp => polygon(&[(0.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]),
            Marker::TriangleDown => polygon(&[(0.0, 1.0), (1.0, -1.0), (-1.0, -1.0)]),
            Marker::Star => polygon(&std::array::from_fn::<Pt, 10, _>(|i| {
                let (angle, length) = (i as f64 * std::f64::consts::PI / 5.0, if i % 2 == 0 { 1.2 } else { 0.46 });
                (length * angle.sin(), -length * angle.cos())
            })),
        };
        self.fill(&shape, color);
        self.outline(&shape, &pen);
    }

    /// `text` in a font of `size` points, turned counter-clockwise by `degrees`; returns the box that it takes (before turning).
    pub(crate) fn text(&mut self, text: &str, at: Pt, size: f64, anchor: Anchor, color: Color) {
        self.turned_text(text, at, size, anchor, color, 0.0);
    }

    pub(crate) fn turned_text(&mut self, text: &str, at: Pt, size: f64, anchor: Anchor, color: Color, degrees: f64) {
        let size = size * POINT;
        let lines = text::lines(text, size, anchor.0);
        let Some(path) = text::outline(&lines, size) else { return };
        let (w, h) = text::measure(text, size);
        let shift = if degrees == 0.0 {
            // Letters stand on whole pixels: sharper.
            ((at.0 - w * anchor.0).round(), (at.1 - h * anchor.1).round())
        } else {
            (-w * anchor.0, -h * anchor.1)
        };
        let mut place = Transform::from_translate(shift.0 as f32, shift.1 as f32);
        if degrees != 0.0 {
            place = place
                .post_concat(Transform::from_rotate(-degrees as f32))
                .post_concat(Transform::from_translate(at.0 as f32, at.1 as f32));
        }
        if let Some(path) = path.transform(place) {
            let b = path.bounds();
            self.texts.push((
                text.to_owned(),
                Rect::new(b.left().into(), b.top().into(), b.width().into(), b.height().into()),
            ));
            let ink = ink(color).to_backend_color();
            match &mut self.sheet.borrow_mut().target {
                // Overlapping parts of a letter must not cancel each other.
                Target::Pixels(pixels) => pixels.fill(&path, ink, FillRule::Winding),
                Target::Svg(svg) => svg.text(&lines, size, place, ink),
            }
        }
    }

    /// A filled triangle whose tip is at `to` and that looks along the unit vector `(u, v)`.
    pub(crate) fn arrow_head(&mut self, to: Pt, (u, v): Pt, head: f64, color: Color) {
        let base = (to.0 - u * head, to.1 - v * head);
        let half = head * 0.38;
        self.fill(&[to, (base.0 - v * half, base.1 + u * half), (base.0 + v * half, base.1 - u * half)], color);
    }

    /// A picture of `columns` colours a row, each a rectangle with sharp edges, stretched over `r`.
    pub(crate) fn image(&mut self, colors: &[Color], columns: usize, r: Rect) {
        self.stretched(colors, columns, r, false);
    }

    /// Like [`Self::image`], with soft edges.
    pub(crate) fn smooth_image(&mut self, colors: &[Color], columns: usize, r: Rect) {
        self.stretched(colors, columns, r, true);
    }

    fn stretched(&mut self, colors: &[Color], columns: usize, r: Rect, smooth: bool) {
        if columns > 0 && !colors.is_empty() {
            self.sheet.borrow_mut().picture(colors, columns, r, smooth);
        }
    }

    /// How many pixels have exactly this colour.
    #[cfg(test)]
    pub(crate) fn count(&self, color: Color) -> usize {
        (0..self.width() * self.height()).filter(|i| self.pixel(i % self.width(), i / self.width()) == color).count()
    }

    #[cfg(test)]
    pub(crate) fn pixel(&self, x: usize, y: usize) -> Color {
        let sheet = self.sheet.borrow();
        let Target::Pixels(pixels) = &sheet.target else { panic!("an SVG has no pixels") };
        let p = pixels.pixmap.pixel(x as u32, y as u32).expect("a pixel of the sheet");
        Color { r: p.red(), g: p.green(), b: p.blue(), a: p.alpha() }
    }
}

fn finite(points: &[Pt]) -> bool {
    points.iter().all(|p| p.0.is_finite() && p.1.is_finite())
}

fn ink(color: Color) -> RGBAColor {
    RGBAColor(color.r, color.g, color.b, f64::from(color.a) / 255.0)
}

/// A line of `width` points.
fn stroke(color: Color, width: f64) -> ShapeStyle {
    ink(color).stroke_width(fractions(width * POINT).unsigned_abs())
}

/// The pieces of a line that a pattern of strokes and gaps, in pixels, leaves.
fn dashes(points: &[Pt], pattern: &[f64]) -> Vec<Vec<Pt>> {
    let pattern = StrokeDash::new(pattern.iter().map(|&d| d as f32).collect(), 0.0);
    let path = path(points, points.first() == points.last());
    let Some(dashed) = path.zip(pattern).and_then(|(path, pattern)| path.dash(&pattern, 1.0)) else {
        return vec![points.to_vec()];
    };
    let mut pieces: Vec<Vec<Pt>> = Vec::new();
    for segment in dashed.segments() {
        match segment {
            PathSegment::MoveTo(p) => pieces.push(vec![(p.x.into(), p.y.into())]),
            PathSegment::LineTo(p) => {
                pieces.last_mut().expect("a path begins with a move").push((p.x.into(), p.y.into()))
            }
            _ => {}
        }
    }
    pieces
}
