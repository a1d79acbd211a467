//! How large a figure is shown, whatever its resolution.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Dots per inch at which a pixel of the file is one of the page.
const DPI: f64 = 100.0;
const METRES_PER_INCH: f64 = 0.0254;

/// Width and height of a figure on a page; `None` if there is no such figure.
pub(crate) fn picture_size(path: &Path) -> Option<(u32, u32)> {
    let mut head = Vec::new();
    File::open(path).ok()?.take(300).read_to_end(&mut head).ok()?;
    if head.starts_with(b"\x89PNG") { of_png(&head) } else { of_svg(std::str::from_utf8(&head).ok()?) }
}

/// Pixels, divided by how many more an inch has than those of a page.
fn of_png(head: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    let resolution = head.windows(4).position(|name| name == b"pHYs");
    let per_metre = resolution.and_then(|at| number(at + 4)).map_or(DPI / METRES_PER_INCH, f64::from);
    let side = |pixels: u32| (f64::from(pixels) * DPI / (per_metre * METRES_PER_INCH)).round() as u32;
    Some((side(number(16)?), side(number(20)?)))
}

fn of_svg(head: &str) -> Option<(u32, u32)> {
    let number = |name: &str| head.split_once(name)?.1.split_once('"')?.0.parse().ok();
    Some((number(" width=\"")?, number(" height=\"")?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use plot::{Axes, Figure};

    #[test]
    fn a_figure_is_shown_as_large_at_every_resolution_and_as_svg() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("figure");
        let figure = Figure::from(Axes::new()).size(641, 480);
        let files = [figure.png().unwrap(), figure.png_at(200).unwrap(), figure.svg().unwrap().into_bytes()];
        for file in files {
            std::fs::write(&path, file).unwrap();
            assert_eq!(picture_size(&path), Some((641, 480)));
        }
        std::fs::write(&path, "notes").unwrap();
        assert_eq!((picture_size(&path), picture_size(dir.path())), (None, None));
    }
}
