//! Every binary of the chapter, run as a user runs it.

use ch06::CHAPTER;

/// What the book prints.
const PRINTED: [(&str, &str); 4] = [
    ("batch_norm_test", "============== 16/16 =============="),
    ("hyperparameter_optimization", "=========== Hyper-Parameter Optimization Result ==========="),
    ("overfit_dropout", "=============== Final Test Accuracy ==============="),
    ("overfit_weight_decay", "λ = 0.1 | epoch:0, train acc:"),
];

/// What takes most of the time; the full tests run it unshortened.
const SMALLER: [testkit::Smaller; 9] = [
    ("batch_norm_gradient_check", &["--hidden-size=5"]),
    ("batch_norm_test", &["--max-epochs=2"]),
    ("hidden_layer_digits", &["--epochs=1"]),
    ("hyperparameter_optimization", &["--epochs=1"]),
    ("optimizer_compare_mnist", &["--max-iterations=40"]),
    ("overfit_dropout", &["--epochs=4"]),
    ("overfit_weight_decay", &["--max-epochs=4"]),
    ("weight_init_activation_histogram", &["--samples=200"]),
    ("weight_init_compare", &["--max-iterations=40"]),
];

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
