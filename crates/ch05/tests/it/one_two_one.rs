use ch05::neural_net_mlp::logistic_cost;
use ch05::one_two_one::{OneTwoOne, PARAMETERS};
use common::{Network, rows};

fn assert_close(left: [f64; 7], right: [f64; 7], tolerance: f64) {
    for ((name, left), right) in PARAMETERS.iter().zip(left).zip(right) {
        assert!((left - right).abs() < tolerance, "{name}: {left} and {right}");
    }
}

#[test]
fn by_hand_by_backpropagation_and_by_differences_are_one() {
    for (x, t, l2) in [(0.6, 1.0, 0.01), (-1.0, 0.0, 0.0), (0.0, 1.0, 0.5)] {
        let case = OneTwoOne { x, t, l2, ..OneTwoOne::default() };
        assert_close(case.by_hand(), case.by_backpropagation(), 1e-14);
        assert_close(case.by_hand(), case.by_differences(), 1e-9);
    }
}

/// The cost has λ Σw², its gradient that of λ/2 Σw².
#[test]
fn the_cost_counts_the_penalty_twice() {
    let case = OneTwoOne { l2: 0.5, ..OneTwoOne::default() };
    let (mut network, x, t) = (case.network(), case.input(), case.target());
    let squares = 0.4 * 0.4 + 0.7 * 0.7 + 0.9 * 0.9 + 0.5 * 0.5;
    let without = logistic_cost(&rows(&network.predict(&x)), &t);
    assert!((network.loss(&x, &t) - without - 0.5 * squares).abs() < 1e-12);
}
