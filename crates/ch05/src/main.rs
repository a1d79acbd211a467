//! Chapter 5.
fn main() {}
