//! Chapter 2, パーセプトロン: perceptrons.
//!
//! A perceptron adds its weighted inputs and fires if the sum exceeds a threshold. Three choices of weights make AND,
//! NAND and OR; XOR needs a second layer, because one perceptron draws one straight line.
//!
//! | book | here |
//! |---|---|
//! | 式 (2.1), (2.2) | [`Perceptron`] |
//! | `and_gate.py`, `AND` (§2.3.1, §2.3.3) | [`and_gate`], [`and`] |
//! | `nand_gate.py`, `NAND` (§2.3.3) | [`nand_gate`], [`nand`] |
//! | `or_gate.py`, `OR` (§2.3.3) | [`or_gate`], [`or`] |
//! | – | [`nor_gate`], [`nor`] |
//! | §2.4 パーセプトロンの限界 | [`limits`] |
//! | `xor_gate.py`, `XOR` (§2.5.2) | [`xor_gate`], [`xor`] |
//! | figure 2-1 | [`perceptron_graph`] |
//!
//! §2.6 (NAND からコンピュータへ): every gate can be made from NAND alone, and a computer from gates.
//!
//! ```
//! use ch02::{and, nand, nor, or, truth_table, xor};
//! let nand = |a, b| f64::from(nand(a, b));
//! assert_eq!(truth_table(|a, b| nand(nand(a, b), nand(a, b)) as u8), truth_table(and));
//! assert_eq!(truth_table(|a, b| nand(nand(a, a), nand(b, b)) as u8), truth_table(or));
//! assert_eq!(truth_table(|a, b| nand(nand(a, nand(a, b)), nand(b, nand(a, b))) as u8), truth_table(xor));
//! # let not = |a| nand(a, a);
//! # assert_eq!(truth_table(|a, b| not(nand(not(a), not(b))) as u8), truth_table(nor));
//! ```

pub mod and_gate;
mod contents;
pub mod gate;
pub mod limits;
pub mod nand_gate;
pub mod nor_gate;
pub mod or_gate;
pub mod perceptron;
pub mod perceptron_graph;
pub mod xor_gate;

use experiment::{Chapter, Entry};

pub use and_gate::{AndGate, and};
pub use nand_gate::{NandGate, nand};
pub use nor_gate::{NorGate, nor};
pub use or_gate::{OrGate, or};
pub use perceptron::{AND, INPUTS, NAND, NOR, OR, Perceptron, truth_table};
pub use xor_gate::xor;

/// The experiments of chapter 2, in the book's order.
pub const CHAPTER: Chapter = Chapter {
    number: 2,
    title: "Perceptrons",
    japanese: "パーセプトロン",
    experiments: &[
        Entry::script(contents::PERCEPTRON_GRAPH, perceptron_graph::run),
        Entry::of::<AndGate>(contents::AND_GATE),
        Entry::of::<NandGate>(contents::NAND_GATE),
        Entry::of::<OrGate>(contents::OR_GATE),
        Entry::of::<NorGate>(contents::NOR_GATE),
        Entry::script(contents::XOR_GATE, xor_gate::run),
    ],
};
