//! Arrays of several dimensions and their products (§3.3).

fn main() -> std::process::ExitCode {
    experiment::main(&ch03::CHAPTER, "matrix_product")
}
