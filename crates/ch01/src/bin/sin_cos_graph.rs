//! sin and cos with labels, title and legend (§1.6.2).

fn main() -> std::process::ExitCode {
    experiment::main(&ch01::CHAPTER, "sin_cos_graph")
}
