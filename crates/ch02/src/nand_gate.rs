//! NAND: 0 where both inputs are 1, else 1.
//!
//! | x1 | x2 | y |
//! |---|---|---|
//! | 0 | 0 | 1 |
//! | 1 | 0 | 1 |
//! | 0 | 1 | 1 |
//! | 1 | 1 | 0 |
//!
//! The weights and the bias of AND with their signs changed.
//!
//! Book: §2.3.3, `ch02/nand_gate.py`.

use experiment::{Context, Experiment, Info, flags};

use crate::Perceptron;
use crate::gate::show_gate;

/// Weights and bias with which a perceptron is NAND.
pub const NAND: Perceptron = Perceptron { w: [-0.5, -0.5], b: 0.7 };

/// NAND of two inputs that are 0 or 1.
///
/// Book: §2.3.3, `ch02/nand_gate.py`.
pub fn nand(x1: f64, x2: f64) -> u8 {
    NAND.fire(x1, x2)
}

/// A perceptron that should be NAND.
#[derive(Clone, Debug, clap::Args)]
pub struct NandGate {
    /// Weight of the first input
    #[arg(long, default_value_t = NAND.w[0], value_parser = flags::finite, allow_negative_numbers = true)]
    pub w1: f64,
    /// Weight of the second input
    #[arg(long, default_value_t = NAND.w[1], value_parser = flags::finite, allow_negative_numbers = true)]
    pub w2: f64,
    /// Bias: minus the threshold
    #[arg(long, default_value_t = NAND.b, value_parser = flags::finite, allow_negative_numbers = true)]
    pub b: f64,
}

impl Experiment for NandGate {
    const INFO: Info = Info::new("nand_gate", "§2.3.3", "NAND as a perceptron: truth table and decision region")
        .figures(&[("nand_gate", "NAND: the four inputs, and where the perceptron fires")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let perceptron = Perceptron { w: [self.w1, self.w2], b: self.b };
        show_gate(ctx, "NAND", &perceptron, [1, 1, 1, 0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::truth_table;

    #[test]
    fn it_answers_as_nand_does() {
        assert_eq!(truth_table(nand), [1, 1, 1, 0]);
    }

    #[test]
    fn it_is_and_with_the_signs_changed() {
        let and = crate::and_gate::AND;
        assert_eq!(NAND, Perceptron { w: and.w.map(|w| -w), b: -and.b });
    }

    #[test]
    fn a_threshold_of_0_6_does_it_too() {
        let other = Perceptron::with_threshold([-0.5, -0.5], -0.6);
        assert_eq!(truth_table(|x1, x2| other.fire(x1, x2)), [1, 1, 1, 0]);
    }
}
