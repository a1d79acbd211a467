//! Shapes of the two-layer network (§4.5.1).

fn main() -> std::process::ExitCode {
    experiment::main(&ch04::CHAPTER, "two_layer_shapes")
}
