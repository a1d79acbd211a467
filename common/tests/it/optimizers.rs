//! An optimizer meets each element with its own gradient and state.

use common::{Adam, Optimizer, Param};
use ndarray::{Array1, Array2, array};

/// Large enough to be divided, so that each element has to meet its own gradient and state.
#[test]
fn pieces_are_updated_like_single_elements() {
    const CHUNK: usize = 1 << 16;
    let n = 3 * CHUNK + 17;
    let start = Array1::from_shape_fn(n, |i| (i as f64 * 0.1).sin());
    let gradient = Array1::from_shape_fn(n, |i| (i as f64 * 0.7).cos());
    let (mut large, mut whole) = (start.clone(), Adam::new(0.1));
    for _ in 0..3 {
        whole.update(&mut [Param::new("W1", &mut large, &gradient)]);
    }
    for i in (0..n).step_by(997).chain([CHUNK - 1, CHUNK, 2 * CHUNK, n - 1]) {
        let (mut small, mut single) = (array![start[i]], Adam::new(0.1));
        for _ in 0..3 {
            single.update(&mut [Param::new("W1", &mut small, &array![gradient[i]])]);
        }
        assert_eq!(large[i], small[0], "element {i}");
    }
}

#[test]
fn memory_layout_does_not_matter() {
    let start = Array2::from_shape_fn((3, 4), |(i, j)| (i * 4 + j) as f64);
    let gradient = start.mapv(f64::sin);
    let (mut rows, mut columns) = (start.clone(), start.t().as_standard_layout().into_owned().reversed_axes());
    assert!(!columns.is_standard_layout());
    let transposed = gradient.t().as_standard_layout().into_owned().reversed_axes();
    let (mut one, mut two) = (Adam::new(0.1), Adam::new(0.1));
    for _ in 0..3 {
        one.update(&mut [Param::new("W1", &mut rows, &gradient)]);
        two.update(&mut [Param::new("W1", &mut columns, &transposed)]);
    }
    assert_eq!(rows, columns);
    assert_ne!(rows, start);
}

#[test]
#[should_panic(expected = "shape of parameter W1")]
fn a_gradient_of_another_shape_panics() {
    Adam::new(0.1).update(&mut [Param::new("W1", &mut Array2::<f64>::zeros((2, 3)), &Array2::zeros((3, 2)))]);
}
