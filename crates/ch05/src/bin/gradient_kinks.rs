//! Where backpropagation and numerical gradient differ, and why (§5.7.3).
fn main() -> std::process::ExitCode {
    experiment::main(&ch05::CHAPTER, "gradient_kinks")
}
