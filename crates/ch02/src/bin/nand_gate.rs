//! NAND as a perceptron (§2.3.3).

fn main() -> std::process::ExitCode {
    experiment::main(&ch02::CHAPTER, "nand_gate")
}
