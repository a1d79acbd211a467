//! Reads digits on your own pictures (beside §8.1).
fn main() -> std::process::ExitCode {
    experiment::main(&ch08::CHAPTER, "recognize")
}
