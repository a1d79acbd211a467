//! Chapter 3.
fn main() {}
