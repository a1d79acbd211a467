//! §8.1.3: why several small filters beat a large one.

fn main() -> std::process::ExitCode {
    experiment::main(&ch08::CHAPTER, "receptive_field")
}
