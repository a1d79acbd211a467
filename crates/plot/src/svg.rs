//! The sheet as an SVG file: lines and areas as vectors, text as text, pictures as pictures.

use std::fmt::{self, Display, Write};

use crate::color::Color;
use crate::geometry::Rect;
use crate::text::Line;
use plotters_backend::BackendColor;
use tiny_skia::{FillRule, LineCap, Path, PathSegment, Transform};

/// The font that the room for texts was measured with, and its next of kin.
const FONTS: &str = "'DejaVu Sans', 'Bitstream Vera Sans', Verdana, sans-serif";

/// The elements of an SVG file.
pub(crate) struct Svg {
    width: usize,
    height: usize,
    elements: String,
    clips: usize,
    is_clipped: bool,
}

impl Svg {
    pub(crate) fn new(width: usize, height: usize) -> Self {
        Self { width, height, elements: String::new(), clips: 0, is_clipped: false }
    }

    fn add(&mut self, element: fmt::Arguments) {
        self.elements.write_fmt(element).expect("a String takes everything");
        self.elements.push('\n');
    }

    pub(crate) fn clip(&mut self, area: Option<Rect>) {
        if self.is_clipped {
            self.add(format_args!("</g>"));
        }
        self.is_clipped = area.is_some();
        if let Some(r) = area {
            self.clips += 1;
            let (id, place) = (self.clips, Place(r));
            self.add(format_args!("<clipPath id=\"clip{id}\"><rect {place}/></clipPath>"));
            self.add(format_args!("<g clip-path=\"url(#clip{id})\">"));
        }
    }

    pub(crate) fn fill(&mut self, path: &Path, color: BackendColor, rule: FillRule) {
        let rule = if rule == FillRule::EvenOdd { " fill-rule=\"evenodd\"" } else { "" };
        self.add(format_args!("<path d=\"{}\"{}{rule}/>", Outline(path), Ink("fill", color)));
    }

    /// A rectangle without gray edges.
    pub(crate) fn fill_sharp(&mut self, r: Rect, color: BackendColor) {
        self.add(format_args!("<rect {}{} shape-rendering=\"crispEdges\"/>", Place(r), Ink("fill", color)));
    }

    pub(crate) fn stroke(&mut self, path: &Path, color: BackendColor, width: f64, cap: LineCap) {
        let cap = match cap {
            LineCap::Butt => "butt",
            LineCap::Round => "round",
            LineCap::Square => "square",
        };
        self.add(format_args!(
            "<path d=\"{}\" fill=\"none\"{} stroke-width=\"{}\" stroke-linejoin=\"round\" stroke-linecap=\"{cap}\"/>",
            Outline(path),
            Ink("stroke", color),
            short(width)
        ));
    }

    /// Lines of text in a font of `size`, where `place` moves their common upper left corner.
    pub(crate) fn text(&mut self, lines: &[Line], size: f64, place: Transform, color: BackendColor) {
        for line in lines.iter().filter(|line| line.width > 0.0) {
            let (x, y) = (line.x, line.baseline);
            // Unturned text, nearly all of it, is easier to find and to edit with plain coordinates.
            let at = if place.is_translate() || place.is_identity() {
                format!("x=\"{}\" y=\"{}\"", short(x + f64::from(place.tx)), short(y + f64::from(place.ty)))
            } else {
                let Transform { sx, kx, ky, sy, tx, ty } = place;
                let [sx, ky, kx, sy] = [sx, ky, kx, sy].map(|v| Rounded(v.into(), 5));
                let (tx, ty) = (short(tx.into()), short(ty.into()));
                format!("x=\"{}\" y=\"{}\" transform=\"matrix({sx} {ky} {kx} {sy} {tx} {ty})\"", short(x), short(y))
            };
            // A font of other proportions fills the room that was measured, and no more.
            self.add(format_args!(
                "<text {at} font-size=\"{}\" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"{}>{}</text>",
                short(size),
                short(line.width),
                Ink("fill", color),
                Escaped(line.text)
            ));
        }
    }

    /// A picture of `columns` colours a row over `r`; its squares have soft edges if it is `smooth`.
    pub(crate) fn picture(&mut self, colors: &[Color], columns: usize, r: Rect, smooth: bool) {
        // Browsers leave edges sharp if they are asked to, other programs do not: there a square of many pixels has
        // soft edges that are too narrow to be seen.
        let times = if smooth { 1 } else { pixels_of_a_square(r.w / columns as f64) };
        let mut bytes = Vec::with_capacity(4 * colors.len() * times * times);
        for row in colors.chunks_exact(columns) {
            let row: Vec<u8> = row.iter().flat_map(|c| [c.r, c.g, c.b, c.a].repeat(times)).collect();
            (0..times).for_each(|_| bytes.extend_from_slice(&row));
        }
        let png = raster::png(&bytes, times * columns, None);
        let sharp = if smooth { "" } else { " style=\"image-rendering: pixelated\"" };
        self.add(format_args!(
            "<image {} preserveAspectRatio=\"none\"{sharp} href=\"data:image/png;base64,{}\"/>",
            Place(r),
            base64(&png)
        ));
    }

    /// The content of the file.
    pub(crate) fn finish(&self) -> String {
        let Self { width, height, elements, is_clipped, .. } = self;
        let end = if *is_clipped { "</g>\n" } else { "" };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"{FONTS}\" xml:space=\"preserve\">\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n{elements}{end}</svg>\n"
        )
    }
}

/// How many pixels a side of a square has in the file, where it is drawn this wide.
fn pixels_of_a_square(width: f64) -> usize {
    if width < 2.0 { 1 } else { (2.0 * width).ceil().min(256.0) as usize }
}

/// A number with at most so many decimals.
struct Rounded(f64, usize);

/// A coordinate.
fn short(v: f64) -> Rounded {
    Rounded(v, 2)
}

impl Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let text = format!("{:.*}", self.1, self.0);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        f.write_str(if text == "-0" { "0" } else { text })
    }
}

struct Place(Rect);

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let [x, y, w, h] = [self.0.x, self.0.y, self.0.w, self.0.h].map(short);
        write!(f, "x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"")
    }
}

/// A colour as an attribute of this name.
struct Ink(&'static str, BackendColor);

impl Display for Ink {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (name, BackendColor { rgb: (r, g, b), alpha }) = (self.0, self.1);
        write!(f, " {name}=\"#{r:02x}{g:02x}{b:02x}\"")?;
        if alpha < 1.0 { write!(f, " {name}-opacity=\"{}\"", (alpha * 1000.0).round() / 1000.0) } else { Ok(()) }
    }
}

/// A path as the attribute `d` has it.
struct Outline<'a>(&'a Path);

impl Display for Outline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.segments().try_for_each(|segment| {
            let (letter, points) = match segment {
                PathSegment::MoveTo(p) => ("M", vec![p]),
                PathSegment::LineTo(p) => ("L", vec![p]),
                PathSegment::QuadTo(a, p) => ("Q", vec![a, p]),
                PathSegment::CubicTo(a, b, p) => ("C", vec![a, b, p]),
                PathSegment::Close => ("Z", Vec::new()),
            };
            f.write_str(letter)?;
            points.iter().enumerate().try_for_each(|(i, p)| {
                write!(f, "{}{} {}", if i == 0 { "" } else { " " }, short(p.x.into()), short(p.y.into()))
            })
        })
    }
}

/// Text between tags; what XML cannot have becomes a sign of its own.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '\u{fffe}' | '\u{ffff}' => f.write_char('\u{fffd}'),
            c if c.is_control() && c != '\t' => f.write_char('\u{fffd}'),
            c => f.write_char(c),
        })
    }
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let [a, b, c] = [0, 1, 2].map(|i| three.get(i).map_or(0, |&byte| u32::from(byte)));
        let bits = a << 16 | b << 8 | c;
        for i in 0..4 {
            let is_there = i <= three.len();
            text.push(if is_there { char::from(SIGNS[(bits >> (18 - 6 * i) & 63) as usize]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xfb, 0xff]), "+/8=");
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!([2.0, -0.001, 1.5, 10.0, 0.126].map(|v| short(v).to_string()), ["2", "0", "1.5", "10", "0.13"]);
    }

    #[test]
    fn what_xml_cannot_have_is_replaced() {
        assert_eq!(Escaped("a < b & c\u{1} > \"d\"").to_string(), "a &lt; b &amp; c\u{fffd} &gt; \"d\"");
    }
}
