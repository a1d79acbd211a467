//! The forward pass of a three-layer network (§3.4.3).

fn main() -> std::process::ExitCode {
    experiment::main(&ch03::CHAPTER, "three_layer_forward")
}
