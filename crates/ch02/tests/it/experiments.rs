//! Every binary of the chapter, run as a user runs it.

use ch02::CHAPTER;

/// What the book prints.
const PRINTED: [(&str, &str); 6] = [
    ("and_gate", "(1, 0) -> 0"),
    ("and_gate", "(1, 1) -> 1"),
    ("nand_gate", "(1, 1) -> 0"),
    ("or_gate", "(0, 1) -> 1"),
    ("xor_gate", "(0, 1) -> 1"),
    ("xor_gate", "(1, 1) -> 0"),
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
