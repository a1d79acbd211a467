//! `cargo run -p ch08`: every figure of chapter 8.

fn main() -> std::process::ExitCode {
    experiment::chapter_main(&ch08::CHAPTER)
}
