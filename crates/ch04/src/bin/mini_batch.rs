//! A mini-batch (§4.2.3).

fn main() -> std::process::ExitCode {
    experiment::main(&ch04::CHAPTER, "mini_batch")
}
