//! §2.3 パーセプトロンの実装, not in the book: NOR, 1 where no input is 1.
//!
//! | x1 | x2 | y |
//! |---|---|---|
//! | 0 | 0 | 1 |
//! | 1 | 0 | 0 |
//! | 0 | 1 | 0 |
//! | 1 | 1 | 0 |
//!
//! The weights and the bias of OR with their signs changed, as NAND is made from AND.

use experiment::{Context, Experiment, flags, say};
use ndarray::array;

use crate::{INPUTS, NOR, Perceptron, gate::draw_gate};

/// NOR of two inputs that are 0 or 1.
///
/// Book: §2.3.
pub fn nor(x1: f64, x2: f64) -> u8 {
    let x = array![x1, x2];
    let w = array![-0.5, -0.5];
    let b = 0.2;
    let tmp = (&w * &x).sum() + b;
    if tmp <= 0.0 { 0 } else { 1 }
}

/// The truth table of NOR, and the decision region of a perceptron that should be NOR.
#[derive(Clone, Debug, clap::Args)]
pub struct NorGate {
    /// Weight of the first input
    #[arg(long, default_value_t = NOR.w[0], value_parser = flags::finite, allow_negative_numbers = true)]
    pub w1: f64,
    /// Weight of the second input
    #[arg(long, default_value_t = NOR.w[1], value_parser = flags::finite, allow_negative_numbers = true)]
    pub w2: f64,
    /// Bias: minus the threshold
    #[arg(long, default_value_t = NOR.b, value_parser = flags::finite, allow_negative_numbers = true)]
    pub b: f64,
}

impl Experiment for NorGate {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        for (x1, x2) in INPUTS {
            say!(ctx, "({x1}, {x2}) -> {}", nor(x1, x2));
        }
        draw_gate(ctx, "NOR", nor, &Perceptron { w: [self.w1, self.w2], b: self.b })
    }
}
