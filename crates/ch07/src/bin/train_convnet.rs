//! §7.5: SimpleConvNet learns MNIST.

fn main() -> std::process::ExitCode {
    experiment::main(&ch07::CHAPTER, "train_convnet")
}
