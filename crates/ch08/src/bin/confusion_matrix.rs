//! Beside §8.1: which digits a network takes for which.

fn main() -> std::process::ExitCode {
    experiment::main(&ch08::CHAPTER, "confusion_matrix")
}
