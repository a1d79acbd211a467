//! §8.1.1: DeepConvNet learns MNIST.

fn main() -> std::process::ExitCode {
    experiment::main(&ch08::CHAPTER, "train_deepnet")
}
