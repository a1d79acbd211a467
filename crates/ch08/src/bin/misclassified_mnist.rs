//! §8.1.1: what DeepConvNet takes for another digit.

fn main() -> std::process::ExitCode {
    experiment::main(&ch08::CHAPTER, "misclassified_mnist")
}
