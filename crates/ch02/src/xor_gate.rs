//! §2.5.2 XOR ゲートの実装, `ch02/xor_gate.py`: XOR, 1 where exactly one input is 1, by two layers of perceptrons.
//!
//! | x1 | x2 | s1 = NAND | s2 = OR | y = AND(s1, s2) |
//! |---|---|---|---|---|
//! | 0 | 0 | 1 | 0 | 0 |
//! | 1 | 0 | 1 | 1 | 1 |
//! | 0 | 1 | 1 | 1 | 1 |
//! | 1 | 1 | 0 | 1 | 0 |

use experiment::{Context, say};

use crate::limits::{best_of_one_perceptron, one_line_and_two};
use crate::{INPUTS, and, nand, or};

/// The outputs of XOR for [`INPUTS`].
pub const TABLE: [u8; 4] = [0, 1, 1, 0];

/// XOR of two inputs that are 0 or 1: AND of NAND and OR.
///
/// Book: §2.5.2, `ch02/xor_gate.py`.
pub fn xor(x1: f64, x2: f64) -> u8 {
    let s1 = nand(x1, x2);
    let s2 = or(x1, x2);
    and(s1.into(), s2.into())
}

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    for (x1, x2) in INPUTS {
        say!(ctx, "({x1}, {x2}) -> {}", xor(x1, x2));
    }
    let (right, tried) = best_of_one_perceptron(TABLE);
    say!(ctx, "a single perceptron gets at most {right} of the 4 right ({tried} tried, weights and bias from -1 to 1)");
    ctx.save("xor_gate", one_line_and_two())
}
