use ch07::filter_tiles::with_inset;
use ndarray::{Array2, array};

#[test]
fn the_filter_is_in_the_corner_in_the_range_of_the_response() {
    let mut response = Array2::from_elem((12, 12), 3.0);
    response[[11, 11]] = 7.0;
    let image = with_inset(response.view(), array![[0.0, 1.0], [0.5, 1.0]].view());
    assert_eq!((image[[0, 0]], image[[1, 1]], image[[0, 2]], image[[2, 0]]), (3.0, 3.0, 7.0, 5.0));
    assert_eq!((image[[4, 0]], image[[6, 6]], image[[7, 0]], image[[11, 11]]), (7.0, 7.0, 3.0, 7.0));
}
