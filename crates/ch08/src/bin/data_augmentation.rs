//! §8.1.2: new digits made from old ones.

fn main() -> std::process::ExitCode {
    experiment::main(&ch08::CHAPTER, "data_augmentation")
}
