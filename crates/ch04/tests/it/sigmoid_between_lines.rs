use common::{sigmoid, sigmoid_grad};
use ndarray::Array1;
use plot::arange;

#[test]
fn the_slope_is_nowhere_zero_in_the_picture() {
    let x = Array1::from(arange(-10.0, 10.0, 0.01));
    assert!(sigmoid(&x).iter().all(|&y| 0.0 < y && y < 1.0));
    assert!(sigmoid_grad(&x).iter().all(|&slope| slope > 4e-5));
}
