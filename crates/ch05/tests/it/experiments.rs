//! Every binary of the chapter, run as a user runs it.

use ch05::CHAPTER;

/// What the book prints.
const PRINTED: [(&str, &str); 7] = [
    ("buy_apple", "price: 220"),
    ("buy_apple", "dTax: 200"),
    ("buy_apple_orange", "price: 715"),
    ("buy_apple_orange", "dOrange: 3.3000000000000003"),
    ("buy_apple_orange", "dTax: 650"),
    ("gradient_check", "W1:"),
    ("train_neuralnet", "train acc, test acc | 0."),
];

/// What takes most of the time; the full tests run it unshortened.
const SMALLER: [testkit::Smaller; 2] = [("mlp_classifier", &["--epochs=2"]), ("train_neuralnet", &["--iters-num=200"])];

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
