//! Parameters that are saved and loaded: what comes back, what does not fit, and processes that are killed meanwhile.

use std::fs;

use common::{Activation, Extensions, MultiLayerNet, MultiLayerNetExtend, Network, WeightInit, tensor};
use experiment::SaveParams;
use ndarray::{Array, ArrayD, array};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use weights::{Weights, WeightsError};

fn net(hidden: &[usize], seed: u64) -> MultiLayerNet<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    MultiLayerNet::new(4, hidden, 2, Activation::Relu, WeightInit::He, &mut rng)
}

fn values(network: &mut impl Network<f32>) -> Vec<ArrayD<f32>> {
    network.params().into_iter().map(|param| param.value.to_owned()).collect()
}

#[test]
fn what_is_saved_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("重み 1.safetensors");
    let (mut one, mut other) = (net(&[3], 1), net(&[3], 2));
    one.save_params(&path).unwrap();
    assert_ne!(values(&mut one), values(&mut other));
    other.load_params(&path).unwrap();
    assert_eq!(values(&mut one), values(&mut other));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half-written stays");

    let first = fs::read(&path).unwrap();
    other.save_params(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), first, "the same weights are the same bytes");
    let header = String::from_utf8_lossy(&first[8..]);
    assert!(header.contains(r#""W1":{"dtype":"F32","shape":[4,3],"#), "{header}");
    assert!(header.contains("affine, relu, affine"), "the file names the layers: {header}");
}

#[test]
fn running_statistics_are_saved_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.safetensors");
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let extensions = Extensions { use_batchnorm: true, ..Extensions::default() };
    let mut make =
        || MultiLayerNetExtend::<f64>::new(4, &[3, 3], 2, Activation::Relu, WeightInit::He, extensions, &mut rng);
    let (mut one, mut other) = (make(), make());
    let x = tensor(Array::from_shape_fn((5, 4), |(i, j)| (i * j) as f64));
    one.gradient(&x, &array![0, 1, 0, 1, 1].into());
    assert_ne!(one.predict(&x), other.predict(&x));
    one.save_params(&path).unwrap();
    other.load_params(&path).unwrap();
    assert_eq!(one.predict(&x), other.predict(&x));
}

#[test]
fn what_does_not_fit_is_named_and_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.safetensors");
    let mut other = net(&[3], 2);
    let before = values(&mut other);
    for (hidden, expected) in [
        (&[5][..], "w.safetensors: `W1` has shape [4, 5], the network's has [4, 3]"),
        (&[3, 2], "w.safetensors has `W3` of shape [2, 2], which the network lacks"),
        (&[], "w.safetensors: `W1` has shape [4, 2], the network's has [4, 3]"),
    ] {
        net(hidden, 1).save_params(&path).unwrap();
        let error = other.load_params(&path).unwrap_err().to_string();
        assert!(error.ends_with(expected), "{error}");
        assert_eq!(values(&mut other), before);
    }
    net(&[3], 1).save_params(&path).unwrap();
    let error = net(&[3, 2], 1).load_params(&path).unwrap_err().to_string();
    assert!(error.ends_with("w.safetensors lacks `W3` of shape [2, 2]"), "{error}");
}

#[test]
fn infinite_parameters_are_not_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.safetensors");
    let mut network = net(&[3], 1);
    network.param("W1").value.fill(f32::NAN);
    let error = network.save_params(&path).unwrap_err();
    let error = error.downcast_ref::<WeightsError>().expect("of the weights");
    assert!(matches!(error, WeightsError::NotFinite { name, .. } if name == "W1"));
    assert!(!path.exists());
}

#[test]
fn parameters_from_memory_are_those_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.safetensors");
    let (mut one, mut other) = (net(&[3], 1), net(&[3], 2));
    one.save_params(&path).unwrap();
    other.set_params(&Weights::from_bytes(&fs::read(&path).unwrap(), "shipped").unwrap()).unwrap();
    assert_eq!(values(&mut one), values(&mut other));
}

#[test]
fn a_missing_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = net(&[3], 1).save_params(folder.path().join("no folder/w.safetensors")).unwrap_err();
    assert!(error.to_string().starts_with("cannot write"), "{error}");
    assert!(error.to_string().contains("no folder"), "{error}");
}

/// Started by the test below, and killed by it.
#[test]
#[ignore = "runs until it is killed"]
fn save_two_networks_in_turn() {
    let Some(path) = std::env::var_os("WEIGHTS_TEST_FILE") else { return };
    let mut nets = [net(&[50], 1), net(&[50], 2)];
    for turn in 0.. {
        nets[turn % 2].save_params(&path).unwrap();
    }
}

#[test]
fn a_killed_process_leaves_the_old_parameters_or_the_new_ones() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.safetensors");
    let contents = [1, 2].map(|seed| {
        net(&[50], seed).save_params(&path).unwrap();
        fs::read(&path).unwrap()
    });
    for moment in 0..30 {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "params::save_two_networks_in_turn"])
            .env("WEIGHTS_TEST_FILE", &path)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20 + moment));
        assert!(child.try_wait().unwrap().is_none(), "it saves until it is killed");
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(contents.contains(&fs::read(&path).unwrap()), "a mixture");
    }
}
