//! §6.3.1: where batch normalization stands in a network.

fn main() -> std::process::ExitCode {
    experiment::main(&ch06::CHAPTER, "batch_norm_graph")
}
