//! The two-layer network trained by numerical gradient (§4.5.2).

fn main() -> std::process::ExitCode {
    experiment::main(&ch04::CHAPTER, "train_neuralnet_numerical")
}
