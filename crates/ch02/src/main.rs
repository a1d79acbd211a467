//! Chapter 2.
fn main() {}
