//! §6.3.2: training with and without batch normalization, from 16 scales of initial weights.

fn main() -> std::process::ExitCode {
    experiment::main(&ch06::CHAPTER, "batch_norm_test")
}
