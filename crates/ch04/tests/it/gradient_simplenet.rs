use ch04::gradient_simplenet::{BOOK, NOTEBOOK, SimpleNet, gradient};
use common::{Targets, softmax};
use ndarray::{Array2, arr2, array};

#[track_caller]
fn assert_gradient(w: [[f64; 3]; 2], expected: Array2<f64>, tolerance: f64) {
    let gradient = gradient(&mut SimpleNet { w: arr2(&w) }, &array![0.6, 0.9], &Targets::from(2));
    assert!((&gradient - &expected).iter().all(|d| d.abs() < tolerance), "{gradient:.9}\n{expected}");
}

#[test]
fn the_notebooks_gradient() {
    let expected = array![[0.25654033, 0.05031211, -0.30685244], [0.38481049, 0.07546816, -0.46027865]];
    assert_gradient(NOTEBOOK, expected, 6e-9);
}

#[test]
fn the_books_scores_loss_and_gradient() {
    let (net, x, t) = (SimpleNet { w: arr2(&BOOK) }, array![0.6, 0.9], Targets::from(array![0.0, 0.0, 1.0]));
    assert_eq!(format!("{:.8}", net.predict(&x)), "[1.05414809, 0.63071653, 1.13280740]");
    // What the book printed is without the 1e-7 that its cross entropy has.
    let y = softmax(&net.predict(&x))[2];
    assert!((-y.ln() - 0.928068536634113).abs() < 1e-8, "{}", -y.ln());
    assert!((net.loss(&x, &t) - -(y + 1e-7).ln()).abs() < 1e-15);
    let expected = array![[0.21924763, 0.14356247, -0.36281009], [0.32887144, 0.2153437, -0.54421514]];
    // With it, the gradient is y / (y + 1e-7) times as large.
    assert_gradient(BOOK, expected * (y / (y + 1e-7)), 6e-9);
}
