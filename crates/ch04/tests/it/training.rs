//! The two trainings of §4.5.2, run as a user runs them.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use ch04::CHAPTER;
use tempfile::{TempDir, tempdir};
use testkit::on_mnist;

const BACKPROP: &str = env!("CARGO_BIN_EXE_ch04_train_neuralnet");
const NUMERICAL: &str = env!("CARGO_BIN_EXE_train_neuralnet_numerical");

/// A folder with twenty digits, to train on and to test with.
fn twenty_digits() -> TempDir {
    let (folder, digits) = (tempdir().unwrap(), dataset::synthetic::digits(20, 3));
    for name in ["train", "t10k"] {
        let create = |kind: &str| fs::File::create(folder.path().join(format!("{name}-{kind}-ubyte"))).unwrap();
        dataset::idx::write_images(create("images-idx3"), &digits.images).unwrap();
        dataset::idx::write_labels(create("labels-idx1"), &digits.labels).unwrap();
    }
    folder
}

fn train(binary: &str, flags: &str, digits: &TempDir, out_dir: &Path) -> Command {
    let mut command = Command::new(binary);
    command.args(flags.split_whitespace()).arg("--no-progress").arg("--data-dir").arg(digits.path());
    command.arg("--out-dir").arg(out_dir).stdin(Stdio::null());
    command
}

#[track_caller]
fn succeeded(output: Output) -> String {
    assert!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The last column of a CSV: the y of each point.
fn drawn(folder: &Path, name: &str) -> Vec<f64> {
    let csv = fs::read_to_string(folder.join(name).with_extension("csv")).unwrap();
    csv.lines().skip(1).map(|row| row.rsplit(',').next().unwrap().parse().unwrap()).collect()
}

/// Overfitting to twenty digits is perfect, and the curves have a point where the book's have one.
#[test]
fn a_few_digits_are_learned() {
    let (digits, out) = (twenty_digits(), tempdir().unwrap());
    let flags = "--iters-num 300 --batch-size 10 --lr 2";
    let said = succeeded(train(BACKPROP, flags, &digits, out.path()).output().unwrap());
    assert!(said.contains("\nfinal test accuracy 1\n"), "{said}");
    // The loss of each iteration, and its running mean.
    let loss = drawn(out.path(), "train_neuralnet_loss");
    assert!(loss.len() == 600 && loss[0] > 2.0 && loss[299] < 0.1 && loss[599] < 0.1, "{loss:?}");
    // On the training and on the test data, which are the same.
    let accuracy = drawn(out.path(), "train_neuralnet_accuracy");
    assert!(accuracy.len() == 300 && accuracy[..150] == accuracy[150..], "{accuracy:?}");
}

#[test]
fn divergence_is_an_error_that_says_what_to_do() {
    let (digits, out) = (twenty_digits(), tempdir().unwrap());
    let flags = "--iters-num 50 --batch-size 10 --learning-rate 3e38";
    let output = train(BACKPROP, flags, &digits, out.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("training diverged") && said.contains("try a smaller learning rate (it is 3"), "{said}");
}

/// Kills the process once it has written a checkpoint.
fn kill_after_a_checkpoint(mut child: Child, checkpoint: &Path) {
    while !checkpoint.exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended without a checkpoint");
        thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(checkpoint.exists(), "it completed before it was killed");
}

#[test]
fn a_training_that_is_resumed_ends_with_the_same_bytes() {
    let digits = twenty_digits();
    for (binary, name) in [(BACKPROP, "train_neuralnet"), (NUMERICAL, "train_neuralnet_numerical")] {
        let (through, stopped) = (tempdir().unwrap(), tempdir().unwrap());
        let train = |flags: &str, out: &TempDir| {
            let flags = format!("--iters-num 2000 --hidden-size 5 --batch-size 7 {flags}");
            train(binary, &flags, &digits, out.path())
        };
        succeeded(train("", &through).output().unwrap());

        let child = train("--checkpoint-seconds 0", &stopped).stdout(Stdio::null()).spawn().unwrap();
        kill_after_a_checkpoint(child, &stopped.path().join(format!("{name}.checkpoint.safetensors")));
        let said = succeeded(train("--resume", &stopped).output().unwrap());
        assert!(said.contains("continuing after "), "{said}");
        for figure in ["loss", "accuracy"] {
            for extension in ["png", "csv"] {
                let file = format!("{name}_{figure}.{extension}");
                let [expected, resumed] = [&through, &stopped].map(|out| fs::read(out.path().join(&file)).unwrap());
                assert!(resumed == expected, "{file} differs");
            }
        }
    }
}

/// A file may have at most 1 KiB: to a program this is as a full disk is.
#[test]
#[cfg(unix)]
fn a_full_disk_leaves_the_old_checkpoint() {
    let (digits, out) = (twenty_digits(), tempdir().unwrap());
    let checkpoint = out.path().join("train_neuralnet.checkpoint.safetensors");
    let train = |flags: &str| {
        let flags = format!("--iters-num 2000 --hidden-size 5 --batch-size 7 --checkpoint-seconds {flags}");
        train(BACKPROP, &flags, &digits, out.path())
    };
    kill_after_a_checkpoint(train("0").stdout(Stdio::null()).spawn().unwrap(), &checkpoint);
    let old = fs::read(&checkpoint).unwrap();

    let resumed = train("0 --resume");
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "sh"]);
    let output = limited.arg(resumed.get_program()).args(resumed.get_args()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), said.lines().count()), (Some(1), 1), "{said}");
    assert!(
        said.starts_with("error: cannot write ") && said.contains("checkpoint.safetensors: File too large"),
        "{said}"
    );
    assert!(fs::read(&checkpoint).unwrap() == old, "the checkpoint changed");

    let said = succeeded(train("10 --resume").output().unwrap());
    assert!(said.contains("continuing after ") && !checkpoint.exists(), "{said}");
}

#[test]
#[ignore = "needs MNIST_DIR"]
fn the_accuracy_is_the_books() {
    let out = tempdir().unwrap();
    let report = on_mnist(&CHAPTER, "train_neuralnet", out.path());
    let accuracy: f64 = report.numbers[0].value.parse().unwrap();
    assert_eq!(report.numbers[0].what, "final test accuracy");
    assert!((0.940..=0.950).contains(&accuracy), "final test accuracy {accuracy}");
    let epochs = report.transcript.lines().filter(|line| line.starts_with("train acc, test acc | "));
    assert_eq!(epochs.count(), 17);
}
