use ch04::gradient_2d::{function_2, meshgrid, numerical_gradient, tangent_line};
use ndarray::{Array1, array};
use plot::arange;

#[test]
fn the_gradient_is_twice_the_point() {
    let points = meshgrid(&arange(-2.0, 2.5, 0.25));
    let grad = numerical_gradient(function_2, &points);
    assert_eq!(points.dim(), (18 * 18, 2));
    assert_eq!(points.row(19).to_vec(), [-1.75, -1.75]);
    assert!((&points * 2.0 - &grad).iter().all(|d| d.abs() < 1e-10));
}

/// The page's function, for a point and for a batch, is the library's.
#[test]
fn the_page_and_the_library_agree() {
    let f = |x: &Array1<f64>| x[0].powi(2) * x[1] + x[1].sin();
    let points = meshgrid(&arange(-2.0, 2.5, 0.5));
    assert_eq!(numerical_gradient(f, &points), common::numerical_gradient_2d(f, &points));
    let x = array![3.0, 4.0];
    assert_eq!(numerical_gradient(f, &x), common::numerical_gradient(f, &mut x.clone()));
}

#[test]
fn tangents_touch_along_each_axis() {
    let x = array![3.0, 4.0];
    let tf = tangent_line(function_2, &x);
    // 6·3 + 7 and 8·4 − 7 are both f(3, 4) = 25; one step further along each axis adds the slope.
    let expected = [(array![3.0, 4.0], [25.0, 25.0]), (array![4.0, 5.0], [31.0, 33.0])];
    for (t, expected) in expected {
        assert!((tf(&t) - Array1::from_iter(expected)).iter().all(|d| d.abs() < 1e-8), "{}", tf(&t));
    }
}
