//! A multi-layer perceptron with sigmoid outputs and weight decay (§5.7).
fn main() -> std::process::ExitCode {
    experiment::main(&ch05::CHAPTER, "mlp_classifier")
}
