//! Reads the reference values under `tests/golden`, and compares with them.

#![allow(dead_code, reason = "the chapters that share it use some of it")]

use std::fmt::Debug;
use std::path::Path;

use common::{Real, Tensor};
use ndarray::{Array, ArrayD, ArrayRef, Dimension, IxDyn};
use safetensors::SafeTensors;

/// The bytes of one golden file.
pub(crate) struct Golden(Vec<u8>);

impl Golden {
    /// The file `tests/golden/NAME.safetensors`.
    pub(crate) fn read(name: &str) -> Self {
        let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = crate_folder.ancestors().map(|folder| folder.join("common/tests/golden")).find(|f| f.is_dir());
        let path = folder.expect("the workspace's golden files").join(name).with_extension("safetensors");
        Golden(std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
    }

    fn raw(&self, name: &str) -> (Vec<usize>, Vec<[u8; 8]>) {
        let file = SafeTensors::deserialize(&self.0).expect("a safetensors file");
        let tensor = file.tensor(name).unwrap_or_else(|e| panic!("{name}: {e}"));
        (tensor.shape().to_vec(), tensor.data().as_chunks::<8>().0.to_vec())
    }

    /// An array of floats, rounded to `A`.
    pub(crate) fn array<A: Real, D: Dimension>(&self, name: &str) -> Array<A, D> {
        let (shape, values) = self.raw(name);
        let values = values.into_iter().map(|bytes| A::of(f64::from_le_bytes(bytes))).collect();
        let array: ArrayD<A> = Array::from_shape_vec(IxDyn(&shape), values).expect("as many values as the shape says");
        array.into_dimensionality().unwrap_or_else(|e| panic!("{name} {shape:?}: {e}"))
    }

    /// An array as layers take it.
    pub(crate) fn tensor<A: Real>(&self, name: &str) -> Tensor<A> {
        self.array(name).into_shared()
    }

    /// A list of integers.
    pub(crate) fn integers(&self, name: &str) -> Vec<usize> {
        self.raw(name).1.into_iter().map(|bytes| i64::from_le_bytes(bytes) as usize).collect()
    }
}

/// Panics unless the shapes are equal and each value is within tolerance·max(1, |expected|).
#[track_caller]
pub(crate) fn assert_close<A: Real, D: Dimension + Debug>(
    got: &ArrayRef<A, D>,
    expected: &ArrayRef<A, D>,
    tolerance: f64,
) {
    assert_eq!(got.shape(), expected.shape(), "shape");
    for (at, (got, expected)) in got.iter().zip(expected).enumerate() {
        let (got, expected) = (Real::to_f64(*got), Real::to_f64(*expected));
        let error = (got - expected).abs() / expected.abs().max(1.0);
        assert!(error <= tolerance, "element {at}: got {got}, expected {expected}, off by {error:e} > {tolerance:e}");
    }
}
