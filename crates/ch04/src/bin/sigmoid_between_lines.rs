//! The sigmoid between its limits (§4.2.5).

fn main() -> std::process::ExitCode {
    experiment::main(&ch04::CHAPTER, "sigmoid_between_lines")
}
