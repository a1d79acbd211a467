//! Files of weights, one module for each kind of test.

mod field;
mod files;
mod kinds;
