//! Every binary of the chapter, run as a user runs it.

use ch03::CHAPTER;

/// What the book prints.
const PRINTED: [(&str, &str); 4] = [
    ("softmax", "softmax([0.3, 2.9, 4]) = [0.01821127, 0.24519181, 0.73659691]"),
    ("three_layer_forward", "Y  = [0.31682708, 0.69627909]"),
    ("neuralnet_mnist", "Accuracy:0.9"),
    ("neuralnet_mnist_batch", "Accuracy:0.9"),
];

#[test]
fn every_binary_runs_and_draws_the_same_with_one_thread_and_two() {
    experiment::testing::every_binary_runs(&CHAPTER, &PRINTED);
}

#[test]
fn the_chapter_lists_its_experiments_and_suggests_the_nearest() {
    experiment::testing::chapter_binary_lists_and_suggests(&CHAPTER);
}

#[test]
fn no_flag_breaks_a_binary() {
    experiment::testing::no_flag_breaks_a_binary(&CHAPTER);
}
