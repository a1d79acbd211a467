//! §7.6.1: what the filters see in a picture.

fn main() -> std::process::ExitCode {
    experiment::main(&ch07::CHAPTER, "apply_filter")
}
