//! The rectified linear unit (§3.2.7).

fn main() -> std::process::ExitCode {
    experiment::main(&ch03::CHAPTER, "relu")
}
