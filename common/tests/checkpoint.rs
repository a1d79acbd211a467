//! Trainings that are interrupted and resumed: the same bytes as without interruption, and what is refused.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use common::{
    Activation, Checkpoint, CheckpointError, MultiLayerNetExtend, Network, Optimizer, OptimizerKind, Targets,
    TrainError, Trainer, TrainerOptions, WeightInit, save_weights,
};
use ndarray::{Array1, Array2};
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

type Data = (Array2<f32>, Targets<f32>);
type Net = MultiLayerNetExtend<f32>;

const EPOCHS: usize = 5;

/// 40 samples in two classes: whether the sum of the features is positive.
fn data(shift: f32) -> Data {
    let x = Array2::from_shape_fn((40, 6), |(n, i)| ((n * 7 + i * 13) % 19) as f32 / 9.0 - 1.0 + shift);
    let labels = x.rows().into_iter().map(|row| usize::from(row.sum() > 0.0)).collect::<Array1<_>>();
    (x, labels.into())
}

/// With everything that a checkpoint has to hold: running statistics, and masks drawn at random.
fn net(hidden: usize, seed: u64) -> Net {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    MultiLayerNetExtend::new(6, &[hidden; 2], 2, Activation::Relu, WeightInit::He, &mut rng)
        .with_batch_norm()
        .with_dropout(0.3, &mut rng)
}

fn options(optimizer: OptimizerKind) -> TrainerOptions {
    // The 40 samples make six whole batches of six.
    TrainerOptions { epochs: EPOCHS, mini_batch_size: 6, optimizer, learning_rate: 0.02, ..Default::default() }
}

fn trainer<'a>(
    (x, t): &'a Data,
    network: Net,
    options: TrainerOptions,
    seed: u64,
) -> Result<Trainer<'a, f32, Net, Array2<f32>>, TrainError> {
    Trainer::new(network, (x, t), (x, t), options, ChaCha8Rng::seed_from_u64(seed))
}

/// All that a training leaves, as bytes.
fn result(trainer: &mut Trainer<'_, f32, Net, Array2<f32>>, folder: &Path) -> (Vec<u8>, Vec<Vec<u64>>) {
    let path = folder.join("weights.safetensors");
    save_weights(&mut trainer.network, &path).unwrap();
    let curves = [&trainer.train_loss_list, &trainer.train_acc_list, &trainer.test_acc_list];
    (fs::read(path).unwrap(), curves.map(|curve| curve.iter().map(|x| x.to_bits()).collect()).to_vec())
}

/// Trains to the end; what `at_epoch` gets is between two epochs.
fn run(
    trainer: &mut Trainer<'_, f32, Net, Array2<f32>>,
    mut at_epoch: impl FnMut(&mut Trainer<'_, f32, Net, Array2<f32>>),
) {
    while trainer.step().unwrap().is_some() {
        if trainer.is_between_epochs() {
            at_epoch(trainer);
        }
    }
}

#[test]
fn a_resumed_training_ends_with_the_same_bytes_after_whichever_epoch_it_stopped() {
    let (data, folder) = (data(0.0), tempfile::tempdir().unwrap());
    let file = |epoch: usize| folder.path().join(format!("{epoch}.safetensors"));
    for kind in OptimizerKind::ALL {
        let mut through = trainer(&data, net(8, 1), options(kind), 2).unwrap();
        through.save_checkpoint(file(0)).unwrap();
        run(&mut through, |trainer| trainer.save_checkpoint(file(trainer.train_acc_list.len())).unwrap());
        let expected = result(&mut through, folder.path());
        assert_eq!((expected.1[0].len(), expected.1[1].len()), (30, EPOCHS));
        for epoch in 0..=EPOCHS {
            // The weights that it begins with come from the file, too.
            let mut resumed = trainer(&data, net(8, 77), options(kind), 2).unwrap();
            resumed.resume(file(epoch)).unwrap();
            assert_eq!(resumed.train_acc_list.len(), epoch);
            run(&mut resumed, |trainer| {
                let again = folder.path().join("again.safetensors");
                trainer.save_checkpoint(&again).unwrap();
                let (again, once) = (fs::read(again).unwrap(), fs::read(file(trainer.train_acc_list.len())).unwrap());
                assert!(again == once, "{kind}: the checkpoints differ");
            });
            assert!(result(&mut resumed, folder.path()) == expected, "{kind}, after epoch {epoch}");
        }
    }
}

#[test]
fn a_changed_learning_rate_is_kept_and_an_unfinished_last_epoch_is_the_end() {
    let (data, folder) = (data(0.0), tempfile::tempdir().unwrap());
    let path = folder.path().join("c.safetensors");
    let options = TrainerOptions { iterations: Some(9), ..options(OptimizerKind::Momentum) };
    let mut one = trainer(&data, net(4, 1), options.clone(), 2).unwrap();
    run(&mut one, |trainer| {
        *trainer.optimizer.learning_rate_mut() = 0.1 + 0.2;
        trainer.save_checkpoint(&path).unwrap();
    });
    let mut other = trainer(&data, net(4, 1), options, 2).unwrap();
    other.resume(&path).unwrap();
    assert_eq!((other.iteration(), *other.optimizer.learning_rate_mut()), (9, 0.1 + 0.2));
    assert_eq!(other.step(), Ok(None));
}

#[test]
fn another_training_is_refused_and_the_difference_named() {
    let ((data, other_data), folder) = ((data(0.0), data(0.5)), tempfile::tempdir().unwrap());
    let path = folder.path().join("c.safetensors");
    let adam = || options(OptimizerKind::Adam);
    let make = |data, hidden, options, seed, dropout: &str| {
        let mut trainer = trainer(data, net(hidden, 1), options, seed).unwrap();
        trainer.told.push(("--dropout".into(), dropout.into()));
        trainer
    };
    let mut saved = make(&data, 8, adam(), 2, "0.3");
    run(&mut saved, |trainer| trainer.save_checkpoint(&path).unwrap());

    for (mut other, expected) in [
        (make(&data, 8, adam(), 2, "0.4"), "with --dropout 0.3, this one has 0.4"),
        (trainer(&data, net(8, 1), adam(), 2).unwrap(), "with --dropout 0.3, this one has none"),
        (make(&data, 8, TrainerOptions { epochs: 7, ..adam() }, 2, "0.3"), "with epochs 5, this one has 7"),
        (make(&data, 8, options(OptimizerKind::Sgd), 2, "0.3"), "with optimizer Adam, this one has SGD"),
        (make(&data, 8, adam(), 3, "0.3"), "with random numbers for batches "),
        (make(&other_data, 8, adam(), 2, "0.3"), "with test data 40 samples of checksum "),
        (make(&data, 9, adam(), 2, "0.3"), "`network.W1` has shape [6, 8], the network's has [6, 9]"),
    ] {
        let before = result(&mut other, folder.path());
        let error = other.resume(&path).unwrap_err().to_string();
        assert!(error.contains("c.safetensors") && error.contains(expected), "{error}");
        assert!(result(&mut other, folder.path()) == before, "{expected}: it is as it was");
    }
}

#[test]
fn other_files_are_refused() {
    let (data, folder) = (data(0.0), tempfile::tempdir().unwrap());
    let path = folder.path().join("c.safetensors");
    let mut trainer = trainer(&data, net(3, 1), options(OptimizerKind::Adam), 2).unwrap();
    assert!(trainer.resume(&path).unwrap_err().to_string().starts_with("cannot read"));

    save_weights(&mut trainer.network, &path).unwrap();
    let error = trainer.resume(&path).unwrap_err().to_string();
    assert!(error.ends_with("it has arrays, but nothing of a training"), "{error}");

    fs::write(&path, "P6 10 10 255 and pixels").unwrap();
    assert!(matches!(trainer.resume(&path), Err(CheckpointError::Weights(_))));

    fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
    let error = trainer.resume(&path).unwrap_err().to_string();
    assert!(error.contains("more than 67108864 bytes"), "{error}");
}

#[test]
fn what_is_no_number_is_not_saved() {
    let (data, folder) = (data(0.0), tempfile::tempdir().unwrap());
    let path = folder.path().join("c.safetensors");
    let mut trainer = trainer(&data, net(3, 1), options(OptimizerKind::Adam), 2).unwrap();
    trainer.save_checkpoint(&path).unwrap();
    let before = fs::read(&path).unwrap();
    trainer.network.parameters()[2].value.fill(f32::NAN);
    let error = trainer.save_checkpoint(&path).unwrap_err().to_string();
    assert!(error.ends_with("`network.gamma1` has a value that is infinite or no number"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
#[should_panic(expected = "in the middle of an epoch, after 1 iterations")]
fn a_checkpoint_within_an_epoch_panics() {
    let data = data(0.0);
    let mut trainer = trainer(&data, net(3, 1), options(OptimizerKind::Sgd), 2).unwrap();
    trainer.step().unwrap();
    let _ = trainer.save_checkpoint("never written");
}

/// Curves of other lengths than a trainer makes, under a checksum that is right.
#[test]
fn curves_that_do_not_end_with_an_epoch_are_refused() {
    let (data, folder) = (data(0.0), tempfile::tempdir().unwrap());
    let path = folder.path().join("c.safetensors");
    let mut forger = trainer(&data, net(3, 1), options(OptimizerKind::Sgd), 2).unwrap();
    for (losses, accuracies) in [(6, 2), (6, 0), (36, 6)] {
        forger.train_loss_list = vec![0.5; losses];
        forger.train_acc_list = vec![0.5; accuracies];
        forger.test_acc_list = vec![0.5; accuracies];
        forger.save_checkpoint(&path).unwrap();
        let mut honest = trainer(&data, net(3, 1), options(OptimizerKind::Sgd), 2).unwrap();
        let error = honest.resume(&path).unwrap_err().to_string();
        assert!(error.ends_with("its curves do not end with an epoch"), "{error}");
    }
}

/// A small training of one's own, and the bytes of its checkpoint.
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

    fn checkpoint(&mut self) -> Checkpoint<'_, f32, Net> {
        let Small { network, optimizer, rng, losses } = self;
        Checkpoint::new(network).optimizer(&mut **optimizer).rng("all", rng).list("losses", losses).told([("η", 0.1)])
    }

    fn saved(&mut self) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.safetensors");
        self.checkpoint().save(&path).unwrap();
        fs::read(path).unwrap()
    }

    fn resume_from(&mut self, bytes: &[u8]) -> Result<(), CheckpointError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.safetensors");
        fs::write(&path, bytes).unwrap();
        self.checkpoint().resume(path)
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
    other.resume_from(&bytes).unwrap();
    assert!(other.saved() == bytes);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

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
            Ok(()) => prop_assert!(other.saved() == *ORIGINAL),
            Err(_) => prop_assert!(other.saved() == *BEFORE),
        }
    }
}
