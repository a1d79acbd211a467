//! Every layer of the chapter on a small case, forward and backward (§5.4–5.6).
fn main() -> std::process::ExitCode {
    experiment::main(&ch05::CHAPTER, "layers_demo")
}
