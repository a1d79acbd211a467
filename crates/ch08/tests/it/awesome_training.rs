use std::collections::BTreeMap;

use ch08::awesome_training::{AwesomeTraining, Recipe, augment};
use ch08::ensemble::Ensemble;
use ch08::{Augmentation, AwesomeConvNet};
use common::Network;
use experiment::{Format, Split};
use ndarray::{Array4, Axis};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

const RECIPE: Recipe = Recipe {
    epochs: 10,
    batch_size: 4,
    learning_rate: 0.5,
    augmentation: Augmentation { shift: 2.0, rotation: 10.0, scale: 0.1, shear: 0.1, elastic: 1.0 },
};

#[test]
fn the_learning_rate_rises_and_falls_to_nothing() {
    let rates = [0.0, 0.05, 0.1, 0.55, 1.0].map(|t| RECIPE.learning_rate(t));
    for (rate, expected) in rates.into_iter().zip([0.0, 0.25, 0.5, 0.25, 0.0]) {
        assert!((rate - expected).abs() < 1e-12, "{rates:?}");
    }
}

#[test]
fn deformations_fade_out_at_the_end() {
    let shifts = [0.0, 0.8, 0.9, 1.0].map(|t| RECIPE.augmentation(t).shift);
    for (shift, expected) in shifts.into_iter().zip([2.0, 2.0, 1.0, 0.0]) {
        assert!((shift - expected).abs() < 1e-12, "{shifts:?}");
    }
}

#[test]
fn an_image_is_deformed_by_its_own_stream_whatever_the_batch() {
    let original = Array4::from_shape_fn((6, 1, 28, 28), |(n, _, i, j)| ((n + 3 * i + j) % 11) as f32);
    let rng = ChaCha8Rng::seed_from_u64(1);
    let mut all = original.clone();
    augment(&mut all, &RECIPE.augmentation, &rng, 0);
    let mut rest = original.select(Axis(0), &[4, 5]);
    augment(&mut rest, &RECIPE.augmentation, &rng, 4);
    assert_eq!(rest, all.select(Axis(0), &[4, 5]));
    assert_ne!(rest, original.select(Axis(0), &[4, 5]));
}

fn synthetic(train_digits: usize) -> (Split, Split) {
    let options = dataset::Options {
        choice: dataset::Choice::Synthetic,
        train_digits,
        test_digits: 300,
        ..dataset::Options::default()
    };
    let (mnist, format) = (dataset::load_mnist(&options).unwrap(), Format { flatten: false, ..Format::default() });
    (format.of(&mnist.train), format.of(&mnist.test))
}

fn training((train, test): &(Split, Split), epochs: usize) -> AwesomeTraining<'_> {
    let ensemble = Ensemble { members: vec![AwesomeConvNet::new(&mut ChaCha8Rng::seed_from_u64(1))] };
    let recipe = Recipe { epochs, batch_size: 50, learning_rate: 0.003, ..RECIPE };
    AwesomeTraining::new(ensemble, (train, test), recipe, ChaCha8Rng::seed_from_u64(2))
}

#[test]
fn it_trains_and_measures_what_it_is_watched_on() {
    let data = synthetic(1000);
    let mut training = training(&data, 3);
    assert_eq!(training.batches(), 20);
    let ends: Vec<usize> = (0..60).filter(|&i| training.train_step(i).unwrap()).collect();
    assert_eq!(ends, [19, 39, 59]);
    let (members, ensemble) = training.last_accuracies();
    assert_eq!(members, [ensemble]);
    assert!(ensemble > 0.85, "{:?}", training.curves());
    assert_eq!(training.ensemble.accuracy(&data.1.0, &data.1.1), ensemble);
}

#[test]
fn resumed_in_the_middle_of_an_epoch_it_computes_what_it_would_have_computed() {
    let data = synthetic(120);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoint.safetensors");
    let settings = |name: &str| BTreeMap::from([("setting".to_string(), name.to_string())]);
    let finish = |mut training: AwesomeTraining<'_>, from| {
        (from..6).for_each(|i| assert_eq!(training.train_step(i).unwrap(), i % 3 == 2));
        let params: Vec<_> = training.ensemble.params().iter().map(|param| param.value.to_owned()).collect();
        (training.curves(), params)
    };
    let mut through = training(&data, 2);
    (0..4).for_each(|i| assert_eq!(through.train_step(i).unwrap(), i == 2));
    through.state().save(&path, 4, &settings("a")).unwrap();
    let mut resumed = training(&data, 2);
    assert_eq!(resumed.state().resume(&path, &settings("a")).unwrap(), 4);
    assert_eq!(finish(resumed, 4), finish(through, 4));

    let error = training(&data, 2).state().resume(&path, &settings("b")).unwrap_err().to_string();
    assert!(error.contains("setting a, this one has b"), "{error}");
}
