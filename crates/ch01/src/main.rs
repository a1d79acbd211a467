//! Runs every experiment of chapter 1, or the one that is named.

fn main() -> std::process::ExitCode {
    experiment::chapter_main(&ch01::CHAPTER)
}
