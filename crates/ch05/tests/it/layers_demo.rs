use ch05::layers_demo::{affine_case, flat, softmax_with_loss_cases};
use common::{Layer, Mode, softmax, tensor};
use ndarray::array;

#[test]
fn affine_is_the_books() {
    let (mut affine, x, dy) = affine_case();
    assert_eq!(affine.forward(tensor(x), Mode::Train), tensor(array![[1.0, 2.0, 3.0], [11.0, 12.0, 13.0]]));
    assert_eq!(affine.backward(tensor(dy)), tensor(array![[60.0], [150.0]]));
    assert_eq!(affine.db, array![5.0, 7.0, 9.0]);
    assert_eq!(affine.dw, array![[4.0, 5.0, 6.0]]);
}

#[test]
fn errors_of_the_softmax_are_the_books() {
    let [(_, bad), (_, good)] = softmax_with_loss_cases();
    assert!((bad - array![[0.3, -0.8, 0.5]]).iter().all(|d| d.abs() < 1e-12));
    assert!((good - array![[0.01, -0.01, 0.0]]).iter().all(|d| d.abs() < 1e-12));
}

#[test]
fn softmax_of_a_batch() {
    let y = softmax(&array![[0.0, 1.0], [2.0, 3.0]]);
    assert_eq!(format!("{:.8}", flat(&y)), "[[0.26894142, 0.73105858], [0.26894142, 0.73105858]]");
}
