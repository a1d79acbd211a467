//! §7.1: the layers of a convolutional network.

fn main() -> std::process::ExitCode {
    experiment::main(&ch07::CHAPTER, "convnet_graph")
}
