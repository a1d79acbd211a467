//! §8.1.1: the layers of DeepConvNet.

fn main() -> std::process::ExitCode {
    experiment::main(&ch08::CHAPTER, "deepnet_graph")
}
