//! The sigmoid function (§3.2.4).

fn main() -> std::process::ExitCode {
    experiment::main(&ch03::CHAPTER, "sigmoid")
}
