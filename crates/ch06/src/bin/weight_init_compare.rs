//! §6.2.4: three initial weights on MNIST.

fn main() -> std::process::ExitCode {
    experiment::main(&ch06::CHAPTER, "weight_init_compare")
}
