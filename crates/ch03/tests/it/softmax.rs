use ch03::softmax::{naive_softmax, softmax};
use ndarray::array;

#[test]
fn values_are_the_books() {
    assert_eq!(format!("{:.8}", softmax(&array![0.3, 2.9, 4.0])), "[0.01821127, 0.24519181, 0.73659691]");
    assert_eq!(format!("{:.8}", softmax(&array![1.0, 2.0, 3.0])), "[0.09003057, 0.24472847, 0.66524096]");
    assert_eq!(softmax(&array![1.0, 2.0, 1e6]), array![0.0, 0.0, 1.0]);
    assert!((softmax(&array![0.3_f64, 2.9, 4.0]).sum() - 1.0).abs() < 1e-15);
}

#[test]
fn the_naive_form_is_the_same_until_it_overflows() {
    assert_eq!(format!("{:.8}", naive_softmax(&array![0.3, 2.9, 4.0])), "[0.01821127, 0.24519181, 0.73659691]");
    assert_eq!(1e5_f64.exp(), f64::INFINITY);
    let naive = naive_softmax(&array![1010.0, 1000.0, 990.0]);
    assert!(naive.iter().all(|y| y.is_nan()), "{naive}");
    assert!(naive_softmax(&array![1.0, 2.0, 1e6])[2].is_nan());
}

#[test]
fn large_scores_do_not_overflow() {
    let y = softmax(&array![1010.0, 1000.0, 990.0]);
    assert_eq!(format!("{y:.8e}"), "[9.99954600e-1, 4.53978686e-5, 2.06106005e-9]");
}
