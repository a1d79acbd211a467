//! Data and weights that cannot be had: what the user sees.

use std::path::Path;
use std::process::{Command, Output};

/// Runs a binary that was copied elsewhere, so that it knows no workspace, with no variable but those that are given.
fn run(folder: &Path, flags: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = testkit::copied_elsewhere("mnist_show", folder);
    command.args(["--quick", "--no-progress"]).args(flags).envs(variables.to_vec());
    command.output().unwrap()
}

/// An address where nobody listens.
fn nobody() -> String {
    format!("http://{}/", std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap())
}

#[test]
fn without_home_and_network_the_digits_are_drawn() {
    let dir = tempfile::tempdir().unwrap();
    let (mirrors, temporary) = (nobody(), dir.path().to_str().unwrap());
    let output = run(dir.path(), &[], &[("MNIST_MIRRORS", &mirrors), ("TMPDIR", temporary)]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.starts_with("note: no MNIST here (cannot download t10k-labels-idx1-ubyte.gz: "), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(dir.path().join("deep-learning-from-scratch/mnist").is_dir(), "the cache in the temporary folder");
}

#[test]
fn mnist_or_nothing_is_an_error_without_network() {
    let dir = tempfile::tempdir().unwrap();
    let (mirrors, home) = (nobody(), dir.path().to_str().unwrap());
    let output = run(dir.path(), &["--dataset", "mnist"], &[("MNIST_MIRRORS", &mirrors), ("HOME", home)]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), said.lines().count()), (Some(1), 1), "{said}");
    assert!(said.starts_with("error: cannot download ") && said.contains("cannot be reached: "), "{said}");
}

#[test]
fn files_that_are_not_there_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let output = run(dir.path(), &["--data-dir", "数字"], &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.starts_with("error: cannot read the folder 数字: ") && said.lines().count() == 1, "{said}");
    let output = Command::new(env!("CARGO_BIN_EXE_neuralnet_mnist"))
        .args(["--dataset", "synthetic", "--quick", "--weights", "重み.pkl", "--out-dir"])
        .arg(dir.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.starts_with("error: cannot read 重み.pkl: ") && said.lines().count() == 1, "{said}");
}
