//! Trainings that are stopped as users and machines stop them, and resumed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

const CHECKPOINT: &str = "train_convnet.checkpoint.safetensors";

/// Two epochs of 400 iterations, so that there is time to stop it in the second one.
const TWICE_400: &str = "--batch-size=5";

fn train_convnet(out_dir: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_train_convnet"));
    command.args(["--quick", "--dataset", "synthetic", "--filter-num", "8"]);
    command.arg("--out-dir").arg(out_dir).args(more).env_remove("MNIST_DIR").stdin(Stdio::null());
    command
}

#[track_caller]
fn succeeded(output: Output) -> String {
    assert!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn refused(output: Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

/// Sends Ctrl-C when the second epoch has begun, and returns what the process says, if it was not done already.
fn interrupted_in_the_second_epoch(mut child: Child) -> Option<String> {
    let mut said = String::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap) {
        if line.contains("epoch:2") {
            let sent = Command::new("sh").arg("-c").arg(format!("kill -INT {}", child.id())).status().unwrap();
            assert!(sent.success());
        }
        said += &(line + "\n");
    }
    (child.wait().unwrap().code() == Some(130)).then_some(said)
}

#[test]
fn ctrl_c_leaves_figures_and_a_checkpoint_and_says_how_to_continue() {
    let (through, stopped) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    succeeded(train_convnet(through.path(), &[TWICE_400]).output().unwrap());
    let complete = testkit::files(through.path());
    assert!(!complete.contains_key(CHECKPOINT), "a completed training leaves no checkpoint");

    let start =
        || train_convnet(stopped.path(), &[TWICE_400]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let said = (0..5).find_map(|_| interrupted_in_the_second_epoch(start())).expect("it stops for Ctrl-C");
    for name in complete.keys().map(String::as_str).chain([CHECKPOINT]) {
        assert!(stopped.path().join(name).exists(), "{name} is there after Ctrl-C");
    }

    let resume = train_convnet(stopped.path(), &[TWICE_400, "--resume", "--learning-rate", "0.5"]).output();
    let error = refused(resume.unwrap());
    assert!(error.contains("is of a training with --learning-rate 0.001, this one has 0.5"), "{error}");

    let (_, command) = said.split_once("to continue: cargo run -p ch07 --bin train_convnet -- ").expect(&said);
    let words = command.lines().next().unwrap().split_whitespace();
    let mut suggested = Command::new(env!("CARGO_BIN_EXE_train_convnet"));
    let said = succeeded(suggested.args(words).env_remove("MNIST_DIR").output().unwrap());
    let (_, rest) = said.split_once("continuing after ").expect(&said);
    let (done, rest) = rest.split_once(" iterations\n").expect(&said);
    assert!(
        (401..800).contains(&done.parse().unwrap()),
        "it was stopped in the second epoch, and goes on there: {said}"
    );
    assert!(!rest.contains("epoch:"), "no epoch is repeated: {said}");
    testkit::assert_same(&testkit::files(stopped.path()), &complete);

    let error = refused(train_convnet(stopped.path(), &[TWICE_400, "--resume"]).output().unwrap());
    assert!(error.contains("there is nothing to resume") && error.contains(CHECKPOINT), "{error}");
    testkit::assert_same(&testkit::files(stopped.path()), &complete);
}

#[test]
fn whenever_it_is_killed_files_are_whole_and_the_next_run_goes_on() {
    let flags = ["--quick", "--dataset=synthetic", "--filter-num=8", "--batch-size=50", "--hidden-size=10", "--dpi=50"];
    testkit::every_kill_leaves_whole_files("train_convnet", &flags, if testkit::full() { 20 } else { 4 });
}
