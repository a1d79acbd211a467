//! §6.4.2: a network overfits 300 images, and weight decay against it.

fn main() -> std::process::ExitCode {
    experiment::main(&ch06::CHAPTER, "overfit_weight_decay")
}
