//! Trainings that go wrong: what the user sees.

use std::path::Path;
use std::process::{Child, Command, Stdio};

fn train(out_dir: &Path, flags: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_train_neuralnet"))
        .args(["--quick", "--dataset", "synthetic", "--no-progress", "--out-dir"])
        .arg(out_dir)
        .args(flags)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_training_that_diverges_stops_with_advice() {
    let dir = tempfile::tempdir().unwrap();
    let output = train(dir.path(), &["--learning-rate", "1e30"]).wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), said.lines().count()), (Some(1), 1), "{said}");
    assert!(said.starts_with("error: training diverged: the loss is "), "{said}");
    assert!(said.contains(" at iteration ") && said.contains("try a smaller learning rate (it is 1"), "{said}");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "it leaves no figure");
}

#[test]
fn a_batch_larger_than_the_data_is_refused_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let output = train(dir.path(), &["--batch-size", "10001"]).wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said, "error: batch size 10001: expected 1 to 10000, the number of samples\n");
}

#[test]
fn two_trainings_do_not_mix() {
    let (alone, shared) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    assert!(train(alone.path(), &["--seed", "1"]).wait_with_output().unwrap().status.success());
    // Which of the two comes first is chance; the same seed makes the results the same.
    let both = [train(shared.path(), &["--seed", "1"]), train(shared.path(), &["--seed", "1"])];
    let both = both.map(|child| child.wait_with_output().unwrap());
    let refused: Vec<_> = both.iter().filter(|output| !output.status.success()).collect();
    assert_eq!(refused.len(), 1, "one goes on, the other is refused");
    let said = String::from_utf8_lossy(&refused[0].stderr);
    assert!(said.starts_with("error: another run of train_neuralnet is writing to "), "{said}");
    assert!(said.contains("wait for it, or choose another folder with --out-dir"), "{said}");
    for file in std::fs::read_dir(alone.path()).unwrap() {
        let file = file.unwrap();
        let other = std::fs::read(shared.path().join(file.file_name())).unwrap();
        assert!(std::fs::read(file.path()).unwrap() == other, "{:?} is a mixture", file.file_name());
    }
}

#[test]
fn whenever_it_is_killed_results_are_whole_and_it_resumes_to_the_same_bytes() {
    let flags = ["--quick", "--dataset=synthetic", "--iters-num=60", "--batch-size=1000"]; // six epochs
    let kills = if testkit::full() { 100 } else { 10 };
    testkit::every_kill_leaves_whole_files("train_neuralnet", &flags, kills);
}

#[test]
fn a_quick_training_does_not_replace_the_weights_of_a_full_one() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("two_layer_net.safetensors");
    let mut full = Command::new(env!("CARGO_BIN_EXE_train_neuralnet"));
    full.args(["--iters-num", "20", "--dataset", "synthetic", "--no-progress", "--out-dir"]).arg(dir.path());
    assert!(full.output().unwrap().status.success());
    let weights = std::fs::read(&path).unwrap();

    let quick = train(dir.path(), &["--iters-num", "10"]).wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&quick.stdout);
    assert!(said.contains("two_layer_net.safetensors is of a full training and stays as it is"), "{said}");
    assert_eq!(std::fs::read(&path).unwrap(), weights);
    assert!(dir.path().join("two_layer_net_partial.safetensors").exists());
}
