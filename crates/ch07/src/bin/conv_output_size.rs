//! §7.2: the size of what a convolution gives.

fn main() -> std::process::ExitCode {
    experiment::main(&ch07::CHAPTER, "conv_output_size")
}
