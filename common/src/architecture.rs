//! The layers of a network as a line of text, and back: what a file of weights says of the network that it belongs to.

use std::any::Any;
use std::collections::BTreeMap;

use ndarray::{Array, ArrayD, Dimension};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::{
    Affine, BatchNorm2d, BatchNormalization, Convolution, Dropout, Layer, Pooling, Real, Relu, Sequential, Sigmoid,
    Tanh, conv_output_size,
};

/// Why a line of text and arrays make no network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchitectureError {
    /// A word that stands for no layer.
    #[error("unknown layer `{0}`")]
    Unknown(String),
    /// An array is not there.
    #[error("`{0}` is missing")]
    Missing(String),
    /// An array does not fit what comes before it.
    #[error("`{key}` has shape {shape:?}, which does not fit {expected}")]
    Shape {
        /// The array.
        key: String,
        /// Its shape.
        shape: Vec<usize>,
        /// What it should fit.
        expected: String,
    },
}

impl<A: Real> Sequential<A> {
    /// The kinds of the layers with their settings, such as
    /// `convolution stride 1 pad 0, relu, pooling 2×2 stride 2 pad 0, affine`; nothing if a layer is of no kind of this crate.
    ///
    /// ```
    /// use common::{Affine, Relu, Sequential};
    /// use ndarray::array;
    /// let layers = Sequential::new()
    ///     .push("Affine1", Affine::new(array![[1.0, -1.0]], array![0.0, 0.0]))
    ///     .push("Relu1", Relu::new());
    /// assert_eq!(layers.architecture().as_deref(), Some("affine, relu"));
    /// ```
    pub fn architecture(&self) -> Option<String> {
        let layers: Option<Vec<String>> = self.iter().map(|(_, layer)| describe(layer)).collect();
        layers.map(|layers| layers.join(", "))
    }
}

impl Sequential<f32> {
    /// The network of such a line for samples of shape `input` (`[784]`, or `[C, H, W]`), with the arrays under the book's
    /// keys (`W1`, `b1`, `gamma1`, `running_mean1` …).
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use common::{Sequential, tensor};
    /// use ndarray::array;
    /// let arrays = [("W1", array![[1.0, -1.0]].into_dyn()), ("b1", array![0.0, 0.0].into_dyn())];
    /// let arrays = BTreeMap::from(arrays.map(|(key, array)| (key.to_string(), array)));
    /// let layers = Sequential::<f32>::from_architecture("affine, relu", &[1], &arrays)?;
    /// assert_eq!(layers.predict(&tensor(array![[3.0]])), tensor(array![[3.0, 0.0]]));
    /// # Ok::<(), common::ArchitectureError>(())
    /// ```
    ///
    /// # Errors
    /// If a word is unknown, or an array is missing or does not fit.
    pub fn from_architecture(
        text: &str,
        input: &[usize],
        arrays: &BTreeMap<String, ArrayD<f64>>,
    ) -> Result<Self, ArchitectureError> {
        let mut builder = Builder { shape: input.to_vec(), arrays, counts: BTreeMap::new() };
        let mut layers = Sequential::new();
        for (i, word) in (1..).zip(text.split(", ")) {
            layers = layers.push(format!("Layer{i}"), builder.layer(word)?);
        }
        Ok(layers)
    }
}

fn describe<A: Real>(layer: &dyn Layer<A>) -> Option<String> {
    let any = layer as &dyn Any;
    if let Some(Convolution { stride, pad, .. }) = any.downcast_ref::<Convolution<A>>() {
        return Some(format!("convolution stride {stride} pad {pad}"));
    }
    if let Some(Pooling { pool_h, pool_w, stride, pad, .. }) = any.downcast_ref() {
        return Some(format!("pooling {pool_h}×{pool_w} stride {stride} pad {pad}"));
    }
    let plain = [
        (any.is::<Affine<A>>(), "affine"),
        (any.is::<Relu>(), "relu"),
        (any.is::<Sigmoid<A>>(), "sigmoid"),
        (any.is::<Tanh<A>>(), "tanh"),
        (any.is::<Dropout<A>>(), "dropout"),
        (any.is::<BatchNormalization<A>>(), "batch normalization"),
        (any.is::<BatchNorm2d<A>>(), "batch normalization of channels"),
    ];
    let known = plain.into_iter().find(|(is, _)| *is).map(|(_, name)| name.to_string());
    // What a layer drops is part of what it computes.
    known.map(|name| match any.downcast_ref::<Dropout<A>>() {
        Some(dropout) => format!("{name} {}", dropout.dropout_ratio),
        None => name,
    })
}

/// Makes one layer after the other, and knows the shape of what comes out of them.
struct Builder<'a> {
    shape: Vec<usize>,
    arrays: &'a BTreeMap<String, ArrayD<f64>>,
    /// How many arrays of a name were used.
    counts: BTreeMap<&'static str, usize>,
}

impl Builder<'_> {
    fn layer(&mut self, text: &str) -> Result<Box<dyn Layer<f32>>, ArchitectureError> {
        let unknown = || ArchitectureError::Unknown(text.chars().take(60).collect());
        let words: Vec<&str> = text.split(' ').collect();
        let number = |word: &str| word.parse::<usize>().ok().filter(|n| *n <= 1000).ok_or_else(unknown);
        Ok(match words[..] {
            ["relu"] => Box::new(Relu::new()),
            ["sigmoid"] => Box::new(Sigmoid::new()),
            ["tanh"] => Box::new(Tanh::new()),
            ["affine"] => {
                let features: usize = self.shape.iter().product();
                let w = self.array("W", |shape| shape.len() == 2 && shape[0] == features)?;
                let b = self.array("b", |shape| shape == [w.shape()[1]])?;
                self.shape = b.shape().to_vec();
                Box::new(Affine::new(fixed(&w), fixed(&b)))
            }
            ["convolution", "stride", stride, "pad", pad] => {
                let (stride, pad) = (number(stride)?, number(pad)?);
                let before = self.shape.clone();
                let fits = |shape: &[usize]| match (&before[..], shape) {
                    (&[c, h, w], &[_, channels, fh, fw]) => {
                        let out = |size, filter| conv_output_size(size, filter, stride, pad).ok();
                        out(h, fh).zip(out(w, fw)).filter(|_| c == channels)
                    }
                    _ => None,
                };
                let w = self.array("W", |shape| fits(shape).is_some())?;
                let b = self.array("b", |shape| shape == [w.shape()[0]])?;
                let (height, width) = fits(w.shape()).expect("just checked");
                self.shape = vec![b.len(), height, width];
                Box::new(Convolution::new(fixed(&w), fixed(&b), stride, pad))
            }
            ["pooling", window, "stride", stride, "pad", pad] => {
                let (h, w) = window.split_once('×').ok_or_else(unknown)?;
                let (pool_h, pool_w, stride, pad) = (number(h)?, number(w)?, number(stride)?, number(pad)?);
                let out = |size, window| conv_output_size(size, window, stride, pad).map_err(|_| unknown());
                let [c, h, w] = self.shape[..] else { return Err(unknown()) };
                self.shape = vec![c, out(h, pool_h)?, out(w, pool_w)?];
                if pad >= pool_h.min(pool_w) {
                    return Err(unknown());
                }
                Box::new(Pooling::new(pool_h, pool_w, stride, pad))
            }
            ["dropout", ratio] => {
                let ratio = ratio.parse().ok().filter(|ratio| (0.0..=1.0).contains(ratio)).ok_or_else(unknown)?;
                Box::new(Dropout::new(ratio, ChaCha8Rng::seed_from_u64(0)))
            }
            ["batch", "normalization"] => Box::new(self.batch_normalization(self.shape.iter().product())?),
            ["batch", "normalization", "of", "channels"] => {
                let BatchNormalization { gamma, beta, running_mean, running_var, .. } =
                    self.batch_normalization(self.shape[0])?;
                let mut layer = BatchNorm2d::new(gamma, beta);
                (layer.pixels.running_mean, layer.pixels.running_var) = (running_mean, running_var);
                Box::new(layer)
            }
            _ => return Err(unknown()),
        })
    }

    fn batch_normalization(&mut self, features: usize) -> Result<BatchNormalization<f32>, ArchitectureError> {
        let fits = |shape: &[usize]| shape == [features];
        let mut layer = BatchNormalization::new(fixed(&self.array("gamma", fits)?), fixed(&self.array("beta", fits)?));
        layer.running_mean = fixed(&self.array("running_mean", fits)?);
        layer.running_var = fixed(&self.array("running_var", fits)?);
        Ok(layer)
    }

    /// The next array of that name: `W1`, then `W2` …
    fn array(&mut self, name: &'static str, fits: impl Fn(&[usize]) -> bool) -> Result<ArrayD<f64>, ArchitectureError> {
        let count = self.counts.entry(name).or_default();
        *count += 1;
        let key = format!("{name}{count}");
        let array = self.arrays.get(&key).ok_or_else(|| ArchitectureError::Missing(key.clone()))?;
        if !fits(array.shape()) {
            let (shape, expected) = (array.shape().to_vec(), format!("an input of shape {:?}", self.shape));
            return Err(ArchitectureError::Shape { key, shape, expected });
        }
        Ok(array.clone())
    }
}

/// In the precision of the network, with as many axes as were checked.
fn fixed<D: Dimension>(array: &ArrayD<f64>) -> Array<f32, D> {
    array.mapv(|x| x as f32).into_dimensionality().expect("as many axes as the shape")
}
