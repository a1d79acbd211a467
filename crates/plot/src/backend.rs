//! The backend with which plotters draws smooth lines.
//!
//! plotters describes elements, styles and coordinates, and leaves the pixels to a backend. Its own bitmap backend knows
//! whole pixels only: slanted lines have steps, and curves jump from pixel to pixel. This one counts in fractions of a
//! pixel, for which plotters' whole-numbered coordinates and line widths suffice, and lets `tiny_skia` draw antialiased, or
//! writes down what there is to draw as an SVG.
//!
//! plotters moves points that lie outside of a drawing area to its border, which would turn a line that leaves the
//! sheet. So the backend says that it is larger than its sheet, which lies in the middle.

use crate::color::Color;
use crate::geometry::{Pt, Rect};
use crate::pixels::Pixels;
use crate::svg::Svg;
use plotters::backend::DrawingBackend;
use plotters::coord::CoordTranslate;
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingErrorKind};
use std::convert::Infallible;
use tiny_skia::{FillRule, LineCap, Path, PathBuilder};

/// The backend's unit is 1/256 pixel: as fine as the shades of a pixel, and millions of pixels still fit.
const FRACTION: f64 = 256.0;

/// Pixels on each side of the sheet that are not there, but where points may lie.
const MARGIN: f64 = 16_384.0;

/// Pixels as the backend's unit.
pub(crate) fn fractions(pixels: f64) -> i32 {
    (pixels * FRACTION).round() as i32
}

fn pixels(fractions: impl Into<f64>) -> f64 {
    fractions.into() / FRACTION
}

fn point((x, y): BackendCoord) -> Pt {
    (pixels(x) - MARGIN, pixels(y) - MARGIN)
}

/// Coordinates of a drawing area in pixels, on a [`Sheet`].
#[derive(Clone)]
pub(crate) struct Fractions;

impl CoordTranslate for Fractions {
    type From = Pt;

    fn translate(&self, &(x, y): &Pt) -> BackendCoord {
        (fractions(x + MARGIN), fractions(y + MARGIN))
    }
}

/// What a sheet is made of.
pub(crate) enum Target {
    Pixels(Pixels),
    Svg(Svg),
}

/// A white sheet.
pub(crate) struct Sheet {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) target: Target,
    /// How lines end, which plotters' styles leave open.
    pub(crate) cap: LineCap,
}

impl Sheet {
    pub(crate) fn new(width: usize, height: usize, target: Target) -> Self {
        Self { width, height, target, cap: LineCap::Square }
    }

    /// From now on nothing is drawn outside of `area`; `None` ends that.
    pub(crate) fn clip(&mut self, area: Option<Rect>) {
        match &mut self.target {
            Target::Pixels(pixels) => pixels.clip(area),
            Target::Svg(svg) => svg.clip(area),
        }
    }

    pub(crate) fn fill(&mut self, path: &Path, color: BackendColor, rule: FillRule) {
        match &mut self.target {
            Target::Pixels(pixels) => pixels.fill(path, color, rule),
            Target::Svg(svg) => svg.fill(path, color, rule),
        }
    }

    /// A rectangle whose edges lie between pixels.
    pub(crate) fn fill_sharp(&mut self, r: Rect, color: BackendColor) {
        match &mut self.target {
            Target::Pixels(pixels) => pixels.fill_sharp(r, color),
            Target::Svg(svg) => svg.fill_sharp(r, color),
        }
    }

    /// A line of `width` pixels along `path`.
    pub(crate) fn stroke(&mut self, path: &Path, color: BackendColor, width: f64) {
        match &mut self.target {
            Target::Pixels(pixels) => pixels.stroke(path, color, width, self.cap),
            Target::Svg(svg) => svg.stroke(path, color, width, self.cap),
        }
    }

    /// A picture of `columns` colours a row, stretched over `r`; its squares have soft edges if it is `smooth`.
    pub(crate) fn picture(&mut self, colors: &[Color], columns: usize, r: Rect, smooth: bool) {
        match &mut self.target {
            Target::Pixels(pixels) => pixels.picture(colors, columns, r, smooth),
            Target::Svg(svg) => svg.picture(colors, columns, r, smooth),
        }
    }

    fn shape<S: BackendStyle>(&mut self, path: Option<Path>, style: &S, fill: bool) -> Drawn {
        match path {
            Some(path) if fill => self.fill(&path, style.color(), FillRule::EvenOdd),
            Some(path) => self.stroke(&path, style.color(), pixels(style.stroke_width())),
            None => {}
        }
        Ok(())
    }
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Sheet {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        [self.width, self.height].map(|pixels| ((pixels as f64 + 2.0 * MARGIN) * FRACTION) as u32).into()
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    /// The whole pixel in which `at` lies.
    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Drawn {
        let (x, y) = point(at);
        self.shape(path(&Rect::new(x.floor(), y.floor(), 1.0, 1.0).corners(), true), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    /// Two corners, which are points between the pixels: a rectangle from `a` to `a` is empty.
    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S, fill: bool) -> Drawn {
        let ((x, y), (right, bottom)) = (point(a), point(b));
        self.shape(path(&Rect::new(x, y, right - x, bottom - y).corners(), true), style, fill)
    }

    /// A path that ends where it begins is closed: it has a corner there, and no ends.
    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, points: I, style: &S) -> Drawn {
        let mut points: Vec<Pt> = points.into_iter().map(point).collect();
        let closed = points.len() > 2 && points.first() == points.last();
        if closed {
            points.pop();
        }
        self.shape(path(&points, closed), style, false)
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        let (x, y) = point(center);
        self.shape(PathBuilder::from_circle(x as f32, y as f32, pixels(radius) as f32), style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, corners: I, style: &S) -> Drawn {
        let corners: Vec<Pt> = corners.into_iter().map(point).collect();
        self.shape(path(&corners, true), style, true)
    }
}

/// Straight lines from point to point; `None` if there is no line.
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

#[cfg(test)]
mod tests {
    use super::*;
    use plotters::drawing::DrawingArea;
    use plotters::element::{Circle, PathElement, Pixel, Polygon, Rectangle};
    use plotters::style::{BLACK, Color, ShapeStyle};
    use std::cell::RefCell;
    use std::rc::Rc;
    use tiny_skia::Pixmap;

    type Shared = Rc<RefCell<Sheet>>;

    fn sheet() -> (Shared, DrawingArea<Sheet, Fractions>) {
        let pixels = Target::Pixels(Pixels::new(20, 20, 1.0).unwrap());
        let sheet = Rc::new(RefCell::new(Sheet::new(20, 20, pixels)));
        let area = DrawingArea::from(&sheet).apply_coord_spec(Fractions);
        (sheet, area)
    }

    fn pixmap(sheet: &Sheet) -> &Pixmap {
        match &sheet.target {
            Target::Pixels(pixels) => &pixels.pixmap,
            Target::Svg(_) => panic!("no pixels"),
        }
    }

    /// How dark a pixel is, 0 to 255.
    fn dark(sheet: &Shared, x: u32, y: u32) -> u8 {
        255 - pixmap(&sheet.borrow()).pixel(x, y).unwrap().red()
    }

    fn total(sheet: &Shared) -> f64 {
        pixmap(&sheet.borrow()).data().chunks_exact(4).map(|p| f64::from(255 - p[0]) / 255.0).sum()
    }

    fn wide(pixels: f64) -> ShapeStyle {
        ShapeStyle::from(BLACK).stroke_width(fractions(pixels).unsigned_abs())
    }

    #[test]
    fn elements_may_lie_between_pixels() {
        let (sheet, area) = sheet();
        area.draw(&Rectangle::new([(2.5, 3.0), (4.0, 4.0)], BLACK.filled())).unwrap();
        assert!((126..=129).contains(&dark(&sheet, 2, 3)), "half a pixel is {}", dark(&sheet, 2, 3));
        assert_eq!((dark(&sheet, 3, 3), dark(&sheet, 4, 3)), (255, 0));
        area.draw(&Polygon::new([(10.0, 10.0), (11.0, 10.0), (11.0, 10.5), (10.0, 10.5)], BLACK)).unwrap();
        assert!((126..=129).contains(&dark(&sheet, 10, 10)));
    }

    #[test]
    fn lines_have_the_width_of_their_style() {
        let (sheet, area) = sheet();
        sheet.borrow_mut().cap = LineCap::Butt;
        area.draw(&PathElement::new([(5.0, 5.0), (15.0, 5.0)], wide(1.5))).unwrap();
        assert!((total(&sheet) - 15.0).abs() < 0.2, "{}", total(&sheet));
    }

    #[test]
    fn lines_that_leave_the_sheet_keep_their_direction() {
        let (sheet, area) = sheet();
        area.draw(&PathElement::new([(-34.0, 30.0), (40.0, -44.0)], wide(2.0))).unwrap();
        assert_eq!(total(&sheet), 0.0, "x + y = -4 misses the sheet");
        area.draw(&PathElement::new([(-30.0, 50.0), (50.0, -30.0)], wide(2.0))).unwrap();
        assert_eq!((dark(&sheet, 5, 14), dark(&sheet, 14, 5), dark(&sheet, 2, 2)), (255, 255, 0));
    }

    #[test]
    fn outlines_have_a_corner_where_they_end() {
        let (sheet, area) = sheet();
        sheet.borrow_mut().cap = LineCap::Butt;
        area.draw(&PathElement::new([(4.0, 4.0), (16.0, 4.0), (16.0, 16.0), (4.0, 4.0)], wide(4.0))).unwrap();
        assert_eq!(dark(&sheet, 3, 3), 255);
        area.draw(&Rectangle::new([(1.5, 17.5), (4.5, 19.5)], wide(1.0))).unwrap();
        assert_eq!((dark(&sheet, 1, 18), dark(&sheet, 2, 18), dark(&sheet, 4, 18)), (255, 0, 255));
    }

    #[test]
    fn circles_have_their_area() {
        let (sheet, area) = sheet();
        area.draw(&Circle::new((10.0, 10.0), fractions(5.0), BLACK.filled())).unwrap();
        // `tiny_skia` knows few levels of coverage, so that an area is about one per cent off.
        let radius = (total(&sheet) / std::f64::consts::PI).sqrt();
        assert!((radius - 5.0).abs() < 0.1, "{radius}");
    }

    #[test]
    fn nothing_is_drawn_outside_of_the_clip() {
        let (sheet, area) = sheet();
        sheet.borrow_mut().clip(Some(Rect::new(5.0, 5.0, 2.0, 2.0)));
        area.draw(&Rectangle::new([(0.0, 0.0), (20.0, 20.0)], BLACK.filled())).unwrap();
        area.draw(&PathElement::new([(0.0, 0.0), (20.0, 20.0)], wide(3.0))).unwrap();
        assert_eq!(total(&sheet), 4.0);
        sheet.borrow_mut().clip(None);
        area.draw(&Pixel::new((9.7, 0.2), BLACK)).unwrap();
        assert_eq!((total(&sheet), dark(&sheet, 9, 0)), (5.0, 255));
    }

    #[test]
    fn a_half_opaque_sheet_is_gray_to_its_last_pixel() {
        let (sheet, area) = sheet();
        area.fill(&BLACK.mix(0.5)).unwrap();
        assert!((126..=129).contains(&dark(&sheet, 19, 19)));
    }
}
