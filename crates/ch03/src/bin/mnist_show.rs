//! The digits of MNIST (§3.6.1).

fn main() -> std::process::ExitCode {
    experiment::main(&ch03::CHAPTER, "mnist_show")
}
