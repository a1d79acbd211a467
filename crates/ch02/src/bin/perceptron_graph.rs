//! The perceptron as a diagram (§2.1).

fn main() -> std::process::ExitCode {
    experiment::main(&ch02::CHAPTER, "perceptron_graph")
}
