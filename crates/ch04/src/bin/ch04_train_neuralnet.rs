//! The two-layer network trained by backpropagation (§4.5).

fn main() -> std::process::ExitCode {
    experiment::main(&ch04::CHAPTER, "train_neuralnet")
}
