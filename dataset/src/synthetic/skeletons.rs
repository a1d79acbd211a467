//! How people write the digits: hand-drawn skeletons, in `skeletons.txt`.
//!
//! A digit has several families (open and closed 4, 7 with and without bar …), a family several keys, a key one or more
//! strokes, a stroke some points that the pen passes. Families differ in how the pen moves, the keys of one family in
//! proportions.

use std::sync::LazyLock;

use crate::images::CLASSES;

/// A way to write a digit.
#[derive(Debug)]
pub(super) struct Family {
    /// How often it is chosen, relative to the digit's other families.
    pub(super) weight: f32,
    /// The same movement in different proportions.
    pub(super) keys: Vec<Vec<Stroke>>,
}

/// What is drawn without lifting the pen.
pub(super) type Stroke = Vec<Knot>;

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

/// Reads lines `digit name weight`, each followed by its keys: `x,y x,y* / x,y …`, in percent, `*` after a corner, `/`
/// between strokes.
///
/// # Panics
/// On any other line: the text is part of the program.
fn parse(text: &str) -> [Vec<Family>; CLASSES] {
    let mut families: [Vec<Family>; CLASSES] = Default::default();
    let mut digit = 0;
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        if line.starts_with(' ') {
            let family = families[digit].last_mut().expect("a family comes before its keys");
            family.keys.push(line.split('/').map(|stroke| stroke.split_whitespace().map(knot).collect()).collect());
        } else {
            let mut words = line.split_whitespace();
            let mut number = || words.next().and_then(|word| word.parse::<u8>().ok());
            digit = number().unwrap_or_else(|| panic!("no digit: {line}")).into();
            words.next();
            let weight = words.next().and_then(|word| word.parse().ok());
            let weight = weight.unwrap_or_else(|| panic!("no weight: {line}"));
            families[digit].push(Family { weight, keys: Vec::new() });
        }
    }
    families
}

fn knot(text: &str) -> Knot {
    let (pair, corner) = match text.strip_suffix('*') {
        Some(pair) => (pair, true),
        None => (text, false),
    };
    let percent = |number: &str| number.parse::<f32>().ok().map(|number| number / 100.0);
    match pair.split_once(',').map(|(x, y)| (percent(x), percent(y))) {
        Some((Some(x), Some(y))) => Knot { at: [x, y], corner },
        _ => panic!("no point: {text}"),
    }
}
