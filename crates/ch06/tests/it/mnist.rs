//! The results of the chapter at the book's settings: their shape, as the book's figures show it, and the bands of the
//! numbers that its notebooks print.

use std::collections::BTreeMap;
use std::fs;

use ch06::CHAPTER;
use ch06::notebook::batch_norm;
use tempfile::TempDir;
use testkit::on_mnist;

/// What an experiment measured, by name, and the folder of its figures.
fn measured(name: &str) -> (BTreeMap<String, f64>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let report = on_mnist(&CHAPTER, name, folder.path());
    let numbers = report.numbers.into_iter().map(|n| (n.what, n.value.parse().unwrap())).collect();
    (numbers, folder)
}

#[track_caller]
fn assert_within(what: &str, value: f64, low: f64, high: f64) {
    assert!((low..=high).contains(&value), "{what} is {value}, not within {low} to {high}");
}

#[test]
#[ignore = "needs MNIST_DIR"]
fn sgd_is_the_slowest_optimizer() {
    let (loss, _) = measured("optimizer_compare_mnist");
    let of = |name: &str| loss[&format!("{name}: loss, mean of the last 100")];
    assert_within("SGD", of("SGD"), 0.15, 0.3);
    for name in ["Momentum", "AdaGrad", "Adam"] {
        assert_within(name, of(name), 0.0, of("SGD") / 2.0);
    }
}

#[test]
#[ignore = "needs MNIST_DIR"]
fn small_weights_learn_nothing_and_he_learns_faster_than_xavier() {
    let (loss, _) = measured("weight_init_compare");
    let of = |name: &str| loss[&format!("{name}: loss, mean of the last 100")];
    assert_within("std 0.01", of("std=0.01"), 2.29, 2.31);
    assert_within("Xavier", of("Xavier"), of("He"), 0.4);
    assert_within("He", of("He"), 0.1, 0.3);
}

#[test]
#[ignore = "needs MNIST_DIR"]
fn batch_normalization_learns_from_every_scale() {
    let (_, folder) = measured("batch_norm_test");
    let csv = fs::read_to_string(folder.path().join("batch_norm_test.csv")).unwrap();
    let last = |series: &str| {
        let mut last = Vec::<(&str, f64)>::new();
        for row in csv.lines().map(|line| line.split(',').collect::<Vec<_>>()).filter(|row| row[1] == series) {
            let (panel, accuracy) = (row[0], row[3].parse().unwrap());
            match last.last_mut() {
                Some((same, value)) if *same == panel => *value = accuracy,
                _ => last.push((panel, accuracy)),
            }
        }
        assert_eq!(last.len(), 16, "{csv}");
        last
    };
    for (i, (panel, accuracy)) in last("with batch normalization").into_iter().enumerate() {
        let notebook = batch_norm(i)[1][19];
        assert_within(panel, accuracy, notebook - 0.12, notebook + 0.12);
    }
    let stuck = last("without").iter().filter(|(_, accuracy)| *accuracy < 0.2).count();
    assert!(stuck >= 10, "without batch normalization {stuck} of 16 scales learn nothing");
}

#[test]
#[ignore = "needs MNIST_DIR"]
fn weight_decay_and_dropout_narrow_the_gap() {
    for (name, remedy, train, test) in [
        ("overfit_weight_decay", "weight decay", (0.85, 0.94), (0.68, 0.74)),
        ("overfit_dropout", "dropout", (0.55, 0.75), (0.46, 0.62)),
    ] {
        let (accuracy, _) = measured(name);
        let of = |data: &str, how: &str| accuracy[&format!("{data} accuracy {how} {remedy}")];
        assert_eq!(of("train", "without"), 1.0, "{name}: every training image is right");
        let gap = |how| of("train", how) - of("test", how);
        assert!(gap("with") < gap("without"), "{name}: {accuracy:?}");
        assert_within(name, of("train", "with"), train.0, train.1);
        assert_within(name, of("test", "with"), test.0, test.1);
    }
}

#[test]
#[ignore = "needs MNIST_DIR"]
fn the_search_finds_a_learning_rate_near_a_hundredth() {
    let (best, _) = measured("hyperparameter_optimization");
    assert_within("validation accuracy", best["best validation accuracy"], 0.70, 0.88);
    assert_within("learning rate", best["its learning rate"], 0.006, 0.01);
}
