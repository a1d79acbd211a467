use ch03::step_function::step_function;
use ndarray::array;

#[test]
fn zero_does_not_fire() {
    assert_eq!(step_function(&array![-1.0, 1.0, 2.0]), array![0, 1, 1]);
    assert_eq!(step_function(&array![0.0, 1e-300]), array![0, 1]);
}
