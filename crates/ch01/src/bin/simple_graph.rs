//! The first graph: sin x (§1.6.1).

fn main() -> std::process::ExitCode {
    experiment::main(&ch01::CHAPTER, "simple_graph")
}
