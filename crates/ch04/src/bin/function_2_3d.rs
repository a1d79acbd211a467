//! The surface x0² + x1² (§4.3.3).

fn main() -> std::process::ExitCode {
    experiment::main(&ch04::CHAPTER, "function_2_3d")
}
