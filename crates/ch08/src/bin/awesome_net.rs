//! §8.1.2: an ensemble of wider networks.

fn main() -> std::process::ExitCode {
    experiment::main(&ch08::CHAPTER, "awesome_net")
}
