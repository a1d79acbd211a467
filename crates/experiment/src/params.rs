//! The book's `save_params` and `load_params`, for every network.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use common::{Network, Real};
use ndarray::ArrayD;
use weights::{Element, Tensor, Weights};

use crate::output::shown;
use crate::saved_network::ARCHITECTURE;
use crate::{Context, SavedNetwork, interrupt, write_atomically};

/// Saving and loading the parameters of a network, with the running statistics of batch normalization.
///
/// ```
/// use common::{Activation, MultiLayerNet, Network, WeightInit};
/// use experiment::SaveParams;
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// let mut network = || MultiLayerNet::<f32>::new(4, &[3], 2, Activation::Relu, WeightInit::He, &mut rng);
/// let (mut one, mut other) = (network(), network());
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("params.safetensors");
/// one.save_params(&path)?;
/// other.load_params(&path)?;
/// assert_eq!(one.param("W1").value, other.param("W1").value);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Book: `ch07/simple_convnet.py`.
pub trait SaveParams<A: Real + Element>: Network<A> {
    /// Writes the parameters as `.safetensors`, whole or not at all. The file names the layers, so that a
    /// [`SavedNetwork`](crate::SavedNetwork) can be made from it.
    ///
    /// # Errors
    /// If one is infinite or NaN, or the file cannot be written; an older file is then as it was.
    fn save_params(&mut self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        write_atomically(path, &bytes_of(self, BTreeMap::new(), path)?)
    }

    /// Reads the parameters from a file of any kind that [`Weights`] reads: `.safetensors`, `.npz`, the book's `.pkl`.
    ///
    /// # Errors
    /// If the file cannot be read, or has other keys or shapes than the network. The network is then as it was.
    fn load_params(&mut self, path: impl AsRef<Path>) -> Result<()> {
        self.set_params(&Weights::read(path)?)
    }

    /// Gives the network these parameters.
    ///
    /// # Errors
    /// If a key is missing or superfluous, or a shape differs. The network is then as it was.
    fn set_params(&mut self, weights: &Weights) -> Result<()> {
        weights.check(values(self).into_iter().map(|(key, value)| (key, value.shape().to_vec())).collect())?;
        assign(self, weights, "");
        Ok(())
    }
}

impl<A: Real + Element, N: Network<A> + ?Sized> SaveParams<A> for N {}

/// What a file of the network's parameters has in it.
fn bytes_of<A: Real + Element, N: Network<A> + ?Sized>(
    network: &mut N,
    mut metadata: BTreeMap<String, String>,
    path: &Path,
) -> Result<Vec<u8>> {
    metadata.extend(network.state().architecture.map(|text| (ARCHITECTURE.to_string(), text)));
    let tensors: Vec<Tensor> = values(network).iter().map(|(key, value)| Tensor::new(key, value)).collect();
    Ok(weights::to_bytes(&tensors, &metadata, path)?)
}

/// Says in the metadata of a file that its training was cut short.
const PARTIAL: &str = "partial";

impl Context {
    /// Saves what a training learned as `NAME.safetensors` beside its figures.
    ///
    /// A training that was cut short, by `--quick` or Ctrl-C, never replaces the weights of a full one: it writes
    /// `NAME_partial.safetensors` beside them, and says so.
    ///
    /// # Errors
    /// As [`SaveParams::save_params`].
    pub fn save_params<A: Real + Element>(&mut self, network: &mut dyn Network<A>, name: &str) -> Result<()> {
        if values(network).iter().any(|(_, value)| !value.iter().all(|x| Real::to_f64(*x).is_finite())) {
            self.say("the training diverged: there are no weights to save; try a smaller learning rate");
            return Ok(());
        }
        let mut path = self.out_dir().join(format!("{name}.safetensors"));
        let partial = self.is_quick() || interrupt::requested();
        let full = |weights: Weights| !weights.metadata.contains_key(PARTIAL);
        if partial && Weights::read(&path).is_ok_and(full) {
            let beside = self.out_dir().join(format!("{name}_partial.safetensors"));
            self.say(&format!("{} is of a full training and stays as it is", shown(&path)));
            path = beside;
        }
        let metadata = partial.then(|| (PARTIAL.to_string(), "true".to_string()));
        write_atomically(&path, &bytes_of(network, metadata.into_iter().collect(), &path)?)?;
        self.note_file(&path);
        Ok(())
    }
}

/// Parameters and buffers, copied.
pub(crate) fn values<A: Real, N: Network<A> + ?Sized>(network: &mut N) -> Vec<(String, ArrayD<A>)> {
    let mut values: Vec<_> = network.params().into_iter().map(|param| (param.key, param.value.to_owned())).collect();
    values.extend(network.state().buffers.into_iter().map(|(key, value)| (key, value.to_owned())));
    values
}

/// Gives a network the arrays whose names are `prefix` and its own; they were checked.
pub(crate) fn assign<A: Real, N: Network<A> + ?Sized>(network: &mut N, weights: &Weights, prefix: &str) {
    let assign = |key: &str, mut target: ndarray::ArrayViewMutD<'_, A>| {
        target.zip_mut_with(&weights.arrays[&format!("{prefix}{key}")], |target, &value| *target = A::of(value));
    };
    network.params().into_iter().for_each(|param| assign(&param.key, param.value.0));
    network.state().buffers.into_iter().for_each(|(key, value)| assign(&key, value));
}

/// The flag `--weights`.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Trained {
    /// Weights as .safetensors, .npz or .pkl (the book's), gzipped or not [default: those that ship with the chapter]
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
}

impl Trained {
    /// The user's weights, or else those that were compiled in as `shipped`.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn or_shipped(&self, shipped: &[u8]) -> Result<Weights> {
        Ok(match &self.weights {
            Some(path) => Weights::read(path)?,
            None => Weights::from_bytes(shipped, "the weights that ship")?,
        })
    }

    /// The network of the user's weights, of whatever layers and sizes, or else of those that were compiled in.
    ///
    /// # Errors
    /// If the file cannot be read, or is of no network for images of 28×28.
    pub fn network(&self, shipped: &[u8]) -> Result<SavedNetwork> {
        SavedNetwork::new(&self.or_shipped(shipped)?)
    }

    /// The weights of the first layer, whatever the network: filters (FN, C, FH, FW), or (D, M).
    ///
    /// # Errors
    /// If the file cannot be read, or has no `W1`.
    pub fn w1(&self, shipped: &[u8]) -> Result<ArrayD<f32>> {
        let weights = self.or_shipped(shipped)?;
        let w1 = weights.arrays.get("W1");
        Ok(w1.with_context(|| format!("{} has no `W1`", weights.path().display()))?.mapv(|w| w as f32))
    }

    /// Whether the user brought weights.
    pub fn is_users(&self) -> bool {
        self.weights.is_some()
    }
}

impl fmt::Display for Trained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.weights {
            Some(path) => write!(f, "{}", path.display()),
            None => f.write_str("those that ship with the chapter"),
        }
    }
}
