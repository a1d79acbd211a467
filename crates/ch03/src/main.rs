//! Runs every experiment of chapter 3, or the one that is named.

fn main() -> std::process::ExitCode {
    experiment::chapter_main(&ch03::CHAPTER)
}
