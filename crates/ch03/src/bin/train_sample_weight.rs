//! Trains the network whose weights ship with this chapter (§3.6.2).

fn main() -> std::process::ExitCode {
    experiment::main(&ch03::CHAPTER, "train_sample_weight")
}
