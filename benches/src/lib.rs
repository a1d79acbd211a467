//! Benchmarks of the library and of the book's experiments: `cargo bench -p benches`.
//!
//! `GEMM.md` beside this crate tells which matrix product was chosen, and from which measurements.
