//! Text: outlines of the embedded DejaVu Sans, so that no font has to be installed.

use ab_glyph::{Font, FontRef, OutlineCurve, Point};
use std::sync::LazyLock;
use tiny_skia::{Path, PathBuilder};

/// Pixels per point: figures have 100 dots per inch, as matplotlib's.
pub(crate) const POINT: f64 = 100.0 / 72.0;

/// Height of a line of text, in multiples of the font size.
const LINE: f64 = 1.2;
/// How far capital letters and figures reach above the base line, in multiples of the font size.
const CAP: f64 = 0.73;
/// How far letters reach below the base line.
const DESCENT: f64 = 0.24;

static FONT: LazyLock<FontRef<'static>> =
    LazyLock::new(|| FontRef::try_from_slice(dejavu::sans::regular()).expect("the embedded font is well-formed"));

/// Size in pixels of `text` (one or more lines) in a font of `size` pixels.
pub(crate) fn measure(text: &str, size: f64) -> (f64, f64) {
    let width = text.lines().map(|line| line_width(line, size)).fold(0.0, f64::max);
    let lines = text.lines().count();
    if lines == 0 { (0.0, 0.0) } else { (width, (CAP + DESCENT + LINE * (lines - 1) as f64) * size) }
}

fn units(size: f64) -> f64 {
    size / f64::from(FONT.units_per_em().expect("the embedded font has a size"))
}

fn line_width(line: &str, size: f64) -> f64 {
    advances(line).map(|(_, advance)| advance).sum::<f64>() * units(size)
}

/// Each character with the distance to the next one, kerning included, in font units.
fn advances(line: &str) -> impl Iterator<Item = (ab_glyph::GlyphId, f64)> {
    let ids: Vec<_> = line.chars().map(|c| FONT.glyph_id(c)).collect();
    (0..ids.len()).map(move |i| {
        let kern = ids.get(i + 1).map_or(0.0, |&next| FONT.kern_unscaled(ids[i], next));
        (ids[i], f64::from(FONT.h_advance_unscaled(ids[i]) + kern))
    })
}

/// A line of a text.
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    /// Where it begins, to the right of the upper left corner of the text.
    pub(crate) x: f64,
    /// How far below that corner its letters stand.
    pub(crate) baseline: f64,
    pub(crate) width: f64,
}

/// The lines of `text`, placed at `align` (0 left, ½ centred, 1 right) of the widest.
pub(crate) fn lines(text: &str, size: f64, align: f64) -> Vec<Line<'_>> {
    let (widest, _) = measure(text, size);
    let line = |(i, text)| {
        let width = line_width(text, size);
        Line { text, x: (widest - width) * align, baseline: (CAP + LINE * i as f64) * size, width }
    };
    text.lines().enumerate().map(line).collect()
}

/// The outlines of the letters of `lines`, whose upper left corner is (0, 0).
pub(crate) fn outline(lines: &[Line], size: f64) -> Option<Path> {
    let scale = units(size);
    let mut path = PathBuilder::new();
    for line in lines {
        let mut x = line.x;
        for (glyph, advance) in advances(line.text) {
            if let Some(outline) = FONT.outline(glyph) {
                append(&mut path, &outline.curves, |p| {
                    ((x + f64::from(p.x) * scale) as f32, (line.baseline - f64::from(p.y) * scale) as f32)
                });
            }
            x += advance * scale;
        }
    }
    path.finish()
}

fn append(path: &mut PathBuilder, curves: &[OutlineCurve], at: impl Fn(Point) -> (f32, f32)) {
    let mut pen = None;
    for curve in curves {
        let (start, end) = match curve {
            OutlineCurve::Line(a, b) | OutlineCurve::Quad(a, _, b) | OutlineCurve::Cubic(a, _, _, b) => (*a, *b),
        };
        if pen != Some(start) {
            let (x, y) = at(start);
            path.move_to(x, y);
        }
        let (x, y) = at(end);
        match curve {
            OutlineCurve::Line(..) => path.line_to(x, y),
            OutlineCurve::Quad(_, c, _) => {
                let c = at(*c);
                path.quad_to(c.0, c.1, x, y);
            }
            OutlineCurve::Cubic(_, c, d, _) => {
                let (c, d) = (at(*c), at(*d));
                path.cubic_to(c.0, c.1, d.0, d.1, x, y);
            }
        }
        pen = Some(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_is_the_sum_of_the_fonts_advances() {
        // DejaVu Sans: "i" is 569, "m" 1995 of 2048 units.
        assert!((measure("im", 2048.0).0 - (569.0 + 1995.0)).abs() < 1e-6);
        assert_eq!(measure("", 10.0), (0.0, 0.0));
    }

    #[test]
    fn every_sign_of_the_books_formulas_has_a_glyph() {
        for c in "αβγδεημσθλΣ∂√∞×÷−±≤≥≈→←·⋅∘ⁿ⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉ₙᵀ∗∈Δ".chars()
        {
            assert_ne!(FONT.glyph_id(c).0, 0, "no glyph for {c}");
        }
    }

    #[test]
    fn outlines_stay_in_the_measured_box() {
        let (w, h) = measure("Epochs\nMgQ", 20.0);
        let bounds = outline(&lines("Epochs\nMgQ", 20.0, 0.5), 20.0).unwrap().bounds();
        assert!(bounds.left() > -1.0 && bounds.top() > -1.0);
        assert!(f64::from(bounds.right()) < w + 1.0 && f64::from(bounds.bottom()) < h + 1.0);
    }
}
