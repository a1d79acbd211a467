//! The computational graphs of the chapter (§5.1–5.6).
fn main() -> std::process::ExitCode {
    experiment::main(&ch05::CHAPTER, "computational_graphs")
}
