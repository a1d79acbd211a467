//! A network made from a file of weights alone.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use common::{Network, Param, Sequential, SoftmaxWithLoss, State, Targets, Tensor};
use weights::Weights;

use crate::results::results_folders;

/// Where the list of the layers stands in the metadata of a file.
pub(crate) const ARCHITECTURE: &str = "architecture";

/// Images as the networks take them: channels, height, width.
const IMAGE: [usize; 3] = [1, 28, 28];

/// The networks of the book whose files do not say what they are: axes of their arrays `W1`, `W2` …, and their layers.
const BOOKS: [(&[usize], &str); 3] = [
    (&[2, 2, 2], "affine, sigmoid, affine, sigmoid, affine"),
    (&[4, 2, 2], "convolution stride 1 pad 0, relu, pooling 2×2 stride 2 pad 0, affine, relu, affine"),
    (
        &[4, 4, 4, 4, 4, 4, 2, 2],
        "convolution stride 1 pad 1, relu, convolution stride 1 pad 1, relu, pooling 2×2 stride 2 pad 0, \
         convolution stride 1 pad 1, relu, convolution stride 1 pad 2, relu, pooling 2×2 stride 2 pad 0, \
         convolution stride 1 pad 1, relu, convolution stride 1 pad 1, relu, pooling 2×2 stride 2 pad 0, \
         affine, relu, dropout 0.5, affine, dropout 0.5",
    ),
];

/// A network made from a file of weights alone: of this book, or trained by the user.
///
/// Its layers are those that the file names ([`Sequential::architecture`]). Files that do not say, such as the book's, are
/// told by the shapes of their arrays.
#[derive(Clone, Debug)]
pub struct SavedNetwork {
    /// The layers.
    pub layers: Sequential<f32>,
    last_layer: SoftmaxWithLoss<f32>,
}

impl SavedNetwork {
    /// The network of these weights, for images (N, 1, 28, 28).
    ///
    /// # Errors
    /// If they do not say which network they are of, or do not fit it.
    pub fn new(weights: &Weights) -> Result<Self> {
        let path = weights.path().display();
        let text = match weights.metadata.get(ARCHITECTURE) {
            Some(text) => text,
            None => guessed(weights).with_context(|| {
                format!("{path} does not say which layers it is of, and is of no network of the book")
            })?,
        };
        let layers = Sequential::from_architecture(text, &IMAGE, &weights.arrays)
            .with_context(|| format!("{path} cannot be made a network for images of 28×28"))?;
        Ok(SavedNetwork { layers, last_layer: SoftmaxWithLoss::new() })
    }
}

/// The layers of a network of the book, by the axes of the weights.
fn guessed(weights: &Weights) -> Option<&'static str> {
    let axes: Vec<usize> =
        (1..).map_while(|i| weights.arrays.get(&format!("W{i}"))).map(|array| array.ndim()).collect();
    BOOKS.into_iter().find(|(book, _)| *book == axes).map(|(_, text)| text)
}

impl Network<f32> for SavedNetwork {
    fn predict(&self, x: &Tensor<f32>) -> Tensor<f32> {
        self.layers.predict(x)
    }

    fn loss(&mut self, x: &Tensor<f32>, t: &Targets<f32>) -> f32 {
        let y = self.layers.predict(x);
        self.last_layer.forward(y, t)
    }

    fn gradient(&mut self, x: &Tensor<f32>, t: &Targets<f32>) -> f32 {
        let y = self.layers.forward(x, common::Mode::Train);
        let loss = self.last_layer.forward(y, t);
        self.layers.backward(self.last_layer.backward(1.0));
        loss
    }

    fn params(&mut self) -> Vec<Param<'_, f32>> {
        self.layers.params()
    }

    fn state(&mut self) -> State<'_, f32> {
        self.layers.state()
    }
}

/// The files of weights that trainings left in `figures/`, wherever that could be written to, in the order of their names.
pub fn trained_files() -> Vec<PathBuf> {
    let entries = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_weights = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.ends_with(".safetensors") && !name.ends_with(".checkpoint.safetensors") && !name.starts_with('.')
    };
    let chapters = results_folders().into_iter().flat_map(|folder| entries(&folder));
    let mut files: Vec<PathBuf> = chapters.flat_map(|chapter| entries(&chapter)).filter(is_weights).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use common::{Activation, MultiLayerNet, WeightInit, tensor};
    use ndarray::Array4;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    use super::*;
    use crate::SaveParams;

    #[test]
    fn a_saved_network_computes_what_it_did() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.safetensors");
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut network = MultiLayerNet::<f32>::new(784, &[7, 5], 10, Activation::Tanh, WeightInit::He, &mut rng);
        network.save_params(&path).unwrap();
        let saved = SavedNetwork::new(&Weights::read(&path).unwrap()).unwrap();
        let x = tensor(Array4::from_shape_fn((3, 1, 28, 28), |(n, _, i, j)| ((n + 3 * i + 5 * j) as f32).sin()));
        assert_eq!(saved.predict(&x), network.predict(&x));
    }

    #[test]
    fn a_file_that_does_not_say_what_it_is_of_is_refused() {
        let one = weights::Tensor::new("W1", &ndarray::Array2::<f32>::zeros((784, 10)));
        let bytes = weights::to_bytes(&[one], &Default::default(), "mine.safetensors").unwrap();
        let weights = Weights::from_bytes(&bytes, "mine.safetensors").unwrap();
        let error = SavedNetwork::new(&weights).unwrap_err().to_string();
        assert!(error.contains("mine.safetensors does not say which layers"), "{error}");
    }
}
