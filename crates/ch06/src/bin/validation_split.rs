//! §6.5.1: validation data split off the training data.

fn main() -> std::process::ExitCode {
    experiment::main(&ch06::CHAPTER, "validation_split")
}
