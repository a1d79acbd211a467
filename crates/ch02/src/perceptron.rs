//! §2.1 パーセプトロンとは, §2.3.2 重みとバイアスの導入: two inputs, two weights, a bias; it fires or it does not.
//!
//! ```text
//! y = 0  if b + w1·x1 + w2·x2 ≤ 0
//!     1  if b + w1·x1 + w2·x2 > 0
//! ```
//!
//! The book first writes w1·x1 + w2·x2 > θ with a threshold θ (式 2.1), then moves it to the left side: b = −θ.
//!
//! ```
//! use ch02::Perceptron;
//! let and = Perceptron { w: [0.5, 0.5], b: -0.7 };
//! assert_eq!(and.fire(1.0, 1.0), 1);
//! assert_eq!(and.fire(1.0, 0.0), 0);
//! ```

use ndarray::array;

/// The four inputs of a gate, in the order of the book's tables.
pub const INPUTS: [(f64, f64); 4] = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)];

/// Weights and bias.
///
/// Book: §2.3.2, 式 (2.2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Perceptron {
    /// How much each input counts.
    pub w: [f64; 2],
    /// How easily it fires: −θ.
    pub b: f64,
}

/// AND, for its picture; the page's function is [`and`](crate::and).
pub const AND: Perceptron = Perceptron { w: [0.5, 0.5], b: -0.7 };
/// NAND: AND with all signs changed.
pub const NAND: Perceptron = Perceptron { w: [-0.5, -0.5], b: 0.7 };
/// OR: AND with a lower threshold.
pub const OR: Perceptron = Perceptron { w: [0.5, 0.5], b: -0.2 };
/// NOR: OR with all signs changed.
pub const NOR: Perceptron = Perceptron { w: [-0.5, -0.5], b: 0.2 };

impl Perceptron {
    /// The same with a threshold: fires where w1·x1 + w2·x2 > θ.
    ///
    /// Book: §2.3.1, 式 (2.1).
    pub fn with_threshold(w: [f64; 2], theta: f64) -> Self {
        Perceptron { w, b: -theta }
    }

    /// 1 where the weighted sum of the inputs and the bias is positive, else 0.
    pub fn fire(&self, x1: f64, x2: f64) -> u8 {
        let x = array![x1, x2];
        let w = array![self.w[0], self.w[1]];
        let tmp = (w * x).sum() + self.b;
        if tmp <= 0.0 { 0 } else { 1 }
    }
}

/// The outputs of a gate for [`INPUTS`].
pub fn truth_table(gate: impl Fn(f64, f64) -> u8) -> [u8; 4] {
    INPUTS.map(|(x1, x2)| gate(x1, x2))
}
