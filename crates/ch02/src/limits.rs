//! §2.4 パーセプトロンの限界: no single line separates XOR, two lines do.
//!
//! The four outputs of XOR require
//!
//! ```text
//! b ≤ 0,   w1 + b > 0,   w2 + b > 0,   w1 + w2 + b ≤ 0.
//! ```
//!
//! The sum of the two in the middle is w1 + w2 + 2b > 0, so w1 + w2 + b > −b ≥ 0: the last one is broken.

use plot::{Color, Figure};

use crate::gate::{boundary, plane};
use crate::perceptron::{NAND, OR, Perceptron, truth_table};
use crate::{or, xor};

/// How many outputs of `table` a single perceptron gets right at most, among all with weights and bias −1, −0.9, … 1;
/// and how many perceptrons these are.
pub fn best_of_one_perceptron(table: [u8; 4]) -> (usize, usize) {
    let tenths = || (-10..=10).map(|tenth| f64::from(tenth) / 10.0);
    let mut best = (0, 0);
    for w1 in tenths() {
        for w2 in tenths() {
            for b in tenths() {
                let gate = Perceptron { w: [w1, w2], b };
                let outputs = truth_table(|x1, x2| gate.fire(x1, x2));
                let right = outputs.iter().zip(table).filter(|&(&y, wanted)| y == wanted).count();
                best = (best.0.max(right), best.1 + 1);
            }
        }
    }
    best
}

/// OR on the left, which gets three of the four right; on the right, XOR and the two lines of its first layer.
pub(crate) fn one_line_and_two() -> Figure {
    let mut one = plane(truth_table(xor), or);
    one.title("one layer, here OR: (1, 1) is wrong");
    boundary(&mut one, &OR, "OR", Color::BLACK);

    let mut two = plane(truth_table(xor), xor);
    two.title("two layers: AND of NAND and OR");
    boundary(&mut two, &NAND, "NAND", Color::C2);
    boundary(&mut two, &OR, "OR", Color::BLACK);
    Figure::grid(1, 2, [one, two]).size(960, 510).legend_below()
}
