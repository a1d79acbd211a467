//! sin x with names at the axes (§1.6.1).

fn main() -> std::process::ExitCode {
    experiment::main(&ch01::CHAPTER, "sin_graph")
}
