//! The chapter as a user runs it, and the gradient that is computed incrementally.

mod experiments;
mod incremental_gradient;
mod training;
