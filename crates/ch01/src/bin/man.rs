//! A class becomes a struct with methods (§1.4.2).

fn main() -> std::process::ExitCode {
    experiment::main(&ch01::CHAPTER, "man")
}
