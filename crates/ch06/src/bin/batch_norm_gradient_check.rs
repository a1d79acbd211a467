//! §6.3: backpropagation through batch normalization against numerical gradients.

fn main() -> std::process::ExitCode {
    experiment::main(&ch06::CHAPTER, "batch_norm_gradient_check")
}
