//! Classifies digits one by one (§3.6.2).

fn main() -> std::process::ExitCode {
    experiment::main(&ch03::CHAPTER, "neuralnet_mnist")
}
