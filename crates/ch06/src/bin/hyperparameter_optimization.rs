//! §6.5.3: a random search for learning rate and weight decay.

fn main() -> std::process::ExitCode {
    experiment::main(&ch06::CHAPTER, "hyperparameter_optimization")
}
