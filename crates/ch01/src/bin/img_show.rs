//! A picture with axes that count its pixels (§1.6.3).

fn main() -> std::process::ExitCode {
    experiment::main(&ch01::CHAPTER, "img_show")
}
