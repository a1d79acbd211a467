//! Gradient descent (§4.4.1).

fn main() -> std::process::ExitCode {
    experiment::main(&ch04::CHAPTER, "gradient_method")
}
