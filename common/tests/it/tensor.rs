//! A batch as rows.

use common::{rows, tensor};
use ndarray::Array;

#[test]
fn rows_are_c_h_w_whatever_the_memory() {
    let x = Array::from_shape_fn((2, 3, 2, 2), |(n, c, h, w)| (1000 * n + 100 * c + 10 * h + w) as f64);
    let channels_last = x.view().permuted_axes([0, 2, 3, 1]).as_standard_layout().into_owned();
    let channels_last = channels_last.permuted_axes([0, 3, 1, 2]);
    assert_eq!(channels_last, x);
    assert_ne!(channels_last.strides(), x.strides());

    let y = rows(&tensor(channels_last));
    assert_eq!(y.row(1).to_vec()[..5], [1000.0, 1001.0, 1010.0, 1011.0, 1100.0]);
    assert_eq!(y, rows(&tensor(x.clone())));
    assert!(y.is_standard_layout());
    assert_eq!(y.into_shape_with_order((2, 3, 2, 2)).expect("the same elements"), x);
}
