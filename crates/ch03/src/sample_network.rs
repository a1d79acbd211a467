//! The trained network of §3.6: its weights, and what it makes of an image.
//!
//! ```text
//! z1 = sigmoid(x·W1 + b1)     x (784,) or (N, 784), W1 (784, 50)
//! z2 = sigmoid(z1·W2 + b2)    W2 (50, 100)
//! y = softmax(z2·W3 + b3)     W3 (100, 10), y (10,) or (N, 10)
//! ```
//!
//! Book: §3.6.2, `init_network` and `predict` of `ch03/neuralnet_mnist.py`.

use std::collections::BTreeMap;
use std::path::Path;

use common::{Weights, WeightsError, sigmoid, softmax};
use dataset::{CLASSES, PIXELS};
use ndarray::linalg::Dot;
use ndarray::{Array, Array1, Array2, ArrayD, ArrayRef, Dimension, Ix1, Ix2};

/// Units of the two hidden layers.
pub const HIDDEN: [usize; 2] = [50, 100];

/// The weights that ship with this chapter, as [`train_sample_weight`](crate::train_sample_weight) writes them.
const SHIPPED: &[u8] = include_bytes!("../weights/sample_weight.safetensors");

/// Weights and biases of the three layers, as in the book's `network['W1']` ….
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// (784, 50).
    pub w1: Array2<f32>,
    /// (50,).
    pub b1: Array1<f32>,
    /// (50, 100).
    pub w2: Array2<f32>,
    /// (100,).
    pub b2: Array1<f32>,
    /// (100, 10).
    pub w3: Array2<f32>,
    /// (10,).
    pub b3: Array1<f32>,
}

/// The network with the weights of a file (`.safetensors`, or the book's `.pkl`), or with those that ship.
///
/// # Errors
/// If the file cannot be read, is no file of weights, or its weights do not fit the network.
///
/// Book: §3.6.2, `init_network`.
pub fn init_network(weights: Option<&Path>) -> Result<Network, WeightsError> {
    match weights {
        Some(path) => network_of(Weights::read(path)?, path),
        None => {
            let path = Path::new("sample_weight.safetensors");
            network_of(Weights::from_bytes(SHIPPED, path)?, path)
        }
    }
}

fn network_of(weights: Weights, path: &Path) -> Result<Network, WeightsError> {
    let mut arrays = weights.arrays;
    let [m1, m2] = HIDDEN;
    let network = Network {
        w1: take(&mut arrays, "W1", Ix2(PIXELS, m1), path)?,
        b1: take(&mut arrays, "b1", Ix1(m1), path)?,
        w2: take(&mut arrays, "W2", Ix2(m1, m2), path)?,
        b2: take(&mut arrays, "b2", Ix1(m2), path)?,
        w3: take(&mut arrays, "W3", Ix2(m2, CLASSES), path)?,
        b3: take(&mut arrays, "b3", Ix1(CLASSES), path)?,
    };
    match arrays.pop_first() {
        Some((name, array)) => {
            Err(WeightsError::Superfluous { path: path.into(), name, shape: array.shape().to_vec() })
        }
        None => Ok(network),
    }
}

/// Takes the array of that name, which must have that shape.
fn take<D: Dimension>(
    arrays: &mut BTreeMap<String, ArrayD<f64>>,
    name: &str,
    shape: D,
    path: &Path,
) -> Result<Array<f32, D>, WeightsError> {
    let (path, name, expected) = (path.to_path_buf(), name.to_string(), shape.slice().to_vec());
    match arrays.remove(&name) {
        None => Err(WeightsError::Missing { path, name, shape: expected }),
        Some(array) if array.shape() != expected => {
            Err(WeightsError::Shape { path, name, expected, got: array.shape().to_vec() })
        }
        Some(array) => Ok(array.mapv(|value| value as f32).into_dimensionality().expect("as many axes as the shape")),
    }
}

/// The probability of each class, of one image (784,) or of a batch (N, 784).
///
/// Book: §3.6.2, `predict`; §3.6.3 for the batch.
pub fn predict<D: Dimension>(network: &Network, x: &ArrayRef<f32, D>) -> Array<f32, D>
where
    ArrayRef<f32, D>: Dot<ArrayRef<f32, Ix2>, Output = Array<f32, D>>,
{
    let Network { w1, b1, w2, b2, w3, b3 } = network;

    let a1 = affine(x, w1, b1);
    let z1 = sigmoid(&a1);
    let a2 = affine(&z1, w2, b2);
    let z2 = sigmoid(&a2);
    let a3 = affine(&z2, w3, b3);
    softmax(&a3)
}

/// x·W + b: the biases are added to every row.
fn affine<D: Dimension>(x: &ArrayRef<f32, D>, w: &Array2<f32>, b: &Array1<f32>) -> Array<f32, D>
where
    ArrayRef<f32, D>: Dot<ArrayRef<f32, Ix2>, Output = Array<f32, D>>,
{
    let mut a = Dot::dot(x, &**w);
    a += b;
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Axis;

    #[test]
    fn an_image_and_a_batch_get_the_same_probabilities() {
        let network = init_network(None).unwrap();
        let x = Array2::from_shape_fn((3, PIXELS), |(n, i)| ((7 * n + i) % 11) as f32 / 10.0);
        let y = predict(&network, &x);
        assert_eq!(y.dim(), (3, 10));
        for (x, y) in x.rows().into_iter().zip(y.rows()) {
            assert!((y.sum() - 1.0).abs() < 1e-6);
            let alone = predict(&network, &x);
            assert!(alone.iter().zip(y).all(|(a, b)| (a - b).abs() < 1e-6), "{alone} {y}");
        }
    }

    #[test]
    fn the_formula_holds_by_hand() {
        // One pixel is on: the sums of the first layer are a row of W1 plus b1.
        let network = init_network(None).unwrap();
        let mut x = Array1::zeros(PIXELS);
        x[406] = 1.0;
        let z1: Array1<f32> = (&network.w1.row(406) + &network.b1).mapv(|a: f32| 1.0 / (1.0 + (-a).exp()));
        let z2 = ((&z1.insert_axis(Axis(1)) * &network.w2).sum_axis(Axis(0)) + &network.b2)
            .mapv(|a: f32| 1.0 / (1.0 + (-a).exp()));
        let a3 = (&z2.insert_axis(Axis(1)) * &network.w3).sum_axis(Axis(0)) + &network.b3;
        let exp = a3.mapv(f32::exp);
        let y = &exp / exp.sum();
        let got = predict(&network, &x);
        assert!(got.iter().zip(&y).all(|(a, b)| (a - b).abs() < 1e-5), "{got} {y}");
    }

    #[test]
    fn weights_that_do_not_fit_are_named() {
        let path = Path::new("mine.safetensors");
        let without = |name: &str| {
            let mut weights = Weights::from_bytes(SHIPPED, path).unwrap();
            weights.arrays.remove(name);
            weights
        };
        let error = network_of(without("b2"), path).unwrap_err().to_string();
        assert!(error.contains("mine.safetensors") && error.contains("`b2`"), "{error}");

        let mut wide = without("W3");
        wide.arrays.insert("W3".into(), ArrayD::zeros(vec![100, 11]));
        let error = network_of(wide, path).unwrap_err().to_string();
        assert!(error.contains("[100, 11]") && error.contains("[100, 10]"), "{error}");

        let mut more = Weights::from_bytes(SHIPPED, path).unwrap();
        more.arrays.insert("W4".into(), ArrayD::zeros(vec![1]));
        let error = network_of(more, path).unwrap_err().to_string();
        assert!(error.contains("`W4`"), "{error}");
    }
}
