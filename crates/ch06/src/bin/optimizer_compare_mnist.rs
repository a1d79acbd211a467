//! §6.1.8: four optimizers on MNIST.

fn main() -> std::process::ExitCode {
    experiment::main(&ch06::CHAPTER, "optimizer_compare_mnist")
}
