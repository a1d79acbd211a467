//! The colours of a picture: few of them make a small file.

use crate::Rgba;

/// Colours that a picture may have before they are no longer counted.
const MOST_COUNTED: usize = 4096;
/// Colours of a palette.
const MOST: usize = 256;
/// How far a seldom colour, of the edge of a line or letter, may be moved, in each of red, green and blue: nobody sees it.
const TOLERANCES: [u8; 3] = [0, 3, 6];
/// A colour is seldom if not one in this many pixels has it …
const SELDOM: u64 = 1000;
/// … and not one in this many pixels has any of those: a photograph consists of them.
const ALL_SELDOM: u64 = 5;

/// A picture as runs of one colour, and the colours in the order in which they appear.
pub(crate) struct Runs {
    colors: Vec<Rgba>,
    /// Number of the colour, and pixels.
    runs: Vec<(u16, u32)>,
}

/// The runs of the pixels; `None` if there are too many colours, or they are not opaque.
pub(crate) fn runs(rgba: &[u8]) -> Option<Runs> {
    let mut known = Known::default();
    let mut runs = Vec::new();
    let mut rest = rgba;
    while let Some(color) = rest.first_chunk::<4>() {
        let length = run_length(rest);
        runs.push((known.number(*color)?, (length / 4) as u32));
        rest = &rest[length..];
    }
    Some(Runs { colors: known.colors, runs })
}

/// How many bytes repeat the first four.
fn run_length(bytes: &[u8]) -> usize {
    // Bytes that equal those four places before them repeat the first pixel; many are compared at once.
    const BLOCK: usize = 512;
    let mut length = 4;
    while length + BLOCK <= bytes.len() && bytes[length..length + BLOCK] == bytes[length - 4..length + BLOCK - 4] {
        length += BLOCK;
    }
    while length < bytes.len() && bytes[length..length + 4] == bytes[..4] {
        length += 4;
    }
    length
}

/// Colours and their numbers, found by a hash.
struct Known {
    colors: Vec<Rgba>,
    /// Number of a colour plus 1; 0 where there is none.
    slots: Vec<u16>,
}

impl Default for Known {
    fn default() -> Self {
        Self { colors: Vec::new(), slots: vec![0; 4 * MOST_COUNTED] }
    }
}

impl Known {
    fn number(&mut self, color: Rgba) -> Option<u16> {
        let hash = u32::from_le_bytes(color).wrapping_mul(0x9e37_79b1);
        let mut slot = (hash >> 16) as usize % self.slots.len();
        loop {
            match self.slots[slot] {
                0 if color[3] != 255 || self.colors.len() == MOST_COUNTED => return None,
                0 => {
                    self.colors.push(color);
                    self.slots[slot] = self.colors.len() as u16;
                    return Some(self.colors.len() as u16 - 1);
                }
                number if self.colors[usize::from(number) - 1] == color => return Some(number - 1),
                _ => slot = (slot + 1) % self.slots.len(),
            }
        }
    }
}

impl Runs {
    /// A palette, and the number of its colour for each pixel; `None` if the palette would have to change what one sees.
    pub(crate) fn indexed(&self) -> Option<(Vec<Rgba>, Vec<u8>)> {
        let (palette, numbers) = TOLERANCES.iter().find_map(|&tolerance| self.palette(tolerance))?;
        let mut indices = Vec::new();
        for &(number, length) in &self.runs {
            indices.resize(indices.len() + length as usize, numbers[usize::from(number)]);
        }
        Some((palette, indices))
    }

    /// At most 256 colours, and which of them stands for each of the picture's.
    fn palette(&self, tolerance: u8) -> Option<(Vec<Rgba>, Vec<u8>)> {
        if tolerance == 0 {
            let numbers = 0..=u8::MAX;
            return (self.colors.len() <= MOST)
                .then(|| (self.colors.clone(), numbers.take(self.colors.len()).collect()));
        }
        let mut pixels = vec![0_u64; self.colors.len()];
        self.runs.iter().for_each(|&(number, length)| pixels[usize::from(number)] += u64::from(length));
        let all: u64 = pixels.iter().sum();
        let is_seldom = |number: usize| pixels[number] * SELDOM < all;
        let of_edges: u64 = (0..pixels.len()).filter(|&number| is_seldom(number)).map(|number| pixels[number]).sum();
        if of_edges * ALL_SELDOM > all {
            return None;
        }
        let mut order: Vec<usize> = (0..pixels.len()).collect();
        order.sort_by_key(|&number| std::cmp::Reverse(pixels[number]));
        let mut palette: Vec<Rgba> = Vec::new();
        let mut numbers = vec![0; pixels.len()];
        for number in order {
            let color = self.colors[number];
            let nearest = palette.iter().map(|&other| distance(color, other)).enumerate().min_by_key(|&(_, d)| d);
            numbers[number] = match nearest {
                Some((place, d)) if is_seldom(number) && d <= tolerance => place as u8,
                _ if palette.len() == MOST => return None,
                _ => {
                    palette.push(color);
                    (palette.len() - 1) as u8
                }
            };
        }
        Some((palette, numbers))
    }
}

/// The largest difference in a channel.
fn distance(a: Rgba, b: Rgba) -> u8 {
    (0..4).map(|channel| a[channel].abs_diff(b[channel])).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels(colors: &[(Rgba, usize)]) -> Vec<u8> {
        colors.iter().flat_map(|&(color, count)| color.repeat(count)).collect()
    }

    /// The picture that palette and numbers give.
    fn shown((palette, indices): (Vec<Rgba>, Vec<u8>)) -> Vec<u8> {
        indices.iter().flat_map(|&i| palette[usize::from(i)]).collect()
    }

    #[test]
    fn few_colours_are_kept_exactly() {
        let ramp: Vec<(Rgba, usize)> = (0..=255).map(|v| ([v, 255 - v, 7, 255], 1 + 97 * usize::from(v))).collect();
        let picture = pixels(&ramp);
        let runs = runs(&picture).unwrap();
        assert_eq!(runs.runs.len(), 256);
        assert_eq!(shown(runs.indexed().unwrap()), picture);
    }

    #[test]
    fn seldom_colours_move_a_little_and_frequent_ones_not_at_all() {
        let mut colors: Vec<(Rgba, usize)> = (0..200).map(|v| ([v, v, v, 255], 1000)).collect();
        colors.extend((0..200).map(|v| ([v, v, v + 2, 255], 3)));
        let picture = pixels(&colors);
        let shown = shown(runs(&picture).unwrap().indexed().unwrap());
        let frequent = 4 * 200 * 1000;
        assert_eq!(shown[..frequent], picture[..frequent]);
        let moved = shown.iter().zip(&picture).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
        assert!((1..=3).contains(&moved), "{moved}");
    }

    #[test]
    fn a_photograph_has_no_palette() {
        let close: Vec<(Rgba, usize)> =
            (0..2000_u32).map(|i| ([100 + (i % 20) as u8, 100 + (i / 20) as u8, 0, 255], 9)).collect();
        assert!(runs(&pixels(&close)).unwrap().indexed().is_none(), "every colour is seldom");
        let photograph: Vec<(Rgba, usize)> = (0..5000_u32).map(|i| ([i as u8, (i >> 8) as u8, 0, 255], 1)).collect();
        assert!(runs(&pixels(&photograph)).is_none(), "too many colours to count");
        let wide: Vec<(Rgba, usize)> =
            (0..1000_u32).map(|i| ([(i * 16) as u8, (i / 16 * 4) as u8, 0, 255], 1)).collect();
        assert!(runs(&pixels(&wide)).unwrap().indexed().is_none(), "colours too far apart");
        assert!(runs(&pixels(&[([0, 0, 0, 128], 9)])).is_none(), "not opaque");
    }
}
