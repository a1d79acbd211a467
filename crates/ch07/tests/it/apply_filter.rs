use ch07::apply_filter::{gray, responses};
use ndarray::{Array3, Array4};

#[test]
fn an_edge_filter_answers_at_the_edge_only() {
    // Dark on the left, bright from column 4 on; the filter is the difference of neighbours.
    let x = Array4::from_shape_fn((1, 1, 4, 8), |(_, _, _, x)| if x < 4 { 0.0 } else { 1.0 });
    let w = Array4::from_shape_vec((1, 1, 1, 2), vec![-1.0, 1.0]).unwrap();
    let response = responses(&x, &w).unwrap();
    assert_eq!(response.dim(), (1, 4, 7));
    assert!(response.indexed_iter().all(|((_, _, x), &r)| r == if x == 3 { 1.0 } else { 0.0 }));
}

#[test]
fn white_is_one_and_a_tiny_picture_is_an_error() {
    let x = gray(&Array3::from_elem((3, 3, 3), 255));
    assert!((x[[0, 0, 0, 0]] - 1.0).abs() < 1e-6);
    assert!(responses(&x, &Array4::zeros((1, 1, 5, 5))).is_err());
}
