//! The experiment in which divergence is the point.

use std::process::Command;

#[test]
fn batch_normalization_goes_on_where_the_others_diverge() {
    let dir = tempfile::tempdir().unwrap();
    let run = |binary, flags: &[&str]| {
        let mut command = Command::new(binary);
        command.args(["--quick", "--dataset", "synthetic", "--no-progress", "--learning-rate", "1e20"]).args(flags);
        command.arg("--out-dir").arg(dir.path()).output().unwrap()
    };
    let output = run(env!("CARGO_BIN_EXE_batch_norm_test"), &["--train-size", "200"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(dir.path().join("batch_norm_test.png").is_file());

    let output = run(env!("CARGO_BIN_EXE_overfit_weight_decay"), &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.starts_with("error: training diverged: "), "{said}");
}
