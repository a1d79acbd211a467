//! §6.4.3: 300 images learned by heart, and dropout against it.

fn main() -> std::process::ExitCode {
    experiment::main(&ch06::CHAPTER, "overfit_dropout")
}
