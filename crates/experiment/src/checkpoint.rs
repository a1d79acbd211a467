//! The state of a training as a file, and back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use common::{Network, Optimizer, Real, Trainer};
use ndarray::{ArrayD, ArrayView1, arr0};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use weights::{Element, Tensor, Weights, WeightsError, shown};

use crate::params::{assign, values};
use crate::write_atomically;

/// More updates or iterations than any training makes; below it, counting on cannot overflow.
const MOST: u64 = 1 << 53;

/// Why a training cannot be continued.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The file cannot be read, is not one of arrays, or of others than this training has.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// The file is damaged, or was changed.
    #[error("{path} is not a checkpoint: {reason}", path = path.display())]
    Damaged {
        /// Of the file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The training that was saved had another setting.
    #[error("{path} is of a training with {name} {saved}, this one has {now}", path = path.display())]
    Differs {
        /// Of the file.
        path: PathBuf,
        /// The setting: `--batch-size`.
        name: String,
        /// Its value in the training that was saved.
        saved: String,
        /// Its value in this one.
        now: String,
    },
}

/// All that a training changes, borrowed to be saved or restored: with it a training draws, computes and ends with the
/// same bytes as one that ran through.
pub struct TrainingState<'a, A: Real> {
    networks: Vec<&'a mut dyn Network<A>>,
    optimizers: Vec<&'a mut dyn Optimizer<A>>,
    rngs: Vec<&'a mut ChaCha8Rng>,
    lists: Vec<&'a mut Vec<f64>>,
}

impl<'a, A: Real> TrainingState<'a, A> {
    /// Of a training of one network, whose batches are drawn from `rng`.
    pub fn new(network: &'a mut dyn Network<A>, rng: &'a mut ChaCha8Rng) -> Self {
        TrainingState { networks: vec![network], optimizers: Vec::new(), rngs: vec![rng], lists: Vec::new() }
    }

    /// With another network that is trained beside it.
    pub fn network(mut self, network: &'a mut dyn Network<A>) -> Self {
        self.networks.push(network);
        self
    }

    /// Of several networks that are trained side by side on the same batches.
    pub fn side_by_side<N: Network<A> + 'a>(
        networks: impl IntoIterator<Item = &'a mut N>,
        rng: &'a mut ChaCha8Rng,
    ) -> Self {
        let networks = networks.into_iter().map(|network| network as &mut dyn Network<A>).collect();
        TrainingState { networks, optimizers: Vec::new(), rngs: vec![rng], lists: Vec::new() }
    }

    /// With what this optimizer remembers, and its learning rate. The k-th optimizer belongs to the k-th network.
    pub fn optimizer(mut self, optimizer: &'a mut dyn Optimizer<A>) -> Self {
        self.optimizers.push(optimizer);
        self
    }

    /// With these optimizers.
    pub fn optimizers(mut self, optimizers: impl IntoIterator<Item = &'a mut Box<dyn Optimizer<A>>>) -> Self {
        for optimizer in optimizers {
            self.optimizers.push(&mut **optimizer);
        }
        self
    }

    /// With the points of these curves so far.
    pub fn lists(mut self, lists: impl IntoIterator<Item = &'a mut Vec<f64>>) -> Self {
        self.lists.extend(lists);
        self
    }
}

impl<'a> TrainingState<'a, f32> {
    /// Of the trainings of these trainers.
    pub(crate) fn of_trainers<'b: 'a>(trainers: impl IntoIterator<Item = &'a mut Trainer<'b>>) -> Self {
        let mut state = TrainingState { networks: vec![], optimizers: vec![], rngs: vec![], lists: vec![] };
        for trainer in trainers {
            let Trainer { network, optimizer, rng, train_loss_list, train_acc_list, test_acc_list, .. } = trainer;
            state.rngs.push(rng);
            state = state.network(&mut **network).optimizer(&mut **optimizer);
            state = state.lists([train_loss_list, train_acc_list, test_acc_list]);
        }
        state
    }
}

impl<'a> From<&'a mut Trainer<'_>> for TrainingState<'a, f32> {
    fn from(trainer: &'a mut Trainer<'_>) -> Self {
        TrainingState::of_trainers([trainer])
    }
}

/// What the header of a file says beside names and shapes.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    settings: BTreeMap<String, String>,
    iteration: u64,
    /// Of each optimizer.
    updates: Vec<u64>,
    rngs: Vec<ChaCha8Rng>,
    /// Of the arrays and of the rest of the header.
    checksum: u32,
}

/// The header's key.
const KEY: &str = "training";

impl Header {
    /// The header in a file of weights, if both are whole.
    fn read(weights: &Weights, path: &Path) -> Result<Header, CheckpointError> {
        let damaged = |reason: &str| CheckpointError::Damaged { path: path.into(), reason: reason.into() };
        let header = weights.metadata.get(KEY).ok_or_else(|| damaged("it has arrays, but nothing of a training"))?;
        let header: Header = serde_json::from_str(header).map_err(|e| damaged(&e.to_string()))?;
        if header.checksum != header.checksum_with(weights.checksum) {
            return Err(damaged("its content does not have the checksum that it says"));
        }
        Ok(header)
    }

    /// Writes the file of a checkpoint, whole or not at all.
    fn write(mut self, tensors: &[Tensor], path: &Path) -> Result<()> {
        self.checksum = self.checksum_with(weights::checksum(tensors.iter().map(|tensor| (&*tensor.name, tensor))));
        let header = serde_json::to_string(&self).expect("text and numbers");
        write_atomically(path, &weights::to_bytes(tensors, &BTreeMap::from([(KEY.into(), header)]), path)?)
    }

    fn checksum_with(&self, arrays: u32) -> u32 {
        let Header { settings, iteration, updates, rngs, checksum: _ } = self;
        let text = serde_json::to_string(&(settings, iteration, updates, rngs, arrays)).expect("text and numbers");
        crc32fast::hash(text.as_bytes())
    }
}

impl<A: Real + Element> TrainingState<'_, A> {
    /// Writes the state after so many iterations. The file appears whole or not at all.
    ///
    /// # Errors
    /// If a value is infinite or NaN, or the file cannot be written; an older one is then as it was.
    pub fn save(mut self, path: &Path, iteration: usize, settings: &BTreeMap<String, String>) -> Result<()> {
        let tensors = self.tensors();
        let header = Header {
            settings: settings.clone(),
            iteration: iteration as u64,
            updates: self.optimizers.iter_mut().map(|optimizer| optimizer.state_mut().updates).collect(),
            rngs: self.generators().into_iter().map(|rng| rng.clone()).collect(),
            checksum: 0,
        };
        header.write(&tensors, path)
    }

    /// Reads a checkpoint and makes the training what it was then; returns the iterations that it had made.
    ///
    /// # Errors
    /// If the file cannot be read, is damaged, or is of another training. This one is then as it was.
    pub fn resume(mut self, path: &Path, settings: &BTreeMap<String, String>) -> Result<usize, CheckpointError> {
        let damaged = |reason: &str| CheckpointError::Damaged { path: path.into(), reason: reason.into() };
        let weights = Weights::read(path)?;
        let header = Header::read(&weights, path)?;
        compare(&header.settings, settings, path)?;
        let counts = [&header.iteration].into_iter().chain(&header.updates);
        if counts.into_iter().any(|&count| count > MOST)
            || header.updates.len() != self.optimizers.len()
            || header.rngs.len() != self.generators().len()
        {
            return Err(damaged("the state of an optimizer or of a random generator makes no sense"));
        }
        let mut shapes: BTreeMap<_, _> = self.tensors().into_iter().map(|tensor| (tensor.name, tensor.shape)).collect();
        for name in (0..self.lists.len()).map(list_name) {
            // A curve may have any length.
            if let Some([length]) = weights.arrays.get(&name).map(ArrayD::shape) {
                shapes.insert(name, vec![*length]);
            }
        }
        weights.check(shapes)?;
        let iteration = header.iteration as usize;
        self.restore(&weights, header);
        Ok(iteration)
    }

    fn restore(mut self, weights: &Weights, header: Header) {
        self.generators().into_iter().zip(header.rngs).for_each(|(rng, saved)| *rng = saved);
        for (i, network) in self.networks.iter_mut().enumerate() {
            assign(*network, weights, &network_prefix(i));
        }
        for (i, ((optimizer, network), updates)) in
            self.optimizers.into_iter().zip(self.networks).zip(header.updates).enumerate()
        {
            *optimizer.learning_rate_mut() = weights.arrays[&slot_name(i, LEARNING_RATE, "")].sum();
            let state = optimizer.state_mut();
            let slots = state.slots();
            state.updates = updates;
            let restored = |key: String| {
                let slot = |slot: &&str| weights.arrays[&slot_name(i, slot, &key)].mapv(A::of);
                (key.clone(), slots.iter().map(slot).collect())
            };
            state.arrays = network.params().into_iter().map(|param| restored(param.key)).collect();
        }
        for (i, list) in self.lists.into_iter().enumerate() {
            *list = weights.arrays[&list_name(i)].iter().copied().collect();
        }
    }

    /// What draws batches, and what draws inside the networks.
    fn generators(&mut self) -> Vec<&mut ChaCha8Rng> {
        let inside = self.networks.iter_mut().flat_map(|network| network.state().rngs.into_iter().map(|(_, rng)| rng));
        self.rngs.iter_mut().map(|rng| &mut **rng).chain(inside).collect()
    }

    /// The arrays of the file.
    fn tensors(&mut self) -> Vec<Tensor> {
        let mut tensors = Vec::new();
        for (i, network) in self.networks.iter_mut().enumerate() {
            let named = |(key, value): (String, ArrayD<A>)| Tensor::new(network_prefix(i) + &key, &value);
            tensors.extend(values(*network).into_iter().map(named));
        }
        for (i, (optimizer, network)) in self.optimizers.iter_mut().zip(&mut self.networks).enumerate() {
            tensors.push(Tensor::new(slot_name(i, LEARNING_RATE, ""), &arr0(*optimizer.learning_rate_mut())));
            let state = optimizer.state_mut();
            for param in network.params() {
                for (k, slot) in state.slots().iter().enumerate() {
                    let name = slot_name(i, slot, &param.key);
                    tensors.push(match state.arrays.get(&param.key) {
                        Some(arrays) => Tensor::new(name, &arrays[k]),
                        None => Tensor::new(name, &ArrayD::<A>::zeros(param.value.raw_dim())),
                    });
                }
            }
        }
        let list = |(i, list): (usize, &&mut Vec<f64>)| Tensor::new(list_name(i), &ArrayView1::from(&list[..]));
        tensors.extend(self.lists.iter().enumerate().map(list));
        tensors
    }
}

/// Names the first setting in which the two differ.
fn compare(
    saved: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
    path: &Path,
) -> Result<(), CheckpointError> {
    let value = |settings: &BTreeMap<String, String>, name: &str| match settings.get(name) {
        Some(value) => shown(value),
        None => "none".into(),
    };
    match now.keys().chain(saved.keys()).find(|&name| now.get(name) != saved.get(name)) {
        Some(name) => Err(CheckpointError::Differs {
            path: path.into(),
            name: shown(name),
            saved: value(saved, name),
            now: value(now, name),
        }),
        None => Ok(()),
    }
}

const LEARNING_RATE: &str = "learning_rate";

fn network_prefix(network: usize) -> String {
    format!("network{network}.")
}

fn slot_name(optimizer: usize, slot: &str, key: &str) -> String {
    format!("optimizer{optimizer}.{slot}.{key}")
}

fn list_name(list: usize) -> String {
    format!("list{list}")
}
