//! Every binary of the chapter, run as a user runs it.

use ch08::CHAPTER;

/// What the book prints.
const PRINTED: [(&str, &str); 3] = [
    ("train_deepnet", "=============== Final Test Accuracy ==============="),
    ("train_deepnet", "Saved Network Parameters!"),
    ("misclassified_mnist", "======= misclassified result ======="),
];

/// What takes most of the time; `all_of_quick_…` runs it unshortened.
const SMALLER: [testkit::Smaller; 2] =
    [("awesome_net", &["--members=1", "--epochs=1"]), ("layer_time", &["--batches=1"])];

#[test]
fn every_binary_runs_and_draws_the_same_with_one_thread_and_two() {
    testkit::every_binary_runs(&CHAPTER, &PRINTED, &SMALLER);
}

#[test]
fn the_chapter_lists_its_experiments_and_suggests_the_nearest() {
    testkit::chapter_binary_lists_and_suggests(&CHAPTER);
}

#[test]
fn no_flag_breaks_a_binary() {
    testkit::no_flag_breaks_a_binary(&CHAPTER, &SMALLER);
}

#[test]
#[ignore = "slow: minutes"]
fn all_of_quick_runs_the_same_with_any_threads() {
    testkit::every_binary_runs(&CHAPTER, &PRINTED, &[]);
}
