//! Every binary of the chapter, run as a user runs it.

use ch01::CHAPTER;

/// What the book prints.
const PRINTED: [(&str, &str); 3] = [("hungry", "I'm hungry!"), ("man", "Hello David!"), ("man", "Good-bye David!")];

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
