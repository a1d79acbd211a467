//! §6.2.2: what initial weights do to the activations of five layers.

fn main() -> std::process::ExitCode {
    experiment::main(&ch06::CHAPTER, "weight_init_activation_histogram")
}
