use ch02::nor_gate::nor;
use ch02::{NOR, Perceptron, truth_table};

#[test]
fn it_answers_as_nor_does() {
    assert_eq!(truth_table(nor), [1, 0, 0, 0]);
}

#[test]
fn it_is_or_with_the_signs_changed() {
    let or = ch02::OR;
    assert_eq!(NOR, Perceptron { w: or.w.map(|w| -w), b: -or.b });
}

#[test]
fn a_threshold_of_0_4_does_it_too() {
    let other = Perceptron::with_threshold([-0.5, -0.5], -0.4);
    assert_eq!(truth_table(|x1, x2| other.fire(x1, x2)), [1, 0, 0, 0]);
}
