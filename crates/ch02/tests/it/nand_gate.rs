use ch02::nand_gate::nand;
use ch02::{NAND, Perceptron, truth_table};

#[test]
fn it_answers_as_nand_does() {
    assert_eq!(truth_table(nand), [1, 1, 1, 0]);
}

#[test]
fn it_is_and_with_the_signs_changed() {
    let and = ch02::AND;
    assert_eq!(NAND, Perceptron { w: and.w.map(|w| -w), b: -and.b });
}

#[test]
fn a_threshold_of_0_6_does_it_too() {
    let other = Perceptron::with_threshold([-0.5, -0.5], -0.6);
    assert_eq!(truth_table(|x1, x2| other.fire(x1, x2)), [1, 1, 1, 0]);
}
