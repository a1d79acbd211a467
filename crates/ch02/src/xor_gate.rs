//! XOR: 1 where exactly one input is 1. One perceptron cannot do it, two layers of them can.
//!
//! | x1 | x2 | s1 = NAND | s2 = OR | y = AND(s1, s2) |
//! |---|---|---|---|---|
//! | 0 | 0 | 1 | 0 | 0 |
//! | 1 | 0 | 1 | 1 | 1 |
//! | 0 | 1 | 1 | 1 | 1 |
//! | 1 | 1 | 0 | 1 | 0 |
//!
//! Why one line is not enough: the four answers ask for
//!
//! ```text
//! b ≤ 0,   w1 + b > 0,   w2 + b > 0,   w1 + w2 + b ≤ 0.
//! ```
//!
//! The sum of the two in the middle is w1 + w2 + 2b > 0, so w1 + w2 + b > −b ≥ 0: the last one is broken.
//!
//! Book: §2.4–2.5, `ch02/xor_gate.py`.

use experiment::{Context, Experiment, Info, say};
use plot::{Color, Figure};

use crate::and_gate::and;
use crate::gate::{boundary, plane, print_table};
use crate::nand_gate::{NAND, nand};
use crate::or_gate::{OR, or};
use crate::perceptron::{Perceptron, truth_table};

/// What XOR answers to [`INPUTS`](crate::INPUTS).
pub const TABLE: [u8; 4] = [0, 1, 1, 0];

/// XOR of two inputs that are 0 or 1: AND of NAND and OR.
///
/// Book: §2.5.2, `ch02/xor_gate.py`.
pub fn xor(x1: f64, x2: f64) -> u8 {
    let s1 = nand(x1, x2);
    let s2 = or(x1, x2);
    and(f64::from(s1), f64::from(s2))
}

/// The most answers that one perceptron shares with `table`, among all with weights and bias −1, −0.9, … 1;
/// and how many perceptrons these are.
pub fn best_of_one_perceptron(table: [u8; 4]) -> (usize, usize) {
    let tenths = || (-10..=10).map(|tenth| f64::from(tenth) / 10.0);
    let mut best = (0, 0);
    for w1 in tenths() {
        for w2 in tenths() {
            for b in tenths() {
                let gate = Perceptron { w: [w1, w2], b };
                let answers = truth_table(|x1, x2| gate.fire(x1, x2));
                let right = answers.iter().zip(table).filter(|&(&answer, wanted)| answer == wanted).count();
                best = (best.0.max(right), best.1 + 1);
            }
        }
    }
    best
}

/// XOR by two layers of perceptrons.
#[derive(Clone, Debug, clap::Args)]
pub struct XorGate {}

impl Experiment for XorGate {
    const INFO: Info = Info::new("xor_gate", "§2.5.2", "XOR by two layers, and why one line is not enough")
        .figures(&[("xor_gate", "XOR: one line gets three of four right, two lines all of them")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        print_table(ctx, truth_table(xor));
        let (right, tried) = best_of_one_perceptron(TABLE);
        say!(
            ctx,
            "a single perceptron gets at most {right} of the 4 right ({tried} tried, weights and bias from -1 to 1)"
        );

        let mut one = plane(TABLE, |x1, x2| OR.fire(x1, x2));
        one.title("one layer, here OR: (1, 1) is wrong");
        boundary(&mut one, &OR, "OR", Color::BLACK);

        let mut two = plane(TABLE, xor);
        two.title("two layers: AND of NAND and OR");
        boundary(&mut two, &NAND, "NAND", Color::C2);
        boundary(&mut two, &OR, "OR", Color::BLACK);
        ctx.save("xor_gate", Figure::grid(1, 2, [one, two]).size(960, 510).legend_below())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_layers_are_xor() {
        assert_eq!(truth_table(xor), TABLE);
    }

    #[test]
    fn one_perceptron_is_and_and_or_but_never_xor() {
        assert_eq!(best_of_one_perceptron([0, 0, 0, 1]), (4, 9261));
        assert_eq!(best_of_one_perceptron([0, 1, 1, 1]), (4, 9261));
        assert_eq!(best_of_one_perceptron(TABLE), (3, 9261));
        assert_eq!(best_of_one_perceptron([1, 0, 0, 1]), (3, 9261));
    }
}
