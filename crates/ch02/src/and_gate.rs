//! AND: 1 where both inputs are 1.
//!
//! | x1 | x2 | y |
//! |---|---|---|
//! | 0 | 0 | 0 |
//! | 1 | 0 | 0 |
//! | 0 | 1 | 0 |
//! | 1 | 1 | 1 |
//!
//! Infinitely many weights do it: (w1, w2, θ) = (0.5, 0.5, 0.7), (0.5, 0.5, 0.8) and (1, 1, 1) are the book's examples.
//!
//! Book: §2.3.1, `ch02/and_gate.py`.

use experiment::{Context, Experiment, Info, flags};

use crate::Perceptron;
use crate::gate::show_gate;

/// Weights and bias with which a perceptron is AND.
pub const AND: Perceptron = Perceptron { w: [0.5, 0.5], b: -0.7 };

/// AND of two inputs that are 0 or 1.
///
/// Book: §2.3.1, `ch02/and_gate.py`.
pub fn and(x1: f64, x2: f64) -> u8 {
    AND.fire(x1, x2)
}

/// A perceptron that should be AND.
#[derive(Clone, Debug, clap::Args)]
pub struct AndGate {
    /// Weight of the first input
    #[arg(long, default_value_t = AND.w[0], value_parser = flags::finite, allow_negative_numbers = true)]
    pub w1: f64,
    /// Weight of the second input
    #[arg(long, default_value_t = AND.w[1], value_parser = flags::finite, allow_negative_numbers = true)]
    pub w2: f64,
    /// Bias: minus the threshold
    #[arg(long, default_value_t = AND.b, value_parser = flags::finite, allow_negative_numbers = true)]
    pub b: f64,
}

impl Experiment for AndGate {
    const INFO: Info = Info::new("and_gate", "§2.3.1", "AND as a perceptron: truth table and decision region")
        .figures(&[("and_gate", "AND: the four inputs, and where the perceptron fires")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let perceptron = Perceptron { w: [self.w1, self.w2], b: self.b };
        show_gate(ctx, "AND", &perceptron, [0, 0, 0, 1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::truth_table;

    #[test]
    fn it_answers_as_and_does() {
        assert_eq!(truth_table(and), [0, 0, 0, 1]);
    }

    #[test]
    fn other_weights_do_it_too() {
        for (w, theta) in [([0.5, 0.5], 0.6), ([0.5, 0.5], 0.8), ([1.0, 1.0], 1.0)] {
            let other = Perceptron::with_threshold(w, theta);
            assert_eq!(truth_table(|x1, x2| other.fire(x1, x2)), [0, 0, 0, 1], "w = {w:?}, θ = {theta}");
        }
    }
}
