//! The step function (§3.2.3).

fn main() -> std::process::ExitCode {
    experiment::main(&ch03::CHAPTER, "step_function")
}
