//! NumPy's expressions beside ndarray's (§1.5).

fn main() -> std::process::ExitCode {
    experiment::main(&ch01::CHAPTER, "ndarray_basics")
}
