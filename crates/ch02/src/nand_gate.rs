//! §2.3.3 重みとバイアスによる実装, `ch02/nand_gate.py`: NAND, 0 where both inputs are 1, else 1.
//!
//! | x1 | x2 | y |
//! |---|---|---|
//! | 0 | 0 | 1 |
//! | 1 | 0 | 1 |
//! | 0 | 1 | 1 |
//! | 1 | 1 | 0 |
//!
//! The weights and the bias of AND with their signs changed.

use experiment::{Context, Experiment, flags, say};
use ndarray::array;

use crate::{INPUTS, NAND, Perceptron, gate::draw_gate};

/// NAND of two inputs that are 0 or 1.
///
/// Book: §2.3.3, `ch02/nand_gate.py`.
pub fn nand(x1: f64, x2: f64) -> u8 {
    let x = array![x1, x2];
    let w = array![-0.5, -0.5];
    let b = 0.7;
    let tmp = (&w * &x).sum() + b;
    if tmp <= 0.0 { 0 } else { 1 }
}

/// The truth table of NAND, and the decision region of a perceptron that should be NAND.
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
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        for (x1, x2) in INPUTS {
            say!(ctx, "({x1}, {x2}) -> {}", nand(x1, x2));
        }
        draw_gate(ctx, "NAND", nand, &Perceptron { w: [self.w1, self.w2], b: self.b })
    }
}
