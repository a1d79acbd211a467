//! Every binary of the chapter, run as a user runs it.

use ch04::CHAPTER;
use testkit::printed_and_drawn;

/// What the book prints.
const PRINTED: [(&str, &str); 6] = [
    ("loss_functions", "sum_squared_error: 0.09750000000000003 if 2 is likeliest, 0.5975 if 7 is"),
    ("loss_functions", "cross_entropy_error: 0.510825457099338 if 2 is likeliest, 2.302584092994546 if 7 is"),
    ("gradient_1d", "0.1999999999990898"),
    ("gradient_1d", "0.2999999999986347"),
    ("gradient_method", "learning rate 1e-1, 100 steps: [-6.11110793e-10, 8.14814391e-10]"),
    ("train_neuralnet", "train acc, test acc | 0."),
];

/// What takes most of the time; `all_of_quick_…` runs it unshortened.
const SMALLER: [testkit::Smaller; 2] =
    [("train_neuralnet", &["--iters-num=200"]), ("train_neuralnet_numerical", &["--iters-num=5"])];

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

#[test]
fn the_sigmoid_is_nowhere_flat_in_the_picture() {
    let (_, points) = printed_and_drawn(&CHAPTER, "sigmoid_between_lines");
    let curve = &points[..2000];
    assert!(curve.iter().all(|&[_, y]| 0.0 < y && y < 1.0), "{curve:?}");
    let slope = |[[x, y], [next_x, next_y]]: [[f64; 2]; 2]| (next_y - y) / (next_x - x);
    assert!(curve.windows(2).all(|pair| slope([pair[0], pair[1]]) > 4e-5), "{curve:?}");
}
