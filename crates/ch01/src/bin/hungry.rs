//! The first script: one line of output (§1.4.1).

fn main() -> std::process::ExitCode {
    experiment::main(&ch01::CHAPTER, "hungry")
}
