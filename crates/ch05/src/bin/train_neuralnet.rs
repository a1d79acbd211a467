//! Trains the two-layer network on MNIST by backpropagation (§5.7.4).
fn main() -> std::process::ExitCode {
    experiment::main(&ch05::CHAPTER, "train_neuralnet")
}
