//! The price of apples and oranges, forward and backward (§5.4.2).
fn main() -> std::process::ExitCode {
    experiment::main(&ch05::CHAPTER, "buy_apple_orange")
}
