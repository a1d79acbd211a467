//! Trainings that are stopped as users and machines stop them, and resumed.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

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

/// Every file of a folder, hidden ones included.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

#[track_caller]
fn assert_same(got: &BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(got.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (name, content) in expected {
        assert!(&got[name] == content, "{name} differs");
    }
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
    let complete = files(through.path());
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
    assert_same(&files(stopped.path()), &complete);

    let error = refused(train_convnet(stopped.path(), &[TWICE_400, "--resume"]).output().unwrap());
    assert!(error.contains("there is nothing to resume") && error.contains(CHECKPOINT), "{error}");
    assert_same(&files(stopped.path()), &complete);
}

/// Waits until the process is over or `stop` says so, and kills it then, with no chance to tidy up.
fn kill_when(mut child: Child, mut stop: impl FnMut() -> bool) {
    while child.try_wait().unwrap().is_none() {
        if stop() {
            child.kill().unwrap();
        }
        thread::sleep(Duration::from_micros(200));
    }
}

#[test]
fn whenever_it_is_killed_files_are_whole_and_the_next_run_goes_on() {
    let (through, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    // A checkpoint before every iteration.
    let iterations = if testkit::full() { TWICE_400 } else { "--batch-size=20" };
    let often = ["--checkpoint-seconds", "0"];
    let clock = Instant::now();
    succeeded(train_convnet(through.path(), &[&[iterations], &often[..]].concat()).output().unwrap());
    let (whole, complete) = (clock.elapsed(), files(through.path()));

    let is_part = |name: &OsStr| name.as_encoded_bytes().ends_with(b".part");
    let is_writing = || fs::read_dir(killed.path()).unwrap().any(|entry| is_part(&entry.unwrap().file_name()));
    let resume = |more: &[&str]| {
        let resume: &[&str] = if killed.path().join(CHECKPOINT).exists() { &["--resume"] } else { &[] };
        train_convnet(killed.path(), &[&[iterations], resume, more].concat())
    };
    // At some moments, in the middle of writing a checkpoint, and at last of a result: the first, the second …
    let moments = if testkit::full() { Vec::from_iter(0..10) } else { vec![2, 3, 6] };
    for moment in moments {
        let often: &[&str] = if moment < 6 { &often } else { &[] };
        let child = resume(often).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let (clock, mut writing, mut written) = (Instant::now(), false, 0);
        kill_when(child, || {
            let now = is_writing();
            written += usize::from(now && !writing);
            writing = now;
            match moment {
                0 | 2 | 4 => clock.elapsed() > whole * (moment + 1) / 6,
                1 | 3 | 5 => written > moment as usize / 2,
                _ => written > moment as usize - 6,
            }
        });
        for (name, content) in files(killed.path()) {
            if let Some(expected) = complete.get(&name) {
                assert!(&content == expected, "{name} is neither the old nor the new one");
            }
        }
    }
    for name in complete.keys() {
        fs::write(killed.path().join(format!(".{name}.killed.part")), "the first half").unwrap();
    }
    succeeded(resume(&[]).output().unwrap());
    assert_same(&files(killed.path()), &complete);
}
