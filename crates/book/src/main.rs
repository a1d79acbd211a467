//! All of it.
fn main() {}
