//! Tables as text: one image a line, its label first, then 784 numbers. A first line of names may say otherwise.

use std::io::{BufRead, BufReader, Read};

use crate::error::Malformed;
use crate::idx::MOST_BYTES;
use crate::sniff;
use crate::table::to_labels;
use crate::{Images, PIXELS, Split};

/// More than 785 numbers with all their digits take.
const MOST_LINE: u64 = 64 << 10;

/// Where the label of a line is.
#[derive(Clone, Copy, PartialEq)]
enum Label {
    First,
    Last,
}

/// Reads a table.
///
/// # Errors
/// If it is no text, or a line is no label with 784 pixels.
pub(crate) fn parse(text: impl Read) -> Result<Split, Malformed> {
    let mut text = BufReader::with_capacity(1 << 16, text);
    let start = text.fill_buf().map_err(Malformed::Unreadable)?;
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    let start = &start[..start.len().min(sniff::ENOUGH)];
    if !start.iter().all(|&byte| byte >= 0x20 || matches!(byte, b'\t' | b'\r' | b'\n')) || start.is_empty() {
        return Err(Malformed::Kind { expected: "a table of numbers as text", found: sniff::words(start) });
    }
    let (mut label, mut separator, mut width) = (Label::First, b',', 0);
    let mut highest = 0.0_f32;
    let (mut line, mut numbers) = (Vec::new(), Vec::with_capacity(PIXELS + 1));
    let mut whole: Vec<f32> = Vec::new();
    for number in 1.. {
        line.clear();
        let length = text.by_ref().take(MOST_LINE).read_until(b'\n', &mut line).map_err(Malformed::Unreadable)?;
        if length == 0 {
            break;
        }
        let problem = |problem: String| Malformed::Line { line: number, problem };
        if length as u64 == MOST_LINE {
            return Err(problem(format!("longer than {MOST_LINE} bytes")));
        }
        let row = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii();
        if row.is_empty() {
            continue;
        }
        if width == 0 {
            separator = [b',', b';', b'\t', b' '].into_iter().find(|byte| row.contains(byte)).unwrap_or(b',');
            width = row.split(|&byte| byte == separator).count();
            if width != PIXELS + 1 {
                return Err(other_width(row, width).unwrap_or_else(|found| {
                    problem(format!("{found}; expected {}, a label and {PIXELS} pixels", PIXELS + 1))
                }));
            }
            // Names of columns are no numbers.
            if row.split(|&byte| byte == separator).any(|field| value(field).is_none()) {
                let last = row.rsplit(|&byte| byte == separator).next().unwrap_or_default().to_ascii_lowercase();
                let last = last.trim_ascii().trim_ascii_start();
                if [&b"class"[..], b"label", b"\"class\"", b"\"label\"", b"target"].contains(&last) {
                    label = Label::Last;
                }
                continue;
            }
        }
        numbers.clear();
        for field in row.split(|&byte| byte == separator) {
            match value(field) {
                Some(x) if numbers.len() <= PIXELS => numbers.push(x),
                Some(_) => break,
                None => {
                    let field = weights::shown(&String::from_utf8_lossy(field));
                    return Err(problem(format!("{field:?} is no number")));
                }
            }
        }
        if numbers.len() != width {
            return Err(problem(format!("{} instead of {width} numbers", numbers.len())));
        }
        let row = match label {
            Label::First => {
                labels.push(f64::from(numbers[0]));
                &numbers[1..]
            }
            Label::Last => {
                labels.push(f64::from(numbers[PIXELS]));
                &numbers[..PIXELS]
            }
        };
        if let Some(x) = row.iter().find(|x| !(0.0..=255.0).contains(*x)) {
            return Err(problem(format!("a pixel is {x}, expected 0 to 1 or 0 to 255")));
        }
        highest = row.iter().fold(highest, |highest, &x| highest.max(x));
        if row.iter().all(|x| x.fract() == 0.0) && whole.is_empty() {
            pixels.extend(row.iter().map(|&x| x as u8));
        } else {
            // Fractions: whether they are of 1 or of 255 is known at the end.
            whole.extend(pixels.drain(..).map(f32::from));
            whole.extend_from_slice(row);
        }
        if (pixels.len() + 4 * whole.len()) as u64 > MOST_BYTES {
            return Err(problem(format!("more than {} MiB of pixels", MOST_BYTES >> 20)));
        }
    }
    if labels.is_empty() {
        return Err(Malformed::Other("has no line with an image".into()));
    }
    if !whole.is_empty() {
        let scale = if highest <= 1.0 { 255.0 } else { 1.0 };
        pixels = whole.iter().map(|x| (x * scale).round() as u8).collect();
    }
    Ok(Split { images: Images::new(pixels), labels: to_labels(labels.into_iter())? })
}

/// What a table of another width is.
fn other_width(row: &[u8], width: usize) -> Result<Malformed, String> {
    let start = &row[..row.len().min(sniff::ENOUGH)];
    match width {
        PIXELS => Ok(Malformed::Kind {
            expected: "a label before the pixels of each line",
            found: format!("it has {PIXELS} columns, pixels without labels, as test.csv of a competition"),
        }),
        1..10 if start.starts_with(b"<") || start.starts_with(b"version ") => {
            Ok(Malformed::Kind { expected: "a table of numbers as text", found: sniff::words(start) })
        }
        _ if width == PIXELS + 2 => {
            Err(format!("{width} columns, one too many (an index? Write without it: index=False)"))
        }
        _ => Err(format!("{width} columns")),
    }
}

/// A field as a number; quotes around it do no harm.
fn value(field: &[u8]) -> Option<f32> {
    let field = field.trim_ascii();
    let field = field.strip_prefix(b"\"").and_then(|field| field.strip_suffix(b"\"")).unwrap_or(field);
    match field {
        [a @ b'0'..=b'9'] => Some(f32::from(a - b'0')),
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some(f32::from((a - b'0') * 10 + b - b'0')),
        _ => std::str::from_utf8(field).ok()?.parse().ok(),
    }
}
