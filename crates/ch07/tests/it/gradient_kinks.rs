use ch07::gradient_kinks::GradientKinks;
use common::Convolution;
use common::kinks::differences;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

#[test]
fn gradients_agree_where_nothing_switches() {
    let experiment = GradientKinks { image_size: 6, filter_num: 8, filter_size: 3, hidden_size: 10 };
    for seed in 1..=5 {
        let (mut network, x, t) = experiment.case(&mut ChaCha8Rng::seed_from_u64(seed)).unwrap();
        for d in differences(&mut network, |network| &network.layers, &x, &t, |_, _| ()) {
            assert!(d.book < 1e-6 && d.exact < 1e-9, "seed {seed}: {d:?}");
            assert!(d.kinks < d.compared, "seed {seed}: {d:?}");
        }
    }
}

#[test]
fn a_kink_is_left_out() {
    let experiment = GradientKinks { image_size: 6, filter_num: 1, filter_size: 3, hidden_size: 2 };
    let (mut network, x, t) = experiment.case(&mut ChaCha8Rng::seed_from_u64(1)).unwrap();
    // With zero weights and bias every ReLU behind the convolution sits exactly at its kink.
    network.layers.get_mut::<Convolution<f64>>("Conv1").w.fill(0.0);
    let differences = differences(&mut network, |network| &network.layers, &x, &t, |_, _| ());
    assert_eq!((differences[1].key.as_str(), differences[1].compared), ("b1", 0), "the bias of the convolution");
}

#[test]
fn a_filter_larger_than_the_image_is_an_error() {
    let experiment = GradientKinks { image_size: 2, filter_num: 1, filter_size: 3, hidden_size: 2 };
    assert!(experiment.case(&mut ChaCha8Rng::seed_from_u64(1)).is_err());
}
