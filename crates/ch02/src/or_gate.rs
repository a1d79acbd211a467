//! §2.3.3 重みとバイアスによる実装, `ch02/or_gate.py`: OR, 1 where at least one input is 1.
//!
//! | x1 | x2 | y |
//! |---|---|---|
//! | 0 | 0 | 0 |
//! | 1 | 0 | 1 |
//! | 0 | 1 | 1 |
//! | 1 | 1 | 1 |
//!
//! The weights of AND with a lower threshold.

use experiment::{Context, Experiment, flags, say};
use ndarray::array;

use crate::{INPUTS, OR, Perceptron, gate::draw_gate};

/// OR of two inputs that are 0 or 1.
///
/// Book: §2.3.3, `ch02/or_gate.py`.
pub fn or(x1: f64, x2: f64) -> u8 {
    let x = array![x1, x2];
    let w = array![0.5, 0.5];
    let b = -0.2;
    let tmp = (&w * &x).sum() + b;
    if tmp <= 0.0 { 0 } else { 1 }
}

/// The truth table of OR, and the decision region of a perceptron that should be OR.
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
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        for (x1, x2) in INPUTS {
            say!(ctx, "({x1}, {x2}) -> {}", or(x1, x2));
        }
        draw_gate(ctx, "OR", or, &Perceptron { w: [self.w1, self.w2], b: self.b })
    }
}
