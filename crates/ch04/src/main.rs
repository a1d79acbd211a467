//! Runs every experiment of chapter 4, or the one that is named.

fn main() -> std::process::ExitCode {
    experiment::chapter_main(&ch04::CHAPTER)
}
