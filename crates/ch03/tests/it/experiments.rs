//! Every binary of the chapter, run as a user runs it.

use ch03::CHAPTER;
use testkit::printed_and_drawn;

/// What the book prints.
const PRINTED: [(&str, &str); 8] = [
    ("softmax", "softmax([0.3, 2.9, 4]) = [0.01821127, 0.24519181, 0.73659691]"),
    ("three_layer_forward", "A1 = [0.30000000, 0.70000000, 1.10000000]"),
    ("three_layer_forward", "Z1 = [0.57444252, 0.66818777, 0.75026011]"),
    ("three_layer_forward", "A2 = [0.51615984, 1.21402696]"),
    ("three_layer_forward", "Z2 = [0.62624937, 0.77101070]"),
    ("three_layer_forward", "Y  = [0.31682708, 0.69627909]"),
    ("neuralnet_mnist", "Accuracy:0.9"),
    ("neuralnet_mnist_batch", "Accuracy:0.9"),
];

#[test]
fn every_binary_runs_and_draws_the_same_with_one_thread_and_two() {
    testkit::every_binary_runs(&CHAPTER, &PRINTED, &[]);
}

#[test]
fn the_chapter_lists_its_experiments_and_suggests_the_nearest() {
    testkit::chapter_binary_lists_and_suggests(&CHAPTER);
}

#[test]
fn no_flag_breaks_a_binary() {
    testkit::no_flag_breaks_a_binary(&CHAPTER, &[]);
}

#[test]
fn the_step_is_drawn_right_after_zero() {
    let (_, points) = printed_and_drawn(&CHAPTER, "step_function");
    assert_eq!((points.len(), points[500][0]), (1000, 0.0));
    assert_eq!(points.iter().map(|point| point[1]).sum::<f64>(), 499.0);
}
