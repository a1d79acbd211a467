//! The chapter as a user runs it.

mod experiments;
mod faults;
mod mnist;
