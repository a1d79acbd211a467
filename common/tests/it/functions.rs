//! Activations and losses against reference values.

use common::{Real, Targets};
use ndarray::{Array1, Array2, Array3, array};

use crate::golden_file::{Golden, assert_close};

fn agree_with_the_reference<A: Real>(tolerance: f64) {
    let golden = Golden::read("functions");
    let x: Array2<A> = golden.array("x");
    let expect = |name| golden.array::<A, ndarray::Ix2>(name);
    assert_close(&common::identity_function(&x), &x, 0.0);
    assert_close(&common::sigmoid(&x), &expect("sigmoid"), tolerance);
    assert_close(&common::sigmoid_grad(&x), &expect("sigmoid_grad"), tolerance);
    assert_close(&common::relu(&x), &expect("relu"), tolerance);
    assert_close(&common::relu_grad(&x), &expect("relu_grad"), tolerance);
    assert_close(&common::softmax(&x), &expect("softmax"), tolerance);
    let step = common::step_function(&x).into_iter().map(|step| step as usize);
    assert!(step.eq(golden.integers("step")));

    let y: Array2<A> = golden.array("softmax");
    let one_hot: Array2<A> = golden.array("t_onehot");
    let labels = Targets::from(Array1::from(golden.integers("t_label")));
    let close = |got: A, name| assert_close(&array![got], &golden.array(name), tolerance);
    close(common::sum_squared_error(&y, &one_hot), "sum_squared_error");
    close(common::cross_entropy_error(&y, &labels), "cross_entropy_label");
    close(common::softmax_loss(&x, &labels), "cross_entropy_label");
    close(common::cross_entropy_error(&y, &Targets::from(one_hot)), "cross_entropy_onehot");

    let y: Array1<A> = common::softmax(&golden.array::<A, ndarray::Ix1>("vec"));
    assert_close(&y, &golden.array("softmax_vec"), tolerance);
    let one_hot: Array1<A> = golden.array("t1_onehot");
    close(common::sum_squared_error(&y, &one_hot), "sum_squared_error_1");
    close(common::cross_entropy_error(&y, &Targets::from(golden.integers("t1_label")[0])), "cross_entropy_1_label");
    close(common::cross_entropy_error(&y, &Targets::from(one_hot)), "cross_entropy_1_onehot");
}

#[test]
fn f64_agrees_with_the_reference() {
    agree_with_the_reference::<f64>(1e-9);
}

#[test]
fn f32_agrees_with_the_reference() {
    agree_with_the_reference::<f32>(1e-4);
}

#[test]
fn numbers_of_chapter_4() {
    let t = array![0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let two = array![0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0];
    let seven = array![0.1, 0.05, 0.1, 0.0, 0.05, 0.1, 0.0, 0.6, 0.0, 0.0];
    assert_eq!(common::sum_squared_error(&two, &t), 0.09750000000000003);
    assert_eq!(common::sum_squared_error(&seven, &t), 0.5975);
    let t = Targets::from(t);
    assert_eq!(common::cross_entropy_error(&two, &t), 0.510825457099338);
    assert_eq!(common::cross_entropy_error(&seven, &t), 2.302584092994546);
}

#[test]
fn softmax_goes_along_the_last_axis() {
    let x = Array3::from_shape_fn((2, 3, 4), |(i, j, k)| ((i * 5 + j * 3 + k * 7) % 11) as f32 - 4.0);
    let y = common::softmax(&x);
    for (row, expected) in x.rows().into_iter().zip(y.rows()) {
        assert_eq!(common::softmax(&row), expected);
        assert!((expected.sum() - 1.0).abs() < 1e-6);
    }
    assert_eq!(common::softmax(&x.t()), common::softmax(&x.t().to_owned().as_standard_layout()));
    for empty in [(2, 0), (0, 2)] {
        assert_eq!(common::softmax(&Array2::<f32>::zeros(empty)).dim(), empty);
    }
}

#[test]
fn soft_targets_count_every_class() {
    let y = array![[0.5_f64, 0.25, 0.25]];
    let loss = common::cross_entropy_error(&y, &Targets::from(array![[0.5, 0.5, 0.0]]));
    assert!((loss - (0.5 * 2_f64.ln() + 0.5 * 4_f64.ln())).abs() < 1e-6, "{loss}");
}

#[test]
#[should_panic(expected = "label 3 in a batch of 3 classes")]
fn a_label_beyond_the_classes_is_named() {
    common::cross_entropy_error(&array![[0.5, 0.25, 0.25]], &Targets::from(3));
}

#[test]
#[should_panic(expected = "2 rows of scores")]
fn a_wrong_number_of_targets_is_named() {
    common::softmax_loss(&array![[0.5, 0.25], [0.25, 0.5]], &Targets::from(1));
}
