//! Digits of 28×28 pixels, as MNIST has them: drawn by the program itself ([`synthetic`]), and found on pictures of
//! handwriting ([`handwriting`]).
//!
//! Book: §3.6.1

mod centre;
pub mod handwriting;
mod images;
pub mod synthetic;

pub use images::{CLASSES, Images, PIXELS, SIDE, Split};
