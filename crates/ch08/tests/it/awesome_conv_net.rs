use ch08::awesome_conv_net::AwesomeConvNet;
use common::{Network, Real, Targets, Tensor, tensor};
use ndarray::{Array1, Array4};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn batch<A: Real>() -> (Tensor<A>, Targets<A>) {
    let mut rng = rng(2);
    let x = Array4::from_shape_simple_fn((6, 1, 28, 28), || A::of(rng.random()));
    (tensor(x), Targets::Labels(Array1::from_iter(0..6)))
}

#[test]
fn parameters_and_buffers_are_numbered_by_kind() {
    let mut network = AwesomeConvNet::<f32>::new(&mut rng(1));
    let names: Vec<_> = network.params().into_iter().map(|param| param.key).collect();
    let expected = "W1 b1 W2 b2 gamma1 beta1 W3 b3 W4 b4 gamma2 beta2 W5 b5 W6 b6 W7 b7 \
                    gamma3 beta3 W8 b8";
    assert_eq!(names.join(" "), expected);
    let names: Vec<_> = network.state().buffers.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names[..2], ["running_mean1", "running_var1"]);
    assert_eq!(names[4..], ["running_mean3", "running_var3"]);
}

/// Dropout draws what seed 3 says.
fn reseed<A: Real>(network: &mut AwesomeConvNet<A>) {
    network.state().rngs.into_iter().for_each(|(_, generator)| *generator = rng(3));
}

/// The loss of a network that drops what seed 3 says and normalises by the batch.
fn loss(network: &mut AwesomeConvNet<f64>) -> f64 {
    let (x, t) = batch();
    reseed(network);
    network.gradient(&x, &t)
}

#[test]
fn gradients_are_slopes() {
    const H: f64 = 1e-6;
    let mut network = AwesomeConvNet::<f64>::new(&mut rng(1));
    loss(&mut network);
    let gradients: Vec<_> =
        network.params().into_iter().map(|param| (param.key, param.grad.iter().copied().collect::<Vec<_>>())).collect();
    for (k, (name, gradient)) in gradients.iter().enumerate() {
        let largest = (0..gradient.len()).max_by(|&i, &j| gradient[i].abs().total_cmp(&gradient[j].abs())).unwrap();
        let at = |step: f64| {
            let mut moved = network.clone();
            *moved.params()[k].value.iter_mut().nth(largest).unwrap() += step;
            loss(&mut moved)
        };
        let (slope, expected) = ((at(H) - at(-H)) / (2.0 * H), gradient[largest]);
        // The loss has 10⁻⁷ inside its logarithm, which the gradient leaves out: that is 2·10⁻⁴ of it here.
        let error = (slope - expected).abs();
        assert!(error < 1e-3 * expected.abs() + 1e-9, "{name}: {expected}, but the slope is {slope}");
        assert_eq!(expected.abs() < 1e-12, name == "b7", "{name}: {expected}; in front of a normalization");
    }
}

#[test]
fn f32_trains_as_f64_does() {
    let (mut single, mut double) = (AwesomeConvNet::<f32>::new(&mut rng(1)), AwesomeConvNet::new(&mut rng(1)));
    let (x, t) = batch();
    reseed(&mut single);
    let (a, b) = (single.gradient(&x, &t), loss(&mut double));
    assert!((f64::from(a) - b).abs() < 1e-4, "{a} and {b}");
    for (a, b) in single.params().into_iter().zip(double.params()) {
        let largest = b.grad.iter().fold(0.0, |largest: f64, g| largest.max(g.abs()));
        let differences = a.grad.iter().zip(&b.grad).map(|(&a, b)| (f64::from(a) - b).abs());
        let worst = differences.fold(0.0, f64::max);
        assert!(worst < 1e-2 * largest + 1e-6, "{}: off by {worst} of {largest}", a.key);
    }
    // After a single batch the running statistics are a tenth of its own, and the scores are large.
    let (a, b) = (single.predict(&x), double.predict(&batch().0));
    let largest = b.iter().fold(0.0, |largest: f64, score| largest.max(score.abs()));
    assert!(a.iter().zip(&b).all(|(&a, b)| (f64::from(a) - b).abs() < 1e-4 * largest), "{a}\n{b}");
}
