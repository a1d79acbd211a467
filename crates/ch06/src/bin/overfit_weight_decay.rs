//! §6.4.2: 300 images learned by heart, and weight decay against it.

fn main() -> std::process::ExitCode {
    experiment::main(&ch06::CHAPTER, "overfit_weight_decay")
}
