//! §2.3.1 簡単な実装, §2.3.3 重みとバイアスによる実装, `ch02/and_gate.py`: AND, 1 where both inputs are 1.
//!
//! | x1 | x2 | y |
//! |---|---|---|
//! | 0 | 0 | 0 |
//! | 1 | 0 | 0 |
//! | 0 | 1 | 0 |
//! | 1 | 1 | 1 |
//!
//! Infinitely many weights do it: (w1, w2, θ) = (0.5, 0.5, 0.7), (0.5, 0.5, 0.8) and (1, 1, 1) are the book's examples.

use experiment::{Context, Experiment, flags, say};
use ndarray::array;

use crate::{AND, INPUTS, Perceptron, gate::draw_gate};

/// AND of two inputs that are 0 or 1.
///
/// Book: §2.3.3, `ch02/and_gate.py`.
pub fn and(x1: f64, x2: f64) -> u8 {
    let x = array![x1, x2];
    let w = array![0.5, 0.5];
    let b = -0.7;
    let tmp = (&w * &x).sum() + b;
    if tmp <= 0.0 { 0 } else { 1 }
}

/// The truth table of AND, and the decision region of a perceptron that should be AND.
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
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        for (x1, x2) in INPUTS {
            say!(ctx, "({x1}, {x2}) -> {}", and(x1, x2));
        }
        draw_gate(ctx, "AND", and, &Perceptron { w: [self.w1, self.w2], b: self.b })
    }
}
