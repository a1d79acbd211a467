//! (N, C, H, W) → (N, C·H·W), in front of the first Affine of a convolutional network.
//!
//! Book: §7.5; there the reshape is part of `Affine`, `common/layers.py`.

use ndarray::{Array, Array2, Array4, Dimension, Ix2, Ix4};

use crate::{Layer, Mode, Real};

/// (N, C, H, W) → (N, C·H·W).
///
/// Features stand in (C, H, W) order whatever the order in memory. Backward gives dout the old shape.
///
/// ```
/// use common::{Flatten, Layer, Mode};
/// use ndarray::Array4;
///
/// let mut layer = Flatten::new();
/// let y = layer.forward(Array4::<f32>::zeros((10, 30, 12, 12)), Mode::Train);
/// assert_eq!(y.dim(), (10, 4320)); // SimpleConvNet, §7.5
/// assert_eq!(layer.backward(y).dim(), (10, 30, 12, 12));
/// ```
///
/// Book: §7.5; there the reshape is part of `Affine`, `common/layers.py`.
#[derive(Clone, Debug, Default)]
pub struct Flatten {
    shape: Option<Ix4>,
}

impl Flatten {
    /// A layer that has seen no input yet.
    pub fn new() -> Self {
        Flatten { shape: None }
    }
}

impl<A: Real> Layer<A> for Flatten {
    type Input = Ix4;
    type Output = Ix2;

    fn forward(&mut self, x: Array4<A>, _mode: Mode) -> Array2<A> {
        self.shape = Some(x.raw_dim());
        into_rows(x)
    }

    fn predict(&self, x: Array4<A>) -> Array2<A> {
        into_rows(x)
    }

    #[track_caller]
    fn backward(&mut self, dout: Array2<A>) -> Array4<A> {
        let shape = self.shape.expect("Flatten: backward needs a forward pass before it");
        from_rows(dout, shape)
    }
}

/// One row per sample, one behind the other; copies only where the memory has another order.
pub(crate) fn into_rows<A: Real, D: Dimension>(x: Array<A, D>) -> Array2<A> {
    let (n, size) = (x.shape()[0], x.len());
    let features = size.checked_div(n).unwrap_or_else(|| x.shape()[1..].iter().product());
    let rows = x.into_shape_clone((n, features)).expect("the same number of elements");
    if rows.is_standard_layout() { rows } else { rows.as_standard_layout().into_owned() }
}

/// The reverse of [`into_rows`].
#[track_caller]
pub(crate) fn from_rows<A: Real, D: Dimension>(rows: Array2<A>, shape: D) -> Array<A, D> {
    assert!(
        rows.nrows() == shape[0] && rows.len() == shape.size(),
        "rows of {:?} do not come from {:?}",
        rows.dim(),
        shape.slice()
    );
    rows.into_shape_clone(shape).expect("the same number of elements")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array;

    #[test]
    fn order_is_c_h_w_whatever_the_memory() {
        let x = Array::from_shape_fn((2, 3, 2, 2), |(n, c, h, w)| (1000 * n + 100 * c + 10 * h + w) as f64);
        let channels_last = x.view().permuted_axes([0, 2, 3, 1]).as_standard_layout().into_owned();
        let channels_last = channels_last.permuted_axes([0, 3, 1, 2]);
        assert_eq!(channels_last, x);
        assert_ne!(channels_last.strides(), x.strides());

        let mut layer = Flatten::new();
        let y = layer.forward(channels_last, Mode::Train);
        assert_eq!(y.row(1).to_vec()[..5], [1000.0, 1001.0, 1010.0, 1011.0, 1100.0]);
        assert_eq!(y, layer.predict(x.clone()));
        assert_eq!(layer.backward(y), x);
    }

    #[test]
    #[should_panic(expected = "(2, 5) do not come from [2, 3, 1, 1]")]
    fn wrong_shape_is_named() {
        let mut layer = Flatten::new();
        layer.forward(Array4::<f64>::zeros((2, 3, 1, 1)), Mode::Train);
        layer.backward(Array2::<f64>::zeros((2, 5)));
    }
}
