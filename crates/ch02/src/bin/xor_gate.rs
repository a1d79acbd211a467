//! XOR by two layers, and why one line is not enough (§2.5.2).

fn main() -> std::process::ExitCode {
    experiment::main(&ch02::CHAPTER, "xor_gate")
}
