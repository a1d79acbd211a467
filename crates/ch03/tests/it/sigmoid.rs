use ch03::sigmoid::sigmoid;
use ndarray::{Array1, array};

#[test]
fn values_are_the_books() {
    assert_eq!(format!("{:.8}", sigmoid(&array![-1.0, 1.0, 2.0])), "[0.26894142, 0.73105858, 0.88079708]");
}

#[test]
fn it_stays_between_0_and_1() {
    assert!(sigmoid(&Array1::range(-5.0, 5.0, 0.01)).iter().all(|&y| 0.0 < y && y < 1.0));
}
