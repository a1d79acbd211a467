//! Networks are written as a line of text, and read from it.

use std::collections::BTreeMap;

use common::{Affine, Layer, Mode, Sequential, Tensor, tensor};
use ndarray::{Array1, Array2, Array4, ArrayD};

fn arrays(of: &[(&str, &[usize])]) -> BTreeMap<String, ArrayD<f64>> {
    let value = |key: &str, shape: &[usize]| {
        let mut k = key.len() as f64;
        ArrayD::from_shape_simple_fn(shape.to_vec(), || {
            k += 1.0;
            (k * 0.7).sin().abs() + 0.1
        })
    };
    of.iter().map(|&(key, shape)| (key.to_string(), value(key, shape))).collect()
}

/// Every kind of layer, once.
const ALL: &str = "convolution stride 1 pad 1, batch normalization of channels, relu, pooling 2×2 stride 2 pad 0, \
                   affine, batch normalization, sigmoid, dropout 0.5, affine, tanh";

fn of_all() -> BTreeMap<String, ArrayD<f64>> {
    arrays(&[
        ("W1", &[3, 1, 3, 3]),
        ("b1", &[3]),
        ("gamma1", &[3]),
        ("beta1", &[3]),
        ("running_mean1", &[3]),
        ("running_var1", &[3]),
        ("W2", &[12, 5]),
        ("b2", &[5]),
        ("gamma2", &[5]),
        ("beta2", &[5]),
        ("running_mean2", &[5]),
        ("running_var2", &[5]),
        ("W3", &[5, 2]),
        ("b3", &[2]),
    ])
}

#[test]
fn a_network_is_written_and_read() {
    let mut layers = Sequential::<f32>::from_architecture(ALL, &[1, 4, 4], &of_all()).unwrap();
    assert_eq!(layers.architecture().as_deref(), Some(ALL));
    let x = tensor(Array4::from_shape_fn((2, 1, 4, 4), |(n, _, i, j)| ((n * 16 + i * 4 + j) as f32).sin()));
    assert_eq!(layers.predict(&x).shape(), [2, 2]);
    // The arrays are where they were.
    let all = of_all();
    for param in layers.params() {
        assert_eq!(*param.value, all[&param.key].mapv(|x| x as f32), "{}", param.key);
    }
    for (key, value) in layers.state().buffers {
        assert_eq!(value, all[&key].mapv(|x| x as f32), "{key}");
    }
}

#[test]
fn what_makes_no_network_is_named() {
    let error = |text: &str, of: BTreeMap<String, ArrayD<f64>>| {
        Sequential::<f32>::from_architecture(text, &[1, 4, 4], &of).unwrap_err().to_string()
    };
    assert_eq!(error("affine, softplus", arrays(&[("W1", &[16, 2]), ("b1", &[2])])), "unknown layer `softplus`");
    assert_eq!(error("affine", arrays(&[("W1", &[16, 2])])), "`b1` is missing");
    assert_eq!(
        error("affine", arrays(&[("W1", &[2, 16]), ("b1", &[2])])),
        "`W1` has shape [2, 16], which does not fit an input of shape [1, 4, 4]"
    );
    for text in
        ["convolution stride 0 pad 0", "pooling 2×2 stride 0 pad 0", "pooling 2×2 stride 1 pad 2", "dropout 2", ""]
    {
        assert!(!error(text, of_all()).is_empty());
    }
}

#[test]
fn a_layer_of_the_readers_own_has_no_name() {
    #[derive(Clone)]
    struct Double;
    impl Layer<f64> for Double {
        fn forward(&mut self, x: Tensor<f64>, _: Mode) -> Tensor<f64> {
            x * 2.0
        }
        fn predict(&self, x: Tensor<f64>) -> Tensor<f64> {
            x * 2.0
        }
        fn backward(&mut self, dout: Tensor<f64>) -> Tensor<f64> {
            dout * 2.0
        }
    }
    let affine = Affine::new(Array2::<f64>::zeros((2, 2)), Array1::zeros(2));
    assert_eq!(Sequential::new().push("Affine1", affine).push("Double", Box::new(Double)).architecture(), None);
}
