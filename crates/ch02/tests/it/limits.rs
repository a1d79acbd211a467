use ch02::limits::best_of_one_perceptron;
use ch02::perceptron::truth_table;
use ch02::xor_gate::TABLE;
use ch02::{or, xor};

#[test]
fn one_perceptron_is_and_and_or_but_never_xor() {
    assert_eq!(best_of_one_perceptron([0, 0, 0, 1]), (4, 9261));
    assert_eq!(best_of_one_perceptron([0, 1, 1, 1]), (4, 9261));
    assert_eq!(best_of_one_perceptron(TABLE), (3, 9261));
    assert_eq!(best_of_one_perceptron([1, 0, 0, 1]), (3, 9261));
}

#[test]
fn the_caption_states_how_many_are_right() {
    let right = |gate: fn(f64, f64) -> u8| truth_table(gate).iter().zip(TABLE).filter(|&(&y, t)| y == t).count();
    assert_eq!((right(or), right(xor)), (3, 4));
    let caption = ch02::CHAPTER.caption("xor_gate");
    assert_eq!(caption, "XOR: one line gets three of four right, two lines all of them");
}
