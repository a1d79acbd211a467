//! Chapter 6.
fn main() {}
