use ch03::matrix_product::{a_and_b, dot, x_and_w};
use ndarray::array;

#[test]
fn products_are_the_books() {
    let (a, b) = a_and_b();
    assert_eq!(dot(&a, &b), Ok(array![[27, 31, 35], [67, 79, 91], [-17, -19, -21]]));
    assert_eq!(dot(&array![[1, 2], [3, 4]], &array![[5, 6], [7, 8]]), Ok(array![[19, 22], [43, 50]]));
    assert_eq!(dot(&array![[1, 2, 3], [4, 5, 6]], &array![[1, 2], [3, 4], [5, 6]]), Ok(array![[22, 28], [49, 64]]));
    assert_eq!(array![[1, 2], [3, 4], [5, 6]].dot(&array![7, 8]), array![23, 53, 83]);
}

#[test]
fn shapes_that_do_not_agree_are_refused() {
    let error = dot(&array![[1, 2, 3], [4, 5, 6]], &array![[1, 2], [3, 4]]).unwrap_err();
    assert_eq!(error, "shapes (2,3) and (2,2) not aligned: 3 (dim 1) != 2 (dim 0)");
}

#[test]
#[should_panic(expected = "not compatible for matrix multiplication")]
fn ndarrays_own_product_panics() {
    let _ = array![[1, 2, 3], [4, 5, 6]].dot(&array![[1, 2], [3, 4]]);
}

#[test]
fn a_network_is_a_product() {
    let (x, w) = x_and_w();
    assert_eq!(x.dot(&w), array![5, 11, 17]);
}
