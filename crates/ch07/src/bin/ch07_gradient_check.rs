//! §7.5: backpropagation of SimpleConvNet against numerical gradients.

fn main() -> std::process::ExitCode {
    experiment::main(&ch07::CHAPTER, "gradient_check")
}
