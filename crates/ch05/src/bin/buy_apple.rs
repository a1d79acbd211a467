//! The price of two apples, forward and backward (§5.4.1).
fn main() -> std::process::ExitCode {
    experiment::main(&ch05::CHAPTER, "buy_apple")
}
