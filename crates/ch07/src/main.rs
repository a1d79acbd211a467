//! `cargo run -p ch07`: every figure of chapter 7.

fn main() -> std::process::ExitCode {
    experiment::chapter_main(&ch07::CHAPTER)
}
