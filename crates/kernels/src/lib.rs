//! The engine: what makes the book's networks fast, as functions of arrays.
//!
//! It knows no layer. The layers of `common` are written as formulas, to be read; `common`'s `fused.rs` is the one place
//! that hands runs of them to this crate, which computes the same numbers up to rounding. Batches, `dot` and the optimizers
//! call it too:
//!
//! | module | what |
//! |---|---|
//! | [`product`] | matrix products, on several threads, leaving out the background of digits |
//! | [`Rows`] | a batch that is multiplied several times: its background is looked up once |
//! | [`conv`] | Convolution – ReLU – pooling, image by image, direct or by Winograd's method |
//! | [`batch_norm`] | batch normalization in few passes over memory |
//! | [`pieces`] | what threads share, and how long each piece of it takes |
//! | [`pixels`] | bytes to floats |
//! | [`update`](fn@update) | the pass of an optimizer |
//! | [`vector_math`] | the exponential function in loops that use vectors |
//!
//! Everything is divided among threads by its shape alone and reduced in a fixed order: the number of threads changes no
//! bit of a result. Instruction sets are chosen at run time, by [`pulp`].

pub mod arch;
pub mod batch_norm;
pub mod conv;
pub mod pieces;
pub mod pixels;
pub mod product;
mod rows;
pub mod sparse;
mod update;
pub mod vector_math;

pub use product::{Float, dot, dot_into};
pub use rows::Rows;
pub use update::update;
