use ch02::or_gate::or;
use ch02::{Perceptron, truth_table};

#[test]
fn it_answers_as_or_does() {
    assert_eq!(truth_table(or), [0, 1, 1, 1]);
}

#[test]
fn a_threshold_of_0_4_does_it_too() {
    let other = Perceptron::with_threshold([0.5, 0.5], 0.4);
    assert_eq!(truth_table(|x1, x2| other.fire(x1, x2)), [0, 1, 1, 1]);
}
