use ch03::three_layer_forward::{forward, init_network};
use ndarray::array;

#[test]
fn the_output_is_the_books() {
    let y = forward(&init_network(), &array![1.0, 0.5]);
    assert_eq!(format!("{y:.8}"), "[0.31682708, 0.69627909]");
}
