//! The error of numerical differentiation (§4.3.1).

fn main() -> std::process::ExitCode {
    experiment::main(&ch04::CHAPTER, "rounding_error")
}
