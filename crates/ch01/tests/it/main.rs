//! The chapter as a user runs it.

mod experiments;
mod files;
