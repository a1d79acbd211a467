use ch02::and_gate::and;
use ch02::{Perceptron, truth_table};

#[test]
fn it_answers_as_and_does() {
    assert_eq!(truth_table(and), [0, 0, 0, 1]);
}

#[test]
fn other_weights_do_it_too() {
    for (w, theta) in [([0.5, 0.5], 0.6), ([0.5, 0.5], 0.8), ([1.0, 1.0], 1.0)] {
        let other = Perceptron::with_threshold(w, theta);
        assert_eq!(truth_table(|x1, x2| other.fire(x1, x2)), [0, 0, 0, 1], "w = {w:?}, θ = {theta}");
    }
}
