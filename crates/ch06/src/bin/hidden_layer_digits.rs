//! Digits with one and two hidden layers: four networks, each improving on the one before.

fn main() -> std::process::ExitCode {
    experiment::main(&ch06::CHAPTER, "hidden_layer_digits")
}
