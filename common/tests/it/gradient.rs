//! Numerical derivatives and gradients.

use std::sync::atomic::{AtomicUsize, Ordering};

use common::{
    Network, Param, Targets, Tensor, dot, numerical_diff, numerical_gradient, numerical_gradient_2d,
    numerical_gradient_of, rows, softmax_loss, tensor,
};
use ndarray::{Array2, Array3, array};

/// The simpleNet of §4.4.2: softmax(x·W).
#[derive(Clone)]
struct SimpleNet {
    w: Array2<f64>,
    dw: Array2<f64>,
}

impl Network<f64> for SimpleNet {
    fn predict(&self, x: &Tensor<f64>) -> Tensor<f64> {
        tensor(dot(&rows(x), &self.w))
    }

    fn loss(&mut self, x: &Tensor<f64>, t: &Targets<f64>) -> f64 {
        softmax_loss(&self.predict(x), t)
    }

    fn gradient(&mut self, _: &Tensor<f64>, _: &Targets<f64>) -> f64 {
        unreachable!("only the loss is asked for")
    }

    fn params(&mut self) -> Vec<Param<'_, f64>> {
        vec![Param::new("W", &mut self.w, &self.dw)]
    }
}

#[test]
fn a_network_is_differentiated_by_copies() {
    let w = Array2::from_shape_fn((70, 3), |(i, j)| ((i * 3 + j) as f64).sin());
    let x = Array2::from_shape_fn((5, 70), |(n, i)| ((n * 70 + i) as f64).cos());
    let t = Targets::from(array![0, 2, 1, 1, 0]);
    let expected = numerical_gradient(|w| softmax_loss(&dot(&x, w), &t), &mut w.clone());
    let x = tensor(x);

    // In standard layout, and with columns in memory one after the other.
    for w in [w.clone(), w.t().as_standard_layout().into_owned().reversed_axes()] {
        let net = SimpleNet { w: w.clone(), dw: Array2::zeros(w.dim()) };
        let losses = AtomicUsize::new(0);
        let gradients = numerical_gradient_of(&net, |net| {
            losses.fetch_add(1, Ordering::Relaxed);
            net.loss(&x, &t)
        });
        assert_eq!(gradients.keys().collect::<Vec<_>>(), ["W"]);
        let differences = &gradients["W"] - &expected;
        assert!(differences.iter().all(|d| d.abs() < 1e-10), "{differences}");
        assert_eq!(net.w, w);
        assert_eq!(losses.into_inner(), 2 * 210);
    }
}

#[test]
fn derivatives_of_the_book() {
    let f = |x: f64| 0.01 * x.powi(2) + 0.1 * x;
    assert_eq!(numerical_diff(f, 5.0), 0.1999999999990898);
    assert_eq!(numerical_diff(f, 10.0), 0.2999999999986347);
}

#[test]
fn any_shape_is_differentiated_and_restored() {
    let mut x = Array3::from_shape_fn((2, 3, 2), |(i, j, k)| (i * 6 + j * 2 + k) as f64 - 4.0);
    let before = x.clone();
    let gradient = numerical_gradient(|x| x.iter().map(|x| x * x * x).sum(), &mut x);
    assert_eq!(x, before);
    for (g, x) in gradient.iter().zip(&before) {
        assert!((g - 3.0 * x * x).abs() < 1e-7, "{g} at {x}");
    }
}

#[test]
fn each_row_is_a_point() {
    let points = array![[3.0, 4.0], [0.0, 2.0], [3.0, 0.0]];
    let gradient = numerical_gradient_2d(|x| x[0] * x[0] * x[1], &points);
    let expected = array![[24.0, 9.0], [0.0, 0.0], [0.0, 9.0]];
    assert!((&gradient - &expected).iter().all(|d: &f64| d.abs() < 1e-6), "{gradient}");
}
