//! Where backpropagation and numerical gradient of SimpleConvNet differ, and why (§7.5).

fn main() -> std::process::ExitCode {
    experiment::main(&ch07::CHAPTER, "gradient_kinks")
}
