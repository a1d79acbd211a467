//! §8.1.1: what DeepConvNet misclassifies.

fn main() -> std::process::ExitCode {
    experiment::main(&ch08::CHAPTER, "misclassified_mnist")
}
