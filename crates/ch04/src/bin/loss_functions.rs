//! Losses (§4.2).

fn main() -> std::process::ExitCode {
    experiment::main(&ch04::CHAPTER, "loss_functions")
}
