//! Classifies digits in batches (§3.6.3).

fn main() -> std::process::ExitCode {
    experiment::main(&ch03::CHAPTER, "neuralnet_mnist_batch")
}
