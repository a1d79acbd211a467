//! `cargo run -p book`: every experiment of every chapter, then the gallery `figures/index.html`.

use std::process::ExitCode;

fn main() -> ExitCode {
    match book::main() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
