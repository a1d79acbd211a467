//! Runs every experiment of chapter 2, or the one that is named.

fn main() -> std::process::ExitCode {
    experiment::chapter_main(&ch02::CHAPTER)
}
