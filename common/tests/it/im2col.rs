//! Sizes of outputs, and im2col on numbers that one can check by hand.

use common::{OutputSizeError, col2im, conv_output_size, im2col};
use ndarray::{Array2, Array4, array};

#[test]
fn output_size_floors_and_names_the_formula() {
    assert_eq!(conv_output_size(4, 3, 1, 1), Ok(4));
    assert_eq!(conv_output_size(7, 3, 2, 0), Ok(3));
    assert_eq!(conv_output_size(31, 5, 2, 0), Ok(14));
    assert_eq!(conv_output_size(5, 5, 3, 0), Ok(1));
    for (input, filter, stride, pad) in [(4, 5, 1, 0), (2, 7, 1, 2), (4, 3, 0, 0), (4, 0, 1, 0)] {
        let error = conv_output_size(input, filter, stride, pad).unwrap_err();
        assert_eq!(error, OutputSizeError { input, filter, stride, pad });
        assert!(error.to_string().contains("(input + 2·pad − filter)/stride + 1"), "{error}");
    }
}

#[test]
fn picture_of_the_module() {
    let x = Array4::from_shape_vec((1, 1, 3, 3), (1..=9).map(f64::from).collect()).unwrap();
    let col = im2col(&x, 2, 2, 1, 0);
    assert_eq!(col, array![[1., 2., 4., 5.], [2., 3., 5., 6.], [4., 5., 7., 8.], [5., 6., 8., 9.]]);
    let counts = col2im(&Array2::<f64>::ones((4, 4)), (1, 1, 3, 3), 2, 2, 1, 0);
    assert_eq!(counts, array![[[[1., 2., 1.], [2., 4., 2.], [1., 2., 1.]]]]);
}

#[test]
#[should_panic(expected = "got (3, 4)")]
fn col2im_names_both_shapes() {
    col2im(&Array2::<f64>::ones((3, 4)), (1, 1, 3, 3), 2, 2, 1, 0);
}
