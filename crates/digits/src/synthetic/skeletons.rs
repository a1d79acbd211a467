//! How people write the digits: hand-drawn skeletons, in `skeletons.txt`.
//!
//! A digit has several families (open and closed 4, 7 with and without bar …), a family several keys, a key one or more
//! strokes, a stroke some points that the pen passes. Families differ in how the pen moves, the keys of one family in
//! proportions. They were drawn by a person's idea of digits; none is fitted to an image.

use std::sync::LazyLock;

use crate::images::CLASSES;

/// A way to write a digit.
#[derive(Debug)]
pub(super) struct Family {
    /// How often it is chosen, relative to the digit's other families.
    pub(super) weight: f32,
    /// Diameter of the widest pen that leaves it readable, in pixels.
    pub(super) widest: f32,
    /// The same movement in different proportions: all keys have as many strokes, and these as many points.
    pub(super) keys: Vec<Vec<Vec<Knot>>>,
}

/// A point that the pen passes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Knot {
    /// x to the right and y downwards, about 0 to 1.
    pub(super) at: [f32; 2],
    /// Whether the direction changes at once here.
    pub(super) corner: bool,
}

/// The families of each digit.
pub(super) static FAMILIES: LazyLock<[Vec<Family>; CLASSES]> = LazyLock::new(|| parse(include_str!("skeletons.txt")));

/// Reads the format that the first lines of `skeletons.txt` describe.
///
/// # Panics
/// On any other text: it is part of the program.
fn parse(text: &str) -> [Vec<Family>; CLASSES] {
    let mut families: [Vec<Family>; CLASSES] = Default::default();
    let mut digit = 0;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(key) = line.strip_prefix("  ") {
            let key = key.split(" / ").map(|stroke| stroke.split(' ').map(knot).collect()).collect();
            families[digit].last_mut().expect("a family comes before its keys").keys.push(key);
        } else {
            let words: Vec<&str> = line.split(' ').collect();
            let [number, _name, weight, widest] = words[..] else { panic!("no family: {line}") };
            let [weight, widest] = [weight, widest].map(|word| word.parse().expect(line));
            digit = number.parse().expect(line);
            families[digit].push(Family { weight, widest, keys: Vec::new() });
        }
    }
    families
}

fn knot(text: &str) -> Knot {
    let (pair, corner) = match text.strip_suffix('*') {
        Some(pair) => (pair, true),
        None => (text, false),
    };
    let (x, y) = pair.split_once(',').expect(text);
    Knot { at: [x, y].map(|percent| percent.parse::<f32>().expect(text) / 100.0), corner }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_can_be_written() {
        for (digit, families) in FAMILIES.iter().enumerate() {
            assert!(families.len() >= 3, "digit {digit} has {} families", families.len());
            for family in families {
                assert!(family.weight > 0.0 && family.widest > 2.0, "digit {digit}: {family:?}");
                assert!(family.keys.iter().flatten().all(|stroke| stroke.len() >= 2), "digit {digit}: {family:?}");
            }
        }
    }

    #[test]
    fn keys_of_a_family_can_be_blended() {
        let shape = |key: &Vec<Vec<Knot>>| -> Vec<Vec<bool>> {
            key.iter().map(|stroke| stroke.iter().map(|knot| knot.corner).collect()).collect()
        };
        for (digit, family) in FAMILIES.iter().enumerate().flat_map(|(digit, f)| f.iter().map(move |f| (digit, f))) {
            for (number, key) in family.keys.iter().enumerate() {
                assert_eq!(
                    shape(key),
                    shape(&family.keys[0]),
                    "digit {digit}: key {number} of {:?}",
                    family.keys[0][0]
                );
            }
        }
    }

    #[test]
    fn a_key_reads_as_it_is_written() {
        let families = parse("# comment\n7 barred 14 3.5\n  14,10 80,7* 42,100 / 36,52 -2,48");
        let family = &families[7][0];
        assert_eq!((family.weight, family.widest), (14.0, 3.5));
        let knot = |x, y, corner| Knot { at: [x, y], corner };
        let strokes = [
            vec![knot(0.14, 0.1, false), knot(0.8, 0.07, true), knot(0.42, 1.0, false)],
            vec![knot(0.36, 0.52, false), knot(-0.02, 0.48, false)],
        ];
        assert_eq!(family.keys, [strokes]);
    }
}
