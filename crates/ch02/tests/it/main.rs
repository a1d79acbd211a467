//! The chapter as a user runs it, and what its pages state.

mod and_gate;
mod experiments;
mod gate;
mod limits;
mod nand_gate;
mod nor_gate;
mod or_gate;
mod perceptron;
mod xor_gate;
