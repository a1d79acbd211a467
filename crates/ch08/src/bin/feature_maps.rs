//! Shows what the layers of DeepConvNet see in a digit (beside §8.1).

fn main() -> std::process::ExitCode {
    experiment::main(&ch08::CHAPTER, "feature_maps")
}
