//! Optimizers, smoothing and numerical gradients against the reference values.

mod golden_file;

use common::{
    OptimizerKind, Parameter, Real, Targets, cross_entropy_error, numerical_diff, numerical_gradient, smooth_curve,
    softmax,
};
use golden_file::{Golden, assert_close};
use ndarray::{Array1, Array2, Axis, array};

/// x²/20 + y² of §6.1.2 from `start`: where each of 30 updates leads.
fn trajectory<A: Real>(kind: OptimizerKind, learning_rate: f64, start: Array1<A>) -> Array2<A> {
    let mut optimizer = kind.build(learning_rate);
    let mut position = start;
    let mut path = Array2::zeros((30, 2));
    for mut row in path.rows_mut() {
        let gradient = array![position[0] / A::of(10.0), A::of(2.0) * position[1]];
        optimizer.update(&mut [Parameter::new("p", &mut position, &gradient)]);
        row.assign(&position);
    }
    path
}

#[test]
fn optimizers_follow_the_reference_paths() {
    let golden = Golden::read("optimizers");
    let rates = [0.95, 0.1, 0.1, 1.5, 0.1, 0.3];
    for (kind, rate) in OptimizerKind::ALL.into_iter().zip(rates) {
        for prefix in ["", "seeded."] {
            let start = golden.array(&format!("{prefix}start"));
            let expected = golden.array::<f64, _>(&format!("{prefix}{}", kind.to_string().to_lowercase()));
            assert_close(&trajectory(kind, rate, start), &expected, 1e-9);
            let start = golden.array(&format!("{prefix}start"));
            assert_close(&trajectory::<f32>(kind, rate, start), &expected.mapv(|x| x as f32), 1e-4);
        }
    }
}

#[test]
fn smoothed_curves_agree() {
    let golden = Golden::read("smooth_curve");
    for n in [50, 200] {
        let x: Array1<f64> = golden.array(&format!("x{n}"));
        let y = Array1::from(smooth_curve(x.as_slice().expect("one axis")));
        assert_close(&y, &golden.array(&format!("y{n}")), 1e-12);
    }
}

#[test]
fn numerical_gradients_agree() {
    let golden = Golden::read("numerical_gradient");
    for prefix in ["", "seeded."] {
        let read = |name: &str| golden.array::<f64, _>(&format!("{prefix}{name}"));
        let (mut w, x): (Array2<f64>, Array1<f64>) = (golden.array(&format!("{prefix}W")), read("x"));
        let t = Targets::from(read("t"));
        let loss = |w: &Array2<f64>| cross_entropy_error(&softmax(&x.dot(w).insert_axis(Axis(0))), &t);
        assert_close(&array![loss(&w)], &read("loss"), 1e-12);
        let dw = numerical_gradient(loss, &mut w);
        assert_close(&dw, &golden.array(&format!("{prefix}dW_numerical")), 1e-9);

        let diff = read("diff_x").mapv(|x| numerical_diff(|x: f64| 0.01 * x.powi(2) + 0.1 * x, x));
        assert_close(&diff, &read("diff_numerical"), 1e-11);
    }
}
