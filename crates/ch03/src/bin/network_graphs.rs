//! Neural networks as diagrams (§3.3.3).

fn main() -> std::process::ExitCode {
    experiment::main(&ch03::CHAPTER, "network_graphs")
}
