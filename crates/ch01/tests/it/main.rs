//! The chapter as a user runs it, and what its pages state.

mod experiments;
mod files;
mod ndarray_basics;
