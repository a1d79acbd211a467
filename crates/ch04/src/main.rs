//! Chapter 4.
fn main() {}
