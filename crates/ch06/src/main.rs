//! `cargo run -p ch06`: every figure of chapter 6.

fn main() -> std::process::ExitCode {
    experiment::chapter_main(&ch06::CHAPTER)
}
