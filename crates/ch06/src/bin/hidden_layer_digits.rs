//! Digits with one and two hidden layers, four times better.

fn main() -> std::process::ExitCode {
    experiment::main(&ch06::CHAPTER, "hidden_layer_digits")
}
