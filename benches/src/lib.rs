//! How fast the workspace is.
//!
//! - `cargo bench -p benches`: criterion benchmarks, one file per topic;
//! - `cargo run -p benches --bin compare`: the book's networks beside the same ones in NumPy, PyTorch, JAX
//!   and candle;
//! - `cargo run -p benches --bin scaling`: how the time of an iteration grows with batch, width and threads,
//!   and with `--simulate` what more threads than the machine has would bring.
//!
//! `compare` and `scaling` write their tables into `BENCHMARKS.md`. `GEMM.md` beside this crate says which matrix product was
//! chosen, and from which measurements.

pub mod machine;
pub mod markdown;
pub mod peer;
pub mod samples;
pub mod simulate;
pub mod work;
