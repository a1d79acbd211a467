use ch04::function_2_3d::function_2;
use ch04::gradient_method::{LEARNING_RATES, gradient_descent};
use ndarray::array;

#[test]
fn a_hundred_steps_lead_where_they_lead_in_the_book() {
    let expected = [
        ["-6.11110793e-10", "8.14814391e-10"],
        ["-2.58983747e13", "-1.29524862e12"],
        ["-2.99999994e0", "3.99999992e0"],
    ];
    for ((lr, _), expected) in LEARNING_RATES.into_iter().zip(expected) {
        let (x, _) = gradient_descent(function_2, array![-3.0, 4.0], lr, 100);
        assert_eq!([format!("{:.8e}", x[0]), format!("{:.8e}", x[1])], expected, "learning rate {lr}");
    }
}

#[test]
fn the_caption_states_steps_and_learning_rate() {
    let defaults = ch04::CHAPTER.find("gradient_method").unwrap().defaults().unwrap();
    let (steps, lr) = (defaults.get_one::<usize>("picture_steps"), defaults.get_one::<f64>("learning_rate"));
    let (steps, lr) = (steps.unwrap(), lr.unwrap());
    let caption = format!("The first {steps} points of gradient descent with learning rate {lr}");
    assert_eq!(ch04::CHAPTER.caption("gradient_method"), caption);
}

#[test]
fn the_history_starts_at_the_start() {
    let (x, history) = gradient_descent(function_2, array![-3.0, 4.0], 0.1, 20);
    assert_eq!(history.row(0).to_vec(), [-3.0, 4.0]);
    // Each step leaves 0.8 of the way: x − 0.1·2x.
    assert!((history[[19, 1]] - 4.0 * 0.8_f64.powi(19)).abs() < 1e-9);
    assert!((x[0] + 3.0 * 0.8_f64.powi(20)).abs() < 1e-9);
}
