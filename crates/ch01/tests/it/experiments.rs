//! Every binary of the chapter, run as a user runs it.

use ch01::CHAPTER;
use testkit::printed_and_drawn;

/// What the book prints.
const PRINTED: [(&str, &str); 3] = [("hungry", "I'm hungry!"), ("man", "Hello David!"), ("man", "Good-bye David!")];

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
fn david_is_greeted_as_in_the_book() {
    let (lines, _) = printed_and_drawn(&CHAPTER, "man");
    assert_eq!(lines, ["Initialized!", "Hello David!", "Good-bye David!"]);
}

#[test]
fn sixty_points_of_sin_end_before_six() {
    let (_, points) = printed_and_drawn(&CHAPTER, "sin_graph");
    assert_eq!((points.len(), points[0][0]), (60, 0.0));
    assert!((points[59][0] - 5.9).abs() < 1e-12);
    assert!((points[59][1] - -0.373_876_664_830_236_4).abs() < 1e-12);
    let highest = points.iter().map(|point| point[1]).fold(f64::MIN, f64::max);
    assert_eq!(highest, points[16][1], "sin is highest near π/2");
}
