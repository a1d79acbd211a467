//! §7.6.1: the filters of the first layer before and after learning.

fn main() -> std::process::ExitCode {
    experiment::main(&ch07::CHAPTER, "visualize_filter")
}
