//! Sigmoid and step compared (§3.2.5).

fn main() -> std::process::ExitCode {
    experiment::main(&ch03::CHAPTER, "sig_step_compare")
}
