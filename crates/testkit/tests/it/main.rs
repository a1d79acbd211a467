//! What protects the project from bytes and faults from outside, and the document that says so.

mod reliability;
mod seeds;
