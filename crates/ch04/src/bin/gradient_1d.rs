//! Numerical derivative and tangent (§4.3.2).

fn main() -> std::process::ExitCode {
    experiment::main(&ch04::CHAPTER, "gradient_1d")
}
