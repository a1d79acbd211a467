//! Fields of gradients (§4.4).

fn main() -> std::process::ExitCode {
    experiment::main(&ch04::CHAPTER, "gradient_2d")
}
