use ch03::relu::relu;
use ndarray::array;

#[test]
fn the_negative_half_is_zero() {
    assert_eq!(relu(&array![-1.0, -0.0, 0.0, 1.0, 2.5]), array![0.0, 0.0, 0.0, 1.0, 2.5]);
}
