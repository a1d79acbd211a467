//! §8.3.4: half the bits, the same answers.

fn main() -> std::process::ExitCode {
    experiment::main(&ch08::CHAPTER, "half_float_network")
}
