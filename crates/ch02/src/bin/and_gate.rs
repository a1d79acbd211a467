//! AND as a perceptron (§2.3.1).

fn main() -> std::process::ExitCode {
    experiment::main(&ch02::CHAPTER, "and_gate")
}
