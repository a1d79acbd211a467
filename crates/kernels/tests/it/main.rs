//! The parts of the engine against definitions, at the edges of its sizes, and on any number of threads.

mod arch;
mod buffer;
mod frame;
mod patches;
mod pieces;
mod pixels;
mod product;
mod rows;
mod sparse;
mod update;
mod vector_math;
