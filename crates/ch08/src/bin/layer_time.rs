//! §8.3.1: where the time goes, layer by layer.

fn main() -> std::process::ExitCode {
    experiment::main(&ch08::CHAPTER, "layer_time")
}
