//! The sheet of pixels that everything is drawn on, antialiased by `tiny_skia`.

use crate::color::Color;
use crate::style::{Dash, Marker, Pen};
use crate::text::{self, POINT};
use tiny_skia::{FillRule, LineCap, LineJoin, Mask, Paint, Path, PathBuilder, Pixmap, PixmapPaint, Stroke, StrokeDash};
use tiny_skia::{FilterQuality, Transform};

/// A point in pixels, y downwards.
pub(crate) type Pt = (f64, f64);

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rect {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) w: f64,
    pub(crate) h: f64,
}

impl Rect {
    pub(crate) fn new(x: f64, y: f64, w: f64, h: f64) -> Self {
        Self { x, y, w, h }
    }

    pub(crate) fn right(&self) -> f64 {
        self.x + self.w
    }

    pub(crate) fn bottom(&self) -> f64 {
        self.y + self.h
    }

    pub(crate) fn center(&self) -> Pt {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    pub(crate) fn contains(&self, (x, y): Pt) -> bool {
        (self.x..=self.right()).contains(&x) && (self.y..=self.bottom()).contains(&y)
    }

    pub(crate) fn intersects(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Larger by `d` on every side.
    pub(crate) fn grown(&self, d: f64) -> Self {
        Self::new(self.x - d, self.y - d, self.w + 2.0 * d, self.h + 2.0 * d)
    }

    pub(crate) fn corners(&self) -> [Pt; 4] {
        [(self.x, self.y), (self.right(), self.y), (self.right(), self.bottom()), (self.x, self.bottom())]
    }
}

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
pub(crate) struct Canvas {
    pixmap: Pixmap,
    mask: Option<Mask>,
    /// The boxes of all texts drawn so far.
    pub(crate) texts: Vec<(String, Rect)>,
}

impl Canvas {
    /// `None` if there is no pixel.
    pub(crate) fn new(width: usize, height: usize) -> Option<Self> {
        let mut pixmap = Pixmap::new(u32::try_from(width).ok()?, u32::try_from(height).ok()?)?;
        pixmap.fill(tiny_skia::Color::WHITE);
        Some(Self { pixmap, mask: None, texts: Vec::new() })
    }

    pub(crate) fn width(&self) -> usize {
        self.pixmap.width() as usize
    }

    pub(crate) fn height(&self) -> usize {
        self.pixmap.height() as usize
    }

    /// From now on nothing is drawn outside of `area`; `None` ends that.
    pub(crate) fn clip(&mut self, area: Option<Rect>) {
        self.mask = area.and_then(|r| {
            let mut mask = Mask::new(self.pixmap.width(), self.pixmap.height())?;
            let width = self.width();
            let columns = (r.x.round().max(0.0) as usize).min(width)..(r.right().round().max(0.0) as usize).min(width);
            let rows = r.y.round().max(0.0) as usize..(r.bottom().round().max(0.0) as usize).min(self.height());
            for row in rows {
                mask.data_mut()[row * width..][columns.clone()].fill(255);
            }
            Some(mask)
        });
    }

    pub(crate) fn fill_path(&mut self, path: &Path, color: Color) {
        let rule = FillRule::EvenOdd;
        self.pixmap.fill_path(path, &paint(color), rule, Transform::identity(), self.mask.as_ref());
    }

    pub(crate) fn fill(&mut self, points: &[Pt], color: Color) {
        if let Some(path) = path(points, true) {
            self.fill_path(&path, color);
        }
    }

    pub(crate) fn fill_rect(&mut self, r: Rect, color: Color) {
        self.fill(&r.corners(), color);
    }

    pub(crate) fn stroke_path(&mut self, path: &Path, pen: &Pen) {
        let width = pen.width * POINT;
        let stroke = Stroke {
            width: width as f32,
            line_cap: if matches!(pen.dash, Dash::Solid) { LineCap::Square } else { LineCap::Butt },
            line_join: LineJoin::Round,
            dash: pen
                .dash
                .pattern()
                .and_then(|pattern| StrokeDash::new(pattern.iter().map(|d| (d * width) as f32).collect(), 0.0)),
            ..Stroke::default()
        };
        self.pixmap.stroke_path(path, &paint(pen.color), &stroke, Transform::identity(), self.mask.as_ref());
    }

    /// A line through `points`; one that leaves the sheet far behind is cut there.
    pub(crate) fn line(&mut self, points: &[Pt], pen: &Pen) {
        let sheet = Rect::new(0.0, 0.0, self.width() as f64, self.height() as f64).grown(1000.0);
        let mut run: Vec<Pt> = Vec::new();
        for pair in points.windows(2) {
            match cut(pair[0], pair[1], &sheet) {
                Some((a, b)) => {
                    if run.last() != Some(&a) {
                        self.polyline(&run, pen);
                        run = vec![a];
                    }
                    run.push(b);
                }
                None => self.polyline(&std::mem::take(&mut run), pen),
            }
        }
        self.polyline(&run, pen);
    }

    fn polyline(&mut self, points: &[Pt], pen: &Pen) {
        if let Some(path) = path(&thin(points), false) {
            self.stroke_path(&path, pen);
        }
    }

    /// A closed outline.
    pub(crate) fn outline(&mut self, points: &[Pt], pen: &Pen) {
        if let Some(path) = path(points, true) {
            self.stroke_path(&path, pen);
        }
    }

    /// A line one pixel wide that lies exactly on pixels; for axes, ticks and grids.
    pub(crate) fn hair(&mut self, a: Pt, b: Pt, color: Color) {
        let (x0, x1) = (a.0.min(b.0).floor(), a.0.max(b.0).floor());
        let (y0, y1) = (a.1.min(b.1).floor(), a.1.max(b.1).floor());
        self.fill_rect(Rect::new(x0, y0, x1 - x0 + 1.0, y1 - y0 + 1.0), color);
    }

    pub(crate) fn circle(&mut self, center: Pt, radius: f64, fill: Color, edge: Option<&Pen>) {
        if let Some(path) = PathBuilder::from_circle(center.0 as f32, center.1 as f32, radius as f32) {
            self.fill_path(&path, fill);
            if let Some(pen) = edge {
                self.stroke_path(&path, pen);
            }
        }
    }

    /// An ellipse that fills `r`.
    pub(crate) fn ellipse(&mut self, r: Rect, fill: Color, edge: &Pen) {
        let path =
            tiny_skia::Rect::from_xywh(r.x as f32, r.y as f32, r.w as f32, r.h as f32).and_then(PathBuilder::from_oval);
        if let Some(path) = path {
            self.fill_path(&path, fill);
            self.stroke_path(&path, edge);
        }
    }

    /// `size` is the marker's diameter in points; `edge` draws its outline in another colour.
    pub(crate) fn marker(&mut self, marker: Marker, (x, y): Pt, size: f64, color: Color, edge: Option<Color>) {
        let r = size * POINT / 2.0;
        let pen = Pen { color: edge.unwrap_or(color), width: 1.0, dash: Dash::Solid };
        let polygon = |corners: &[Pt]| corners.iter().map(|(u, v)| (x + u * r, y + v * r)).collect::<Vec<_>>();
        let shape = match marker {
            Marker::Circle => return self.circle((x, y), r, color, Some(&pen)),
            Marker::Point => return self.circle((x, y), r / 2.0, color, Some(&pen)),
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
        let Some(path) = text::outline(text, size, anchor.0) else { return };
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
            let place = Rect::new(b.left().into(), b.top().into(), b.width().into(), b.height().into());
            self.texts.push((text.to_owned(), place));
            // Overlapping parts of a letter must not cancel each other.
            let rule = FillRule::Winding;
            self.pixmap.fill_path(&path, &paint(color), rule, Transform::identity(), self.mask.as_ref());
        }
    }

    /// An arrow with a filled head of `head` pixels at `to`.
    pub(crate) fn arrow(&mut self, from: Pt, to: Pt, pen: &Pen, head: f64) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        if length == 0.0 {
            return;
        }
        let (u, v) = (dx / length, dy / length);
        let head = head.min(length);
        let neck = (to.0 - u * head * 0.9, to.1 - v * head * 0.9);
        self.line(&[from, neck], pen);
        self.arrow_head(to, (u, v), head, pen.color);
    }

    /// A filled triangle whose tip is at `to` and that looks along the unit vector `(u, v)`.
    pub(crate) fn arrow_head(&mut self, to: Pt, (u, v): Pt, head: f64, color: Color) {
        let base = (to.0 - u * head, to.1 - v * head);
        let half = head * 0.38;
        self.fill(&[to, (base.0 - v * half, base.1 + u * half), (base.0 + v * half, base.1 - u * half)], color);
    }

    /// A picture of `columns` colours a row, each a rectangle with sharp edges, stretched over `r`.
    pub(crate) fn image(&mut self, pixels: &[Color], columns: usize, r: Rect) {
        self.stretched(pixels, columns, r, FilterQuality::Nearest);
    }

    /// Like [`Self::image`], with soft edges.
    pub(crate) fn smooth_image(&mut self, pixels: &[Color], columns: usize, r: Rect) {
        self.stretched(pixels, columns, r, FilterQuality::Bilinear);
    }

    fn stretched(&mut self, pixels: &[Color], columns: usize, r: Rect, quality: FilterQuality) {
        if columns == 0 || pixels.is_empty() {
            return;
        }
        let rows = pixels.len() / columns;
        let Some(mut source) = Pixmap::new(columns as u32, rows as u32) else { return };
        for (target, c) in source.pixels_mut().iter_mut().zip(pixels) {
            *target = tiny_skia::ColorU8::from_rgba(c.r, c.g, c.b, c.a).premultiply();
        }
        let scale = Transform::from_scale((r.w / columns as f64) as f32, (r.h / rows as f64) as f32);
        let place = scale.post_translate(r.x as f32, r.y as f32);
        let paint = PixmapPaint { quality, ..PixmapPaint::default() };
        self.pixmap.draw_pixmap(0, 0, source.as_ref(), &paint, place, self.mask.as_ref());
    }

    /// Red, green, blue of every pixel.
    pub(crate) fn rgb(&self) -> Vec<u8> {
        self.pixmap.data().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect()
    }

    /// How many pixels have exactly this colour.
    #[cfg(test)]
    pub(crate) fn count(&self, color: Color) -> usize {
        (0..self.width() * self.height()).filter(|i| self.pixel(i % self.width(), i / self.width()) == color).count()
    }

    #[cfg(test)]
    pub(crate) fn pixel(&self, x: usize, y: usize) -> Color {
        let p = self.pixmap.pixel(x as u32, y as u32).expect("a pixel of the sheet");
        Color { r: p.red(), g: p.green(), b: p.blue(), a: p.alpha() }
    }
}

fn paint(color: Color) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(color.r, color.g, color.b, color.a);
    paint
}

pub(crate) fn path(points: &[Pt], close: bool) -> Option<Path> {
    let (first, rest) = points.split_first()?;
    let mut path = PathBuilder::with_capacity(points.len() + 2, points.len() + 2);
    path.move_to(first.0 as f32, first.1 as f32);
    for p in rest {
        path.line_to(p.0 as f32, p.1 as f32);
    }
    if close {
        path.close();
    }
    path.finish()
}

/// The part of the segment from `a` to `b` inside of `r` (Liang–Barsky).
pub(crate) fn cut(a: Pt, b: Pt, r: &Rect) -> Option<(Pt, Pt)> {
    if r.contains(a) && r.contains(b) {
        return Some((a, b));
    }
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (step, room) in [(-dx, a.0 - r.x), (dx, r.right() - a.0), (-dy, a.1 - r.y), (dy, r.bottom() - a.1)] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            enter = enter.max(room / step);
        } else {
            leave = leave.min(room / step);
        }
    }
    let at = |t: f64| (a.0 + t * dx, a.1 + t * dy);
    (enter <= leave).then(|| (if enter > 0.0 { at(enter) } else { a }, if leave < 1.0 { at(leave) } else { b }))
}

/// Curves of many thousand points look the same with the first, lowest, highest and last point of each pixel column.
fn thin(points: &[Pt]) -> Vec<Pt> {
    if points.len() < 4000 {
        return points.to_vec();
    }
    let mut kept = Vec::new();
    for column in points.chunk_by(|a, b| a.0.floor() == b.0.floor()) {
        let extreme = |better: fn(f64, f64) -> bool| {
            (1..column.len()).fold(0, |best, i| if better(column[i].1, column[best].1) { i } else { best })
        };
        let mut picks = [0, extreme(|a, b| a < b), extreme(|a, b| a > b), column.len() - 1];
        picks.sort_unstable();
        for (i, &pick) in picks.iter().enumerate() {
            if i == 0 || pick != picks[i - 1] {
                kept.push(column[pick]);
            }
        }
    }
    kept
}
