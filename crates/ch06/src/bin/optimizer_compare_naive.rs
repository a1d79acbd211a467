//! §6.1.7: six optimizers on x²/20 + y².

fn main() -> std::process::ExitCode {
    experiment::main(&ch06::CHAPTER, "optimizer_compare_naive")
}
