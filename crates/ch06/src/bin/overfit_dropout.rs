//! §6.4.3: a network overfits 300 images, and dropout against it.

fn main() -> std::process::ExitCode {
    experiment::main(&ch06::CHAPTER, "overfit_dropout")
}
