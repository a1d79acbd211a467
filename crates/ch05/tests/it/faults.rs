//! Trainings that go wrong: what the user sees.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
#[cfg(unix)]
use std::{io::Read, process::Output, sync::mpsc, thread};

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
    let output = train(dir.path(), &["--batch-size", "6001"]).wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said, "error: batch size 6001: expected 1 to 6000, the number of samples\n");
}

/// Ten trainings into one folder, each with another seed: the first that has it is held still until all others have
/// ended, and goes on then. What the others say, and the seed of the first; nothing if it was over too soon.
#[cfg(unix)]
fn ten_trainings_into(folder: &Path) -> Option<(usize, Vec<Output>)> {
    let signal = |signal: &str, child: &Child| {
        let sent = Command::new("sh").arg("-c").arg(format!("kill -{signal} {}", child.id())).status().unwrap();
        assert!(sent.success());
    };
    let mut children: Vec<Child> = (0..10).map(|seed| train(folder, &["--seed", &seed.to_string()])).collect();
    let (sender, spoke) = mpsc::channel();
    for (seed, child) in children.iter_mut().enumerate() {
        let (mut out, sender) = (child.stdout.take().unwrap(), sender.clone());
        thread::spawn(move || {
            // Who has the folder says what the data are.
            if out.read(&mut [0; 1]).unwrap() > 0 {
                sender.send(seed).unwrap();
            }
            out.read_to_end(&mut Vec::new()).unwrap();
        });
    }
    let seed = spoke.recv().unwrap();
    let mut first = children.remove(seed);
    signal("STOP", &first);
    let held = first.try_wait().unwrap().is_none();
    let others = children.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
    if held {
        signal("CONT", &first);
    }
    let output = first.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    held.then_some((seed, others))
}

#[test]
#[cfg(unix)]
fn of_ten_trainings_into_one_folder_one_goes_on_and_nine_are_refused() {
    let (alone, shared) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (seed, others) = (0..5).find_map(|_| ten_trainings_into(shared.path())).expect("one is held before its end");
    let expected = format!(
        "error: another run of train_neuralnet is writing to {}: wait for it, or choose another folder with --out-dir\n",
        shared.path().display()
    );
    assert_eq!(others.len(), 9);
    for output in others {
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*said), (Some(1), &*expected));
    }
    assert!(train(alone.path(), &["--seed", &seed.to_string()]).wait_with_output().unwrap().status.success());
    testkit::assert_same(&testkit::files(shared.path()), &testkit::files(alone.path()));
}

#[test]
fn ten_trainings_share_an_empty_cache_where_there_is_no_network() {
    let dir = tempfile::tempdir().unwrap();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let start = |number: usize| {
        let mut command = testkit::copied_elsewhere("train_neuralnet", dir.path());
        command.envs([("MNIST_MIRRORS", format!("http://{nobody}/"))]).env("HOME", dir.path());
        command.args(["--quick", "--iters-num=20", "--no-progress", "--out-dir"]).arg(number.to_string());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<Child> = (0..10).map(start).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.lines().count() == 1, "{said}");
        assert!(said.starts_with("note: no MNIST here (") && said.contains("cannot be reached"), "{said}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("data: synthetic digits"));
    }
    let results = |number: usize| testkit::files(&dir.path().join(number.to_string()));
    let first = results(0);
    assert!(first.contains_key("two_layer_net.safetensors"), "{:?}", first.keys());
    assert!((1..10).all(|number| results(number) == first), "the same seed leaves the same files");
}

#[test]
fn whenever_it_is_killed_results_are_whole_and_it_resumes_to_the_same_bytes() {
    let flags = ["--quick", "--dataset=synthetic", "--iters-num=60", "--batch-size=1000", "--dpi=50"]; // ten epochs
    let kills = if testkit::full() { 100 } else { 6 };
    testkit::every_kill_leaves_whole_files("train_neuralnet", &flags, kills);
}

#[test]
fn a_checkpoint_that_is_damaged_is_named_with_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("train_neuralnet.checkpoint.safetensors");
    std::fs::write(&path, "half of a checkpoint").unwrap();
    let resumed = train(dir.path(), &["--iters-num", "10", "--resume"]).wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&resumed.stderr);
    assert_eq!((resumed.status.code(), said.lines().count()), (Some(1), 1), "{said}");
    assert!(
        said.starts_with("error: the training cannot be continued: run it without --resume to begin anew: "),
        "{said}"
    );
    assert!(said.contains("train_neuralnet.checkpoint.safetensors"), "{said}");

    let anew = train(dir.path(), &["--iters-num", "10"]).wait_with_output().unwrap();
    assert!(anew.status.success() && !path.exists(), "{}", String::from_utf8_lossy(&anew.stderr));
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
