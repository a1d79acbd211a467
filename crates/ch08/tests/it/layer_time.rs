use ch08::DeepConvNet;
use ch08::layer_time::{Time, medians, one_by_one, shares, time_layers};
use common::tensor;
use ndarray::Array4;
use plot::Figure;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

#[test]
fn every_layer_is_timed_both_ways() {
    let mut layers = one_by_one(&DeepConvNet::book(&mut ChaCha8Rng::seed_from_u64(1)));
    let times = time_layers(&mut layers, &tensor(Array4::ones((2, 1, 28, 28))));
    let names: Vec<&str> = times.iter().map(|t| t.layer.as_str()).collect();
    assert_eq!(names[..5], ["Conv1", "Relu1", "Conv2", "Relu2", "Pool1"]);
    assert_eq!(names[15..], ["Affine1", "Relu7", "Dropout1", "Affine2", "Dropout2"]);
    assert!(times.iter().all(|t| t.forward > 0.0 && t.backward > 0.0));
}

#[test]
fn every_layer_has_a_bar_of_its_kind() {
    let mut layers = one_by_one(&DeepConvNet::book(&mut ChaCha8Rng::seed_from_u64(1)));
    let times = time_layers(&mut layers, &tensor(Array4::ones((2, 1, 28, 28))));
    let csv = Figure::from(shares("forward", &times, |t| t.forward)).csv();
    assert_eq!(csv.lines().count(), 1 + times.len(), "{csv}");
}

#[test]
fn a_median_ignores_an_outlier() {
    let run = |seconds| vec![Time { layer: "Conv1".into(), forward: seconds, backward: 2.0 * seconds }];
    let times = medians(&[run(1.0), run(100.0), run(2.0)]);
    assert_eq!((times[0].forward, times[0].backward), (2.0, 4.0));
}
