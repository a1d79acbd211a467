//! Parameters and checkpoints in files, and the licences of what is built.

mod checkpoint;
mod licences;
mod params;
mod seeds;
