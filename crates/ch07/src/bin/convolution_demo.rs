//! §7.2: convolution and pooling by hand.

fn main() -> std::process::ExitCode {
    experiment::main(&ch07::CHAPTER, "convolution_demo")
}
