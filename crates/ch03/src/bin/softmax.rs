//! Softmax, and how the naive form overflows (§3.5).

fn main() -> std::process::ExitCode {
    experiment::main(&ch03::CHAPTER, "softmax")
}
