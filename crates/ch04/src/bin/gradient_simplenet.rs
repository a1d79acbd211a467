//! The gradient of a one-layer network (§4.4.2).

fn main() -> std::process::ExitCode {
    experiment::main(&ch04::CHAPTER, "gradient_simplenet")
}
