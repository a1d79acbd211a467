//! A sheet of pixels, drawn on by `tiny_skia`.

use plotters_backend::BackendColor;
use tiny_skia::{
    FillRule, FilterQuality, LineCap, LineJoin, Mask, Paint, Path, Pixmap, PixmapPaint, Stroke, Transform,
};

use crate::color::Color;
use crate::geometry::Rect;

/// Dots per inch at which a unit of the sheet is one pixel, as in matplotlib.
pub(crate) const DPI: f64 = 100.0;

/// White pixels, `scale` of them for each unit of the sheet.
pub(crate) struct Pixels {
    pub(crate) pixmap: Pixmap,
    mask: Option<Mask>,
    scale: f64,
}

impl Pixels {
    /// `None` if there is no pixel.
    pub(crate) fn new(width: usize, height: usize, scale: f64) -> Option<Self> {
        let [width, height] = [width, height].map(|side| side_in_pixels(side, scale));
        let mut pixmap = Pixmap::new(u32::try_from(width).ok()?, u32::try_from(height).ok()?)?;
        pixmap.fill(tiny_skia::Color::WHITE);
        Some(Self { pixmap, mask: None, scale })
    }

    fn transform(&self) -> Transform {
        Transform::from_scale(self.scale as f32, self.scale as f32)
    }

    /// The pixels whose middle lies between two places of the sheet, of `limit` pixels.
    fn between(&self, from: f64, to: f64, limit: u32) -> std::ops::Range<usize> {
        let pixel = |at: f64| ((at * self.scale).round().max(0.0) as usize).min(limit as usize);
        pixel(from)..pixel(to)
    }

    pub(crate) fn clip(&mut self, area: Option<Rect>) {
        self.mask = area.and_then(|r| {
            let (width, height) = (self.pixmap.width(), self.pixmap.height());
            let mut mask = Mask::new(width, height)?;
            let columns = self.between(r.x, r.right(), width);
            for row in self.between(r.y, r.bottom(), height) {
                mask.data_mut()[row * width as usize..][columns.clone()].fill(255);
            }
            Some(mask)
        });
    }

    pub(crate) fn fill(&mut self, path: &Path, color: BackendColor, rule: FillRule) {
        self.pixmap.fill_path(path, &paint(color), rule, self.transform(), self.mask.as_ref());
    }

    /// A rectangle of whole pixels, at least one of them in each direction.
    pub(crate) fn fill_sharp(&mut self, r: Rect, color: BackendColor) {
        let side = |from: f64, length: f64| {
            let from = (from * self.scale).round();
            (from, from + (length * self.scale).round().max(1.0))
        };
        let ((left, right), (top, bottom)) = (side(r.x, r.w), side(r.y, r.h));
        let rect = tiny_skia::Rect::from_ltrb(left as f32, top as f32, right as f32, bottom as f32);
        if let Some(rect) = rect {
            self.pixmap.fill_rect(rect, &paint(color), Transform::identity(), self.mask.as_ref());
        }
    }

    pub(crate) fn stroke(&mut self, path: &Path, color: BackendColor, width: f64, cap: LineCap) {
        let stroke = Stroke { width: width as f32, line_cap: cap, line_join: LineJoin::Round, ..Stroke::default() };
        self.pixmap.stroke_path(path, &paint(color), &stroke, self.transform(), self.mask.as_ref());
    }

    /// A picture of `columns` colours a row over `r`; its squares have soft edges if it is `smooth`.
    pub(crate) fn picture(&mut self, colors: &[Color], columns: usize, r: Rect, smooth: bool) {
        let rows = colors.len() / columns;
        let Some(mut source) = Pixmap::new(columns as u32, rows as u32) else { return };
        for (target, c) in source.pixels_mut().iter_mut().zip(colors) {
            *target = tiny_skia::ColorU8::from_rgba(c.r, c.g, c.b, c.a).premultiply();
        }
        let quality = if smooth { FilterQuality::Bilinear } else { FilterQuality::Nearest };
        let paint = PixmapPaint { quality, ..PixmapPaint::default() };
        let stretch = Transform::from_scale((r.w / columns as f64) as f32, (r.h / rows as f64) as f32);
        let place = stretch.post_translate(r.x as f32, r.y as f32).post_concat(self.transform());
        self.pixmap.draw_pixmap(0, 0, source.as_ref(), &paint, place, self.mask.as_ref());
    }

    /// The content of a PNG file.
    pub(crate) fn png(&self) -> Vec<u8> {
        raster::png(self.pixmap.data(), self.pixmap.width() as usize, Some(DPI * self.scale))
    }
}

/// How many pixels a side of the sheet has.
pub(crate) fn side_in_pixels(side: usize, scale: f64) -> usize {
    (side as f64 * scale).round() as usize
}

fn paint(color: BackendColor) -> Paint<'static> {
    let (r, g, b) = color.rgb;
    let mut paint = Paint::default();
    paint.set_color_rgba8(r, g, b, (color.alpha * 255.0).round() as u8);
    paint
}
