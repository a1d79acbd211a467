//! §7.4.2: which pixel goes where in im2col.

fn main() -> std::process::ExitCode {
    experiment::main(&ch07::CHAPTER, "im2col_demo")
}
