//! OR: 1 where at least one input is 1.
//!
//! | x1 | x2 | y |
//! |---|---|---|
//! | 0 | 0 | 0 |
//! | 1 | 0 | 1 |
//! | 0 | 1 | 1 |
//! | 1 | 1 | 1 |
//!
//! The weights of AND with a lower threshold.
//!
//! Book: §2.3.3, `ch02/or_gate.py`.

use experiment::{Context, Experiment, Info, flags};

use crate::Perceptron;
use crate::gate::show_gate;

/// Weights and bias with which a perceptron is OR.
pub const OR: Perceptron = Perceptron { w: [0.5, 0.5], b: -0.2 };

/// OR of two inputs that are 0 or 1.
///
/// Book: §2.3.3, `ch02/or_gate.py`.
pub fn or(x1: f64, x2: f64) -> u8 {
    OR.fire(x1, x2)
}

/// A perceptron that should be OR.
#[derive(Clone, Debug, clap::Args)]
pub struct OrGate {
    /// Weight of the first input
    #[arg(long, default_value_t = OR.w[0], value_parser = flags::finite, allow_negative_numbers = true)]
    pub w1: f64,
    /// Weight of the second input
    #[arg(long, default_value_t = OR.w[1], value_parser = flags::finite, allow_negative_numbers = true)]
    pub w2: f64,
    /// Bias: minus the threshold
    #[arg(long, default_value_t = OR.b, value_parser = flags::finite, allow_negative_numbers = true)]
    pub b: f64,
}

impl Experiment for OrGate {
    const INFO: Info = Info::new("or_gate", "§2.3.3", "OR as a perceptron: truth table and decision region")
        .figures(&[("or_gate", "OR: the four inputs, and where the perceptron fires")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let perceptron = Perceptron { w: [self.w1, self.w2], b: self.b };
        show_gate(ctx, "OR", &perceptron, [0, 1, 1, 1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::truth_table;

    #[test]
    fn it_answers_as_or_does() {
        assert_eq!(truth_table(or), [0, 1, 1, 1]);
    }

    #[test]
    fn a_threshold_of_0_4_does_it_too() {
        let other = Perceptron::with_threshold([0.5, 0.5], 0.4);
        assert_eq!(truth_table(|x1, x2| other.fire(x1, x2)), [0, 1, 1, 1]);
    }
}
