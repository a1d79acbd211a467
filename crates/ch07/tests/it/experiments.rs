//! Every binary of the chapter, run as a user runs it.

use ch07::CHAPTER;

/// What the book prints.
const PRINTED: [(&str, &str); 4] = [
    ("im2col_demo", "x (1, 3, 7, 7) -> col (9, 75)"),
    ("im2col_demo", "x (10, 3, 7, 7) -> col (90, 75)"),
    ("train_convnet", "=============== Final Test Accuracy ==============="),
    ("train_convnet", "Saved Network Parameters!"),
];

/// What takes most of the time; the full tests run it unshortened.
const SMALLER: [testkit::Smaller; 2] = [("apply_filter", &["--filters=8"]), ("train_convnet", &["--epochs=1"])];

#[test]
fn every_binary_runs_and_draws_the_same_with_one_thread_and_two() {
    testkit::every_binary_runs(&CHAPTER, &PRINTED, testkit::unless_full(&SMALLER));
}

#[test]
fn the_chapter_lists_its_experiments_and_suggests_the_nearest() {
    testkit::chapter_binary_lists_and_suggests(&CHAPTER);
}

#[test]
fn no_flag_breaks_a_binary() {
    testkit::no_flag_breaks_a_binary(&CHAPTER, &SMALLER);
}
