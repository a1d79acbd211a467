//! Runs the experiments of chapter 5.
use std::process::ExitCode;

fn main() -> ExitCode {
    experiment::chapter_main(&ch05::CHAPTER)
}
