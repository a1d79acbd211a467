//! Trainings that are interrupted and resumed: the same bytes as without interruption, and what is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use common::{
    Activation, Extensions, MultiLayerNetExtend, Network, Optimizer, OptimizerKind, Samples, Targets, Trainer,
    TrainerOptions, WeightInit, tensor,
};
use experiment::{CheckpointError, SaveParams, TrainingState};
use ndarray::{Array1, Array2};
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

type Net = MultiLayerNetExtend<f32>;

const EPOCHS: usize = 5;
/// The 40 samples make six whole batches of six.
const ITER_PER_EPOCH: usize = 6;

/// 40 samples in two classes: whether the sum of the features is positive.
fn data() -> (Samples<f32>, Targets<f32>) {
    let x = Array2::from_shape_fn((40, 6), |(n, i)| ((n * 7 + i * 13) % 19) as f32 / 9.0 - 1.0);
    let labels = x.rows().into_iter().map(|row| usize::from(row.sum() > 0.0)).collect::<Array1<_>>();
    (tensor(x).into(), labels.into())
}

/// With everything that a checkpoint has to hold: running statistics, and masks drawn at random.
fn net(hidden: usize, seed: u64) -> Net {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let extensions = Extensions { dropout_ratio: Some(0.3), use_batchnorm: true, ..Extensions::default() };
    MultiLayerNetExtend::new(6, &[hidden; 2], 2, Activation::Relu, WeightInit::He, extensions, &mut rng)
}

fn trainer<'a>(
    (x, t): &'a (Samples<f32>, Targets<f32>),
    network: &'a mut Net,
    optimizer: OptimizerKind,
    seed: u64,
) -> Trainer<'a> {
    let options =
        TrainerOptions { epochs: EPOCHS, mini_batch_size: 6, optimizer, learning_rate: 0.02, ..Default::default() };
    Trainer::new(network, (x, t), (x, t), options, ChaCha8Rng::seed_from_u64(seed)).unwrap()
}

fn settings<const K: usize>(settings: [(&str, &str); K]) -> BTreeMap<String, String> {
    settings.map(|(name, value)| (name.to_string(), value.to_string())).into()
}

fn save(trainer: &mut Trainer<'_>, path: &Path) {
    let iteration = trainer.train_loss_list.len();
    TrainingState::from(trainer).save(path, iteration, &settings([])).unwrap();
}

fn resume(trainer: &mut Trainer<'_>, path: &Path) -> Result<usize, CheckpointError> {
    TrainingState::from(trainer).resume(path, &settings([]))
}

/// All that a training leaves, as bytes.
fn result(trainer: &mut Trainer<'_>, folder: &Path) -> (Vec<u8>, Vec<Vec<u64>>) {
    let path = folder.join("params.safetensors");
    trainer.network.save_params(&path).unwrap();
    let curves = [&trainer.train_loss_list, &trainer.train_acc_list, &trainer.test_acc_list];
    (fs::read(path).unwrap(), curves.map(|curve| curve.iter().map(|x| x.to_bits()).collect()).to_vec())
}

/// Trains to the end; what `each` gets is between two iterations, as the frame of the trainings saves it.
fn run(trainer: &mut Trainer<'_>, mut each: impl FnMut(&mut Trainer<'_>)) {
    while trainer.train_loss_list.len() < trainer.max_iter() {
        trainer.train_step().unwrap();
        each(trainer);
    }
}

#[test]
fn a_resumed_training_ends_with_the_same_bytes_after_whichever_iteration_it_stopped() {
    let (data, folder) = (data(), tempfile::tempdir().unwrap());
    let file = |iteration: usize| folder.path().join(format!("{iteration}.safetensors"));
    for kind in OptimizerKind::ALL {
        let mut network = net(8, 1);
        let mut through = trainer(&data, &mut network, kind, 2);
        save(&mut through, &file(0));
        run(&mut through, |trainer| save(trainer, &file(trainer.train_loss_list.len())));
        let expected = result(&mut through, folder.path());
        assert_eq!((expected.1[0].len(), expected.1[1].len()), (EPOCHS * ITER_PER_EPOCH, EPOCHS));
        // Between epochs and in the middle of them.
        for iteration in (0..=EPOCHS * ITER_PER_EPOCH).filter(|i| i % ITER_PER_EPOCH != 3) {
            // The weights that it begins with come from the file, too, and all that is random.
            let mut network = net(8, 77);
            let mut resumed = trainer(&data, &mut network, kind, 78);
            assert_eq!(resume(&mut resumed, &file(iteration)).unwrap(), iteration);
            assert_eq!(resumed.train_acc_list.len(), iteration.div_ceil(ITER_PER_EPOCH));
            run(&mut resumed, |trainer| {
                let iteration = trainer.train_loss_list.len();
                if iteration % ITER_PER_EPOCH < 2 {
                    let again = folder.path().join("again.safetensors");
                    save(trainer, &again);
                    let (again, once) = (fs::read(again).unwrap(), fs::read(file(iteration)).unwrap());
                    assert!(again == once, "{kind}: the checkpoints differ");
                }
            });
            assert!(result(&mut resumed, folder.path()) == expected, "{kind}, after iteration {iteration}");
        }
    }
}

#[test]
fn a_changed_learning_rate_is_kept() {
    let (data, folder) = (data(), tempfile::tempdir().unwrap());
    let path = folder.path().join("c.safetensors");
    let (mut network, mut other) = (net(4, 1), net(4, 1));
    let mut one = trainer(&data, &mut network, OptimizerKind::Momentum, 2);
    *one.optimizer.learning_rate_mut() = 0.1 + 0.2;
    run(&mut one, |trainer| save(trainer, &path));
    let mut other = trainer(&data, &mut other, OptimizerKind::Momentum, 2);
    assert_eq!(resume(&mut other, &path).unwrap(), EPOCHS * ITER_PER_EPOCH);
    assert_eq!(*other.optimizer.learning_rate_mut(), 0.1 + 0.2);
}

/// Two networks with an optimizer each, as in a comparison of optimizers.
#[test]
fn several_networks_are_kept_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.safetensors");
    let mut saved = [Small::new(1), Small::new(2)];
    let mut resumed = [Small::new(3), Small::new(4)];
    {
        let [one, two] = &mut saved;
        let state = TrainingState::new(&mut one.network, &mut one.rng).optimizer(&mut *one.optimizer);
        state.network(&mut two.network).optimizer(&mut *two.optimizer).save(&path, 7, &settings([])).unwrap();
    }
    {
        let [one, two] = &mut resumed;
        let state = TrainingState::new(&mut one.network, &mut one.rng).optimizer(&mut *one.optimizer);
        let state = state.network(&mut two.network).optimizer(&mut *two.optimizer);
        assert_eq!(state.resume(&path, &settings([])).unwrap(), 7);
    }
    for (saved, resumed) in saved.iter_mut().zip(&mut resumed) {
        assert_eq!(saved.network.param("W1").value, resumed.network.param("W1").value);
        assert_eq!(saved.network.state().rngs, resumed.network.state().rngs);
    }
}

#[test]
fn another_training_is_refused_and_the_difference_named() {
    let (data, folder) = (data(), tempfile::tempdir().unwrap());
    let path = folder.path().join("c.safetensors");
    let of_saved =
        [("--dropout", "0.3"), ("--epochs", "5"), ("--optimizer", "Adam"), ("--seed", "2"), ("digits", "40")];
    let with = |name: &str, value: &str| {
        let mut settings = settings(of_saved);
        settings.insert(name.into(), value.into());
        settings
    };
    let without = |name: &str| {
        let mut settings = settings(of_saved);
        settings.remove(name);
        settings
    };
    let mut network = net(8, 1);
    let mut saved = trainer(&data, &mut network, OptimizerKind::Adam, 2);
    run(&mut saved, |_| ());
    TrainingState::from(&mut saved).save(&path, 30, &settings(of_saved)).unwrap();

    let (same, adam) = (|| settings(of_saved), OptimizerKind::Adam);
    for (hidden, optimizer, settings, expected) in [
        (8, adam, with("--dropout", "0.4"), "with --dropout 0.3, this one has 0.4"),
        (8, adam, without("--dropout"), "with --dropout 0.3, this one has none"),
        (8, adam, with("--momentum", "0.9"), "with --momentum none, this one has 0.9"),
        (8, adam, with("--epochs", "7"), "with --epochs 5, this one has 7"),
        (8, adam, with("--optimizer", "SGD"), "with --optimizer Adam, this one has SGD"),
        (8, adam, with("--seed", "3"), "with --seed 2, this one has 3"),
        (8, adam, with("digits", "41"), "with digits 40, this one has 41"),
        (9, adam, same(), "`network0.W1` has shape [6, 8], the network's has [6, 9]"),
        (8, OptimizerKind::Sgd, same(), "has `optimizer0.m.W1` of shape [6, 8], which the network lacks"),
    ] {
        let mut network = net(hidden, 1);
        let mut other = trainer(&data, &mut network, optimizer, 2);
        let before = result(&mut other, folder.path());
        let error = TrainingState::from(&mut other).resume(&path, &settings).unwrap_err().to_string();
        assert!(error.contains("c.safetensors") && error.contains(expected), "{error}");
        assert!(result(&mut other, folder.path()) == before, "{expected}: it is as it was");
    }
}

#[test]
fn other_files_are_refused() {
    let (data, folder) = (data(), tempfile::tempdir().unwrap());
    let path = folder.path().join("c.safetensors");
    let mut network = net(3, 1);
    let mut trainer = trainer(&data, &mut network, OptimizerKind::Adam, 2);
    assert!(resume(&mut trainer, &path).unwrap_err().to_string().starts_with("cannot read"));

    trainer.network.save_params(&path).unwrap();
    let error = resume(&mut trainer, &path).unwrap_err().to_string();
    assert!(error.ends_with("it has arrays, but nothing of a training"), "{error}");

    fs::write(&path, "P6 10 10 255 and pixels").unwrap();
    assert!(matches!(resume(&mut trainer, &path), Err(CheckpointError::Weights(_))));

    fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
    let error = resume(&mut trainer, &path).unwrap_err().to_string();
    assert!(error.contains("more than 67108864 bytes"), "{error}");
}

#[test]
fn what_is_not_finite_is_not_saved() {
    let (data, folder) = (data(), tempfile::tempdir().unwrap());
    let path = folder.path().join("c.safetensors");
    let mut network = net(3, 1);
    let mut trainer = trainer(&data, &mut network, OptimizerKind::Adam, 2);
    save(&mut trainer, &path);
    let before = fs::read(&path).unwrap();
    trainer.network.param("gamma1").value.fill(f32::NAN);
    let error = TrainingState::from(&mut trainer).save(&path, 0, &settings([])).unwrap_err().to_string();
    assert!(error.ends_with("`network0.gamma1` has a value that is infinite or NaN"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

/// Of other counts than a training makes, under a checksum that is right.
#[test]
fn counts_that_make_no_sense_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.safetensors");
    let mut honest = Small::new(2);
    let before = honest.saved();
    for forge in [
        // So many iterations that counting on would overflow.
        |Small { network, optimizer, rng, losses }: &mut Small, path: &Path| {
            let state = TrainingState::new(network, rng).optimizer(&mut **optimizer).lists([losses]);
            state.save(path, usize::MAX, &settings([("η", "0.1")]))
        },
        |Small { network, optimizer, rng, losses }: &mut Small, path: &Path| {
            optimizer.state_mut().updates = u64::MAX;
            let state = TrainingState::new(network, rng).optimizer(&mut **optimizer).lists([losses]);
            state.save(path, 3, &settings([("η", "0.1")]))
        },
        // An optimizer less, and a generator less.
        |Small { network, rng, losses, .. }: &mut Small, path: &Path| {
            TrainingState::new(network, rng).lists([losses]).save(path, 3, &settings([("η", "0.1")]))
        },
        |Small { optimizer, rng, losses, .. }: &mut Small, path: &Path| {
            let (activation, init) = (Activation::Relu, WeightInit::He);
            let extensions = Extensions { use_batchnorm: true, ..Extensions::default() };
            let mut network = Net::new(6, &[2; 2], 2, activation, init, extensions, rng);
            let state = TrainingState::new(&mut network, rng).optimizer(&mut **optimizer).lists([losses]);
            state.save(path, 3, &settings([("η", "0.1")]))
        },
    ] {
        forge(&mut Small::new(1), &path).unwrap();
        let error = honest.state().resume(&path, &settings([("η", "0.1")])).unwrap_err().to_string();
        assert!(error.ends_with("the state of an optimizer or of a random generator makes no sense"), "{error}");
        assert!(honest.saved() == before);
    }
}

/// A small training written out, and the bytes of its checkpoint.
struct Small {
    network: Net,
    optimizer: Box<dyn Optimizer<f32>>,
    rng: ChaCha8Rng,
    losses: Vec<f64>,
}

impl Small {
    fn new(seed: u64) -> Self {
        let (network, optimizer) = (net(2, seed), OptimizerKind::Adam.build(0.1));
        Small { network, optimizer, rng: ChaCha8Rng::seed_from_u64(5), losses: vec![0.25; 3] }
    }

    fn state(&mut self) -> TrainingState<'_, f32> {
        let Small { network, optimizer, rng, losses } = self;
        TrainingState::new(network, rng).optimizer(&mut **optimizer).lists([losses])
    }

    fn saved(&mut self) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.safetensors");
        self.state().save(&path, 3, &settings([("η", "0.1")])).unwrap();
        fs::read(path).unwrap()
    }

    fn resume_from(&mut self, bytes: &[u8]) -> Result<usize, CheckpointError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.safetensors");
        fs::write(&path, bytes).unwrap();
        self.state().resume(&path, &settings([("η", "0.1")]))
    }
}

/// Times of files are never compared: `clippy.toml` forbids to ask for them.
#[test]
fn a_clock_that_was_set_back_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (path, leftover) = (folder.path().join("c.safetensors"), folder.path().join(".c.safetensors.killed.part"));
    let mut small = Small::new(1);
    // In the year 2037, and in 1970.
    for seconds in [2_114_380_800, 1] {
        small.state().save(&path, 3, &settings([])).unwrap();
        for file in [&path, &leftover] {
            let file = fs::File::options().append(true).create(true).open(file).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
        }
        assert_eq!(small.state().resume(&path, &settings([])).unwrap(), 3);
        small.state().save(&path, 4, &settings([])).unwrap();
        assert_eq!(small.state().resume(&path, &settings([])).unwrap(), 4);
        assert!(!leftover.exists(), "what a killed process left is removed");
    }
}

#[test]
fn a_checkpoint_that_was_cut_off_is_refused_wherever_it_ends() {
    let bytes = Small::new(1).saved();
    let mut other = Small::new(2);
    let before = other.saved();
    for length in (0..bytes.len()).step_by(13).chain([bytes.len() - 1]) {
        other.resume_from(&bytes[..length]).expect_err("cut off");
    }
    assert!(other.saved() == before);
    assert_eq!(other.resume_from(&bytes).unwrap(), 3);
    assert!(other.saved() == bytes);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    /// Changed bytes are found, or change nothing (blanks behind the header).
    #[test]
    fn a_changed_checkpoint_is_never_taken_for_another(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        static ORIGINAL: LazyLock<Vec<u8>> = LazyLock::new(|| Small::new(1).saved());
        static BEFORE: LazyLock<Vec<u8>> = LazyLock::new(|| Small::new(2).saved());
        let (mut other, mut bytes) = (Small::new(2), ORIGINAL.clone());
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        match other.resume_from(&bytes) {
            Ok(iteration) => prop_assert!(iteration == 3 && other.saved() == *ORIGINAL),
            Err(_) => prop_assert!(other.saved() == *BEFORE),
        }
    }
}
