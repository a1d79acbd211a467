//! Every binary of the chapter, run as a user runs it.

use ch06::CHAPTER;

/// What the book prints.
const PRINTED: [(&str, &str); 4] = [
    ("batch_norm_test", "============== 16/16 =============="),
    ("hyperparameter_optimization", "=========== Hyper-Parameter Optimization Result ==========="),
    ("overfit_dropout", "=============== Final Test Accuracy ==============="),
    ("overfit_weight_decay", "λ = 0.1 | epoch:0, train acc:"),
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
