//! Long trainings that are interrupted, and go on as if they had not been.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ndarray::{ArrayD, ArrayView1, arr0};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::weights::{self, Tensor, Weights};
use crate::{Network, Optimizer, Parameter, Real, WeightsError};

/// More updates than any training makes; below it, counting on cannot overflow.
const MOST_UPDATES: u64 = 1 << 53;

/// Why a training cannot be saved, or continued.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The file cannot be read or written, is none of arrays, or of others than this training has.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// The file is damaged, or was changed.
    #[error("{path} is no checkpoint: {reason}", path = path.display())]
    Damaged {
        /// Of the file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The training that was saved was told something else.
    #[error("{path} is of a training with {name} {saved}, this one has {now}", path = path.display())]
    Differs {
        /// Of the file.
        path: PathBuf,
        /// Of what the two were told: `batch size`.
        name: String,
        /// What the training was told that was saved.
        saved: String,
        /// What this one is told.
        now: String,
    },
}

/// What a training changes, borrowed to be saved or restored.
///
/// A [`Checkpoint`] names all that a training changes. It saves that to a file, and restores it from there: then the
/// training draws, computes and ends with the same bytes as one that ran through. [`Trainer`](crate::Trainer) does it
/// by itself; with a loop of one's own it looks like this.
///
/// ```
/// use common::{Activation, Adam, Checkpoint, MultiLayerNet, Network, Optimizer, WeightInit, random_choice};
/// use ndarray::{Axis, array};
/// use rand_chacha::{ChaCha8Rng, rand_core::{Rng, SeedableRng}};
///
/// # let folder = tempfile::tempdir()?;
/// let path = folder.path().join("xor.checkpoint.safetensors");
/// let (x, t) = (array![[0., 0.], [0., 1.], [1., 0.], [1., 1.]], array![0, 1, 1, 0]);
/// let train = |epochs: usize, resume: bool| {
///     let mut rng = ChaCha8Rng::seed_from_u64(1);
///     let mut net = MultiLayerNet::<f64>::new(2, &[8], 2, Activation::Tanh, WeightInit::Xavier, &mut rng);
///     let (mut optimizer, mut losses) = (Adam::new(0.1), Vec::new());
///     if resume {
///         let checkpoint = Checkpoint::new(&mut net).optimizer(&mut optimizer).rng("batches", &mut rng);
///         checkpoint.list("losses", &mut losses).told([("data", "XOR")]).resume(&path)?;
///     }
///     while losses.len() < epochs {
///         net.reseed(rng.next_u64()); // once an epoch, if it has dropout
///         let batch = random_choice(4, 2, &mut rng);
///         losses.push(net.gradient(x.select(Axis(0), &batch).view(), &t.select(Axis(0), &batch).into()));
///         optimizer.update(&mut net.parameters());
///
///         let checkpoint = Checkpoint::new(&mut net).optimizer(&mut optimizer).rng("batches", &mut rng);
///         checkpoint.list("losses", &mut losses).told([("data", "XOR")]).save(&path)?;
///     }
///     Ok::<_, common::CheckpointError>(losses)
/// };
/// let losses = train(9, false)?;
/// train(5, false)?;
/// assert_eq!(train(9, true)?, losses);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The file is a `.safetensors` file of the arrays `network.W1` …, `optimizer.m.W1` …, `list.losses`; in its header
/// stand what the training was told, the state of the random generators, and a checksum. As for [weights](crate::Weights),
/// files come from strangers: they may have at most 64 MiB, and whatever is in them, the outcome is a training or an error.
#[must_use = "nothing happens before save or resume"]
pub struct Checkpoint<'a, A: Real, N: Network<A>> {
    network: &'a mut N,
    optimizer: Option<&'a mut dyn Optimizer<A>>,
    rngs: BTreeMap<&'static str, &'a mut ChaCha8Rng>,
    lists: BTreeMap<&'static str, &'a mut Vec<f64>>,
    told: BTreeMap<String, String>,
}

/// What the header of a file says beside names and shapes.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    told: BTreeMap<String, String>,
    rngs: BTreeMap<String, ChaCha8Rng>,
    /// Of the optimizer.
    updates: u64,
    /// Of the arrays and of this note, without the checksum.
    checksum: u32,
}

/// A file that was read and fits the training.
pub(crate) struct Saved {
    weights: Weights,
    note: Note,
}

impl<'a, A: Real, N: Network<A>> Checkpoint<'a, A, N> {
    /// Of this network: parameters and buffers. It must draw nothing at random, or only from generators that
    /// [`Network::reseed`] starts anew right after the moment of the checkpoint.
    pub fn new(network: &'a mut N) -> Self {
        let told = BTreeMap::from([("numbers".to_string(), std::any::type_name::<A>().to_string())]);
        Checkpoint { network, optimizer: None, rngs: BTreeMap::new(), lists: BTreeMap::new(), told }
    }

    /// With what this optimizer remembers, and its learning rate.
    pub fn optimizer(mut self, optimizer: &'a mut dyn Optimizer<A>) -> Self {
        self.optimizer = Some(optimizer);
        self
    }

    /// With how far this generator got. A training of another seed or stream is refused.
    pub fn rng(mut self, name: &'static str, rng: &'a mut ChaCha8Rng) -> Self {
        let seed: String = rng.get_seed().iter().map(|byte| format!("{byte:02x}")).collect();
        self.told.insert(format!("random numbers for {name}"), format!("{seed}/{}", rng.get_stream()));
        self.rngs.insert(name, rng);
        self
    }

    /// With the points of a curve so far; how many there are tells a training how far it got.
    pub fn list(mut self, name: &'static str, list: &'a mut Vec<f64>) -> Self {
        self.lists.insert(name, list);
        self
    }

    /// With what the training was told, by name: hyperparameters, number and [fingerprint](crate::fingerprint) of the
    /// samples. One that was told something else is refused.
    pub fn told<K: ToString, V: ToString>(mut self, told: impl IntoIterator<Item = (K, V)>) -> Self {
        self.told.extend(told.into_iter().map(|(name, value)| (name.to_string(), value.to_string())));
        self
    }

    /// Writes the checkpoint. The file appears whole or not at all.
    ///
    /// # Errors
    /// If a value is infinite or no number, or the file cannot be written; an older one is then as it was.
    pub fn save(mut self, path: impl AsRef<Path>) -> Result<(), CheckpointError> {
        let tensors = self.tensors();
        let mut note = Note {
            updates: self.optimizer.map_or(0, |optimizer| optimizer.state_mut().updates),
            rngs: self.rngs.into_iter().map(|(name, rng)| (name.to_string(), rng.clone())).collect(),
            told: self.told,
            checksum: 0,
        };
        note.checksum = note.checksum_with(weights::checksum(tensors.iter().map(|tensor| (&*tensor.name, tensor))));
        Ok(weights::write(tensors, Some(note.to_json()), path.as_ref())?)
    }

    /// Reads a checkpoint and makes the training what it was then.
    ///
    /// # Errors
    /// If the file cannot be read, is damaged, or is of another training. This one is then as it was.
    pub fn resume(mut self, path: impl AsRef<Path>) -> Result<(), CheckpointError> {
        let saved = self.read(path.as_ref())?;
        self.restore(saved);
        Ok(())
    }

    /// Reads a checkpoint that fits the training.
    pub(crate) fn read(&mut self, path: &Path) -> Result<Saved, CheckpointError> {
        let damaged = |reason: &str| CheckpointError::Damaged { path: path.into(), reason: reason.into() };
        let (weights, note, checksum) = weights::read_with_note(path)?;
        let note: Note = serde_json::from_str(&note).map_err(|e| damaged(&e.to_string()))?;
        if note.checksum != note.checksum_with(checksum) {
            return Err(damaged("its content does not have the checksum that it says"));
        }
        self.compare(&note.told, path)?;
        if note.updates > MOST_UPDATES || !self.rngs.keys().all(|&name| note.rngs.contains_key(name)) {
            return Err(damaged("the state of the optimizer or of a random generator makes no sense"));
        }
        let mut shapes: BTreeMap<_, _> = self.tensors().into_iter().map(|tensor| (tensor.name, tensor.shape)).collect();
        for name in self.lists.keys().map(|name| list_name(name)) {
            // A curve may have any length.
            if let Some([length]) = weights.arrays.get(&name).map(ArrayD::shape) {
                shapes.insert(name, vec![*length]);
            }
        }
        weights.check(shapes)?;
        Ok(Saved { weights, note })
    }

    /// Makes the training what it was.
    pub(crate) fn restore(self, Saved { weights, mut note }: Saved) {
        weights.assign(self.network, "network.");
        if let Some(optimizer) = self.optimizer {
            *optimizer.learning_rate_mut() = weights.arrays[LEARNING_RATE].sum();
            let state = optimizer.state_mut();
            let slots = state.slots();
            state.updates = note.updates;
            let restored = |Parameter { name, .. }: Parameter<'_, A>| {
                let slot = |slot| weights.arrays[&slot_name(slot, &name)].mapv(A::of);
                (name.clone(), slots.iter().copied().map(slot).collect())
            };
            state.arrays = self.network.parameters().into_iter().map(restored).collect();
        }
        for (name, list) in self.lists {
            *list = weights.arrays[&list_name(name)].iter().copied().collect();
        }
        for (name, rng) in self.rngs {
            *rng = note.rngs.remove(name).expect("checked when it was read");
        }
    }

    /// Names the first thing that the two were told differently.
    fn compare(&self, saved: &BTreeMap<String, String>, path: &Path) -> Result<(), CheckpointError> {
        let value = |told: &BTreeMap<String, String>, name: &str| match told.get(name) {
            Some(value) => weights::shown(value),
            None => "none".into(),
        };
        match self.told.keys().chain(saved.keys()).find(|&name| self.told.get(name) != saved.get(name)) {
            Some(name) => Err(CheckpointError::Differs {
                path: path.into(),
                name: weights::shown(name),
                saved: value(saved, name),
                now: value(&self.told, name),
            }),
            None => Ok(()),
        }
    }

    /// The arrays of the file.
    fn tensors(&mut self) -> Vec<Tensor> {
        let network = weights::values(self.network);
        let mut tensors: Vec<_> =
            network.iter().map(|(name, value)| Tensor::new(format!("network.{name}"), value)).collect();
        if let Some(optimizer) = &mut self.optimizer {
            tensors.push(Tensor::new(LEARNING_RATE.into(), &arr0(*optimizer.learning_rate_mut())));
            let state = optimizer.state_mut();
            for parameter in self.network.parameters() {
                for (i, slot) in state.slots().iter().enumerate() {
                    let name = slot_name(slot, &parameter.name);
                    tensors.push(match state.arrays.get(&parameter.name) {
                        Some(arrays) => Tensor::new(name, &arrays[i]),
                        None => Tensor::new(name, &ArrayD::<A>::zeros(parameter.value.raw_dim())),
                    });
                }
            }
        }
        tensors
            .extend(self.lists.iter().map(|(name, list)| Tensor::new(list_name(name), &ArrayView1::from(&list[..]))));
        tensors
    }
}

impl Saved {
    /// Number of points of a curve.
    pub(crate) fn list_len(&self, name: &str) -> usize {
        self.weights.arrays[&list_name(name)].len()
    }
}

impl Note {
    fn to_json(&self) -> String {
        serde_json::to_string(self).expect("text and numbers")
    }

    /// The checksum of this note and of arrays of this checksum.
    fn checksum_with(&self, arrays: u32) -> u32 {
        let Note { told, rngs, updates, checksum: _ } = self;
        crc32fast::hash(serde_json::to_string(&(told, rngs, updates, arrays)).expect("text and numbers").as_bytes())
    }
}

const LEARNING_RATE: &str = "optimizer.learning_rate";

fn slot_name(slot: &str, parameter: &str) -> String {
    format!("optimizer.{slot}.{parameter}")
}

fn list_name(name: &str) -> String {
    format!("list.{name}")
}
