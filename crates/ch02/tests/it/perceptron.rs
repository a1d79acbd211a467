use ch02::perceptron::{AND, INPUTS, NAND, NOR, OR, Perceptron};

#[test]
fn the_functions_of_the_pages_are_these_perceptrons() {
    let gates: [fn(f64, f64) -> u8; 4] = [ch02::and, ch02::nand, ch02::or, ch02::nor];
    let steps = || (-50..=150).map(|hundredth| f64::from(hundredth) / 100.0);
    for (gate, perceptron) in gates.into_iter().zip([AND, NAND, OR, NOR]) {
        for (x1, x2) in steps().flat_map(|x1| steps().map(move |x2| (x1, x2))) {
            assert_eq!(gate(x1, x2), perceptron.fire(x1, x2), "{perceptron:?} at ({x1}, {x2})");
        }
    }
}

#[test]
fn it_fires_above_the_threshold_only() {
    let p = Perceptron::with_threshold([1.0, 1.0], 2.0);
    assert_eq!((p.fire(1.0, 1.0), p.fire(1.0, 1.0 + 1e-9)), (0, 1));
}

#[test]
fn a_bias_is_a_threshold_with_its_sign_changed() {
    for theta in [-0.3, 0.0, 0.7] {
        let p = Perceptron::with_threshold([0.5, 0.2], theta);
        for (x1, x2) in INPUTS {
            assert_eq!(p.fire(x1, x2) == 1, x1 * 0.5 + x2 * 0.2 > theta);
        }
    }
}
