//! Every layer's backward pass against central differences of its forward pass, and batch normalization of images
//! against a naive form.

use common::{
    Activation, Affine, BatchNorm2d, BatchNormalization, Dropout, Extensions, Kernels, Layer, Mode, MultiLayerNet,
    MultiLayerNetExtend, Network, Relu, Sequential, Sigmoid, SoftmaxWithLoss, Tanh, Targets, Tensor, WeightInit,
    tensor,
};
use ndarray::{Array, Array1, Array2, Array4, ArrayD, Axis, Dimension, RemoveAxis, array};
use proptest::prelude::*;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::fixed_dropout::FixedDropout;
use crate::reference::{Probe, channels_last};

const H: f64 = 1e-4;

fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// Numbers in ±1, none nearer to 0 than 0.05: no kink of a ReLU lies within ±h.
fn noise<D: Dimension>(shape: impl ndarray::ShapeBuilder<Dim = D>, rng: &mut ChaCha8Rng) -> Array<f64, D> {
    Array::from_shape_simple_fn(shape, || {
        let x: f64 = rng.random_range(0.05..1.0);
        if rng.random() { x } else { -x }
    })
}

/// The same with sample i moved by 2i, so that no variance is small: there a central difference is too coarse.
fn spread<D: RemoveAxis>(mut x: Array<f64, D>) -> Array<f64, D> {
    x.outer_iter_mut().enumerate().for_each(|(i, mut sample)| sample += 2.0 * i as f64);
    x
}

/// The gradient of `f` at `x` by central differences.
fn numerical<D: Dimension>(x: &Array<f64, D>, mut f: impl FnMut(&Array<f64, D>) -> f64) -> ArrayD<f64> {
    let mut x = x.clone();
    let slopes = (0..x.len()).map(|i| {
        let old = *x.iter().nth(i).expect("i-th element");
        let mut at = |value| {
            *x.iter_mut().nth(i).expect("i-th element") = value;
            f(&x)
        };
        let slope = (at(old + H) - at(old - H)) / (2.0 * H);
        at(old);
        slope
    });
    let slopes: Vec<f64> = slopes.collect();
    ArrayD::from_shape_vec(x.shape(), slopes).expect("a slope for each element")
}

#[track_caller]
fn assert_same_gradient(what: &str, backprop: &ArrayD<f64>, numerical: &ArrayD<f64>, tolerance: f64) {
    assert_eq!(backprop.shape(), numerical.shape(), "{what}");
    let largest = numerical.iter().fold(1e-3, |largest: f64, g| largest.max(g.abs()));
    let error = backprop.iter().zip(numerical).fold(0.0, |error: f64, (b, n)| error.max((b - n).abs())) / largest;
    assert!(error < tolerance, "{what}: relative error {error:e}\nbackprop {backprop}\nnumerical {numerical}");
}

/// Checks dx and all parameters of a layer, with the loss L = Σ c·y for random c.
#[track_caller]
fn check<L: Layer<f64> + Clone, D: Dimension>(layer: L, x: Array<f64, D>) {
    let x = tensor(x);
    let y = layer.clone().forward(x.clone(), Mode::Train);
    let c = noise(y.raw_dim(), &mut rng(99)).into_shared();
    let loss = |layer: &L, x: &Tensor<f64>| (layer.clone().forward(x.clone(), Mode::Train) * &c).sum();

    let mut trained = layer.clone();
    trained.forward(x.clone(), Mode::Train);
    let dx = trained.backward(c.clone());
    let slopes = numerical(&x.to_owned(), |x| loss(&layer, &tensor(x.clone())));
    assert_same_gradient("dx", &dx.into_owned(), &slopes, 1e-6);

    let mut first = Sequential::new().push("first", Box::new(layer.clone()));
    first.forward(&x, Mode::Train);
    first.backward(c.clone());
    let first: Vec<_> = first.params().into_iter().map(|param| param.grad.to_owned()).collect();
    for (i, param) in trained.params().into_iter().enumerate() {
        let slopes = numerical(&param.value.to_owned(), |value| {
            let mut layer = layer.clone();
            layer.params()[i].value.assign(value);
            loss(&layer, &x)
        });
        assert_same_gradient(&param.key, &param.grad.to_owned(), &slopes, 1e-6);
        assert_eq!(param.grad, first[i], "{} of a first layer", param.key);
    }
}

fn affine(d: usize, m: usize, seed: u64) -> Affine<f64> {
    Affine::new(noise((d, m), &mut rng(seed)), noise(m, &mut rng(seed + 1)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn gradients_are_slopes(n in 1..5_usize, d in 1..6_usize, m in 1..6_usize, seed in 0..1000_u64) {
        check(affine(d, m, seed), noise((n, d), &mut rng(seed)));
        check(affine(d * m * 2, 3, seed), noise((n, d, m, 2), &mut rng(seed)));
        check(Relu::new(), noise((n, d), &mut rng(seed)));
        check(Relu::new(), noise((n, d, m, 2), &mut rng(seed)));
        check(Sigmoid::new(), noise((n, d), &mut rng(seed)));
        check(Tanh::new(), noise((n, d), &mut rng(seed)));
        check(Dropout::new(0.4, rng(seed)), noise((n, d), &mut rng(seed)));
    }

    #[test]
    fn gradients_of_batch_normalization_are_slopes(n in 3..7_usize, d in 1..5_usize, seed in 0..1000_u64) {
        let vector = |d, seed| noise(d, &mut rng(seed));
        let layer = BatchNormalization::<f64>::new(vector(d, seed), vector(d, seed + 1));
        check(layer, spread(noise((n, d), &mut rng(seed))));
        let layer = BatchNormalization::<f64>::new(vector(d * 2 * 3, seed), vector(d * 2 * 3, seed + 1));
        check(layer, spread(noise((n, d, 2, 3), &mut rng(seed))));
        let layer = BatchNorm2d::<f64>::new(vector(d, seed), vector(d, seed + 1));
        check(layer, spread(noise((n, d, 2, 3), &mut rng(seed))));
    }

    #[test]
    fn gradient_of_the_loss_is_its_slope(n in 1..5_usize, classes in 2..6_usize, seed in 0..1000_u64) {
        let scores = noise((n, classes), &mut rng(seed)) * 3.0;
        let labels = Array1::from_shape_fn(n, |i| (i * 7 + seed as usize) % classes);
        let one_hot = Array2::from_shape_fn((n, classes), |(i, k)| f64::from(u8::from(labels[i] == k)));
        for t in [Targets::from(labels), Targets::from(one_hot)] {
            let mut layer = SoftmaxWithLoss::new();
            let loss = layer.forward(tensor(scores.clone()), &t);
            prop_assert!((loss - common::softmax_loss(&scores, &t)).abs() < 1e-12);
            let dx = layer.backward(2.0);
            // The loss without the 1e-7, whose exact gradient (y − t)/N is.
            let exact = |x: &Array2<f64>| {
                let y = common::softmax(x);
                let log = |i: usize, k: usize| if is_target(&t, i, k) { -y[[i, k]].ln() } else { 0.0 };
                2.0 * (0..n).flat_map(|i| (0..classes).map(move |k| (i, k))).map(|(i, k)| log(i, k)).sum::<f64>() / n as f64
            };
            assert_same_gradient("dx", &dx.into_owned(), &numerical(&scores, exact), 1e-6);
        }
    }
}

fn is_target(t: &Targets<f64>, i: usize, k: usize) -> bool {
    match t {
        Targets::Labels(labels) => labels[i] == k,
        Targets::OneHot(rows) => rows[[i, k]] == 1.0,
    }
}

#[test]
fn gradients_of_whole_networks_are_slopes() {
    let mut rng = rng(5);
    let (x, t) = (tensor(noise((6, 8), &mut rng)), Targets::from(array![0, 2, 1, 1, 0, 2]));
    let extensions = Extensions { weight_decay_lambda: 0.2, dropout_ratio: Some(0.3), use_batchnorm: true };
    let (activation, init) = (Activation::Tanh, WeightInit::Xavier);
    let mut net = MultiLayerNetExtend::<f64>::new(8, &[7, 5], 3, activation, init, extensions, &mut rng);
    for (idx, units) in [(1, 7), (2, 5)] {
        let mask = Array2::from_shape_fn((6, units), |(i, j)| f64::from((i + j) % 3 > 0));
        net.layers.replace(&format!("Dropout{idx}"), Box::new(FixedDropout::new(0.3, mask.into_dyn())));
    }
    check_network(net, &x, &t, |net| net.loss_in(Mode::Train, &x, &t));
    for hidden in [&[][..], &[4], &[4, 3]] {
        let net = MultiLayerNet::<f64>::new(8, hidden, 3, Activation::Sigmoid, WeightInit::Xavier, &mut rng)
            .with_weight_decay(0.2);
        check_network(net, &x, &t, |net| net.loss(&x, &t));
    }
}

#[track_caller]
fn check_network<N: Network<f64> + Clone>(
    net: N,
    x: &Tensor<f64>,
    t: &Targets<f64>,
    loss: impl Fn(&mut N) -> f64 + Sync,
) {
    let mut trained = net.clone();
    trained.gradient(x, t);
    let of_the_network = net.numerical_gradient(x, t);
    for (i, param) in trained.params().into_iter().enumerate() {
        let slopes = numerical(&param.value.to_owned(), |value| {
            let mut net = net.clone();
            net.params()[i].value.assign(value);
            loss(&mut net)
        });
        // The book's 1e-7 in the loss, which the gradient leaves out, is about 1e-6 of it.
        assert_same_gradient(&param.key, &param.grad.to_owned(), &slopes, 1e-5);
        assert_same_gradient(&param.key, &of_the_network[&param.key], &slopes, 1e-9);
    }
}

/// Each of C·H·W positions normalised by itself, element by element.
fn naive_batch_norm(x: &Array4<f64>, gamma: &Array1<f64>, beta: &Array1<f64>) -> Array4<f64> {
    let (n, c, h, w) = x.dim();
    Array4::from_shape_fn((n, c, h, w), |(i, ch, y, z)| {
        let column: Vec<f64> = (0..n).map(|i| x[[i, ch, y, z]]).collect();
        let mean = column.iter().sum::<f64>() / n as f64;
        let var = column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n as f64;
        let position = (ch * h + y) * w + z;
        gamma[position] * (x[[i, ch, y, z]] - mean) / (var + 1e-6).sqrt() + beta[position]
    })
}

/// All pixels of a channel normalised together, element by element.
fn naive_channel_norm(x: &Array4<f64>, gamma: &Array1<f64>, beta: &Array1<f64>) -> Array4<f64> {
    let mut y = x.clone();
    for ((mut channel, &gamma), &beta) in y.axis_iter_mut(Axis(1)).zip(gamma).zip(beta) {
        let (mean, var) = (channel.mean().expect("numbers"), channel.var(0.0));
        channel.mapv_inplace(|x| gamma * (x - mean) / (var + 1e-6).sqrt() + beta);
    }
    y
}

/// So many pixels that several threads share the work; and a single image, whose channels lie in columns.
#[test]
fn channels_are_normalised_together_in_either_memory_order() {
    let mut rng = rng(4);
    for images in [7, 1] {
        let (x, gamma, beta) = (noise((images, 3, 20, 11), &mut rng), noise(3, &mut rng), noise(3, &mut rng));
        let expected = naive_channel_norm(&x, &gamma, &beta);
        for x in [channels_last(&x), x] {
            let mut layer = BatchNorm2d::<f64>::new(gamma.clone(), beta.clone());
            let x = tensor(x);
            let y = layer.forward(x.clone(), Mode::Train);
            assert!((&y - &expected).iter().all(|d| d.abs() < 1e-12), "{y}\n{expected}");

            // After many batches the running statistics are those of each.
            for _ in 0..300 {
                layer.forward(x.clone(), Mode::Train);
            }
            let y = layer.predict(x.clone());
            assert!((&y - &expected).iter().all(|d| d.abs() < 1e-12), "{y}\n{expected}");
            assert_eq!(layer.backward(x.clone()).shape(), x.shape());
        }
    }
}

#[test]
fn normalised_channels_and_gradients_are_the_same_for_any_number_of_threads() {
    let x = tensor(channels_last(&noise((9, 5, 24, 24), &mut rng(5)).mapv(|x| x as f32)));
    let run = |kernels, threads| {
        let layer = BatchNorm2d::<f32>::new(Array1::ones(5), Array1::zeros(5));
        let mut layers =
            Sequential::new().with_kernels(kernels).push("Probe", Box::new(Probe(None))).push("BatchNorm1", layer);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let y = layers.forward(&x, Mode::Train);
            layers.backward(tensor(&y * &y));
            let dx = layers.get::<Probe<f32>>("Probe").0.clone().expect("a backward pass");
            let gradients: Vec<_> = layers.params().iter().map(|param| param.grad.to_owned()).collect();
            (y, dx, gradients, layers.predict(&x))
        })
    };
    for kernels in [Kernels::Fast, Kernels::Book] {
        assert_eq!(run(kernels, 1), run(kernels, 3));
    }
}

#[test]
fn batch_normalization_of_images_is_per_position() {
    let mut rng = rng(3);
    let (x, gamma, beta) = (noise((5, 2, 3, 4), &mut rng), noise(24, &mut rng), noise(24, &mut rng));
    let expected = naive_batch_norm(&x, &gamma, &beta);
    for x in [channels_last(&x), x] {
        let mut layer = BatchNormalization::<f64>::new(gamma.clone(), beta.clone());
        let x = tensor(x);
        let y = layer.forward(x.clone(), Mode::Train);
        assert!((&y - &expected).iter().all(|d| d.abs() < 1e-12), "{y}\n{expected}");

        // After one batch the running statistics are a tenth of its own.
        let y = layer.predict(x.clone());
        let at = [1, 1, 2, 3];
        let position = 23;
        let column: Array1<f64> = (0..5).map(|i| x[[i, 1, 2, 3]]).collect();
        let (mean, var) = (0.1 * column.mean().expect("5 numbers"), 0.1 * column.var(0.0));
        let expected = gamma[position] * (x[at] - mean) / (var + 1e-6).sqrt() + beta[position];
        assert!((y[at] - expected).abs() < 1e-12, "{} for {expected}", y[at]);
    }
}

#[test]
fn the_relu_layer_takes_0_as_inactive() {
    let mut layer = Relu::new();
    layer.forward(tensor(array![[0.0, -0.0, 1e-300]]), Mode::Train);
    assert_eq!(layer.backward(tensor(array![[1.0, 1.0, 1.0]])), tensor(array![[0.0, 0.0, 1.0]]));
}

#[test]
fn dropout_drops_its_share_and_does_not_rescale() {
    let mut layer = Dropout::<f64>::new(0.3, rng(1));
    let x = tensor(Array2::from_elem((200, 200), 2.0));
    let y = layer.forward(x.clone(), Mode::Train);
    let kept = y.iter().filter(|&&y| y == 2.0).count();
    assert_eq!(kept + y.iter().filter(|&&y| y == 0.0).count(), 40_000);
    // Six standard deviations of a share of 40,000.
    assert!((kept as f64 / 40_000.0 - 0.7).abs() < 0.014, "{kept}");
    assert_eq!(layer.backward(x.clone()), y);
    assert_ne!(layer.forward(x.clone(), Mode::Train), y, "every pass draws anew");
    assert_eq!(layer.forward(x.clone(), Mode::Predict), x.clone() * 0.7);
    for (ratio, expected) in [(0.0, 2.0), (1.0, 0.0)] {
        let y = Dropout::<f64>::new(ratio, rng(1)).forward(x.clone(), Mode::Train);
        assert!(y.iter().all(|&y| y == expected), "ratio {ratio}");
    }
}

#[test]
fn the_same_seed_drops_the_same_in_f32_and_f64() {
    let forward = |seed| Dropout::<f64>::new(0.5, rng(seed)).forward(tensor(Array2::ones((9, 9))), Mode::Train);
    let single = Dropout::<f32>::new(0.5, rng(4)).forward(tensor(Array2::ones((9, 9))), Mode::Train);
    assert_eq!(forward(4), single.mapv(f64::from));
    assert_ne!(forward(4), forward(5));
}

#[test]
fn networks_of_one_seed_start_equal_with_and_without_batch_normalization() {
    let net = |use_batchnorm| {
        let extensions = Extensions { use_batchnorm, ..Extensions::default() };
        MultiLayerNetExtend::<f32>::new(9, &[8], 3, Activation::Relu, WeightInit::He, extensions, &mut rng(2))
    };
    let (mut plain, mut normalised) = (net(false), net(true));
    assert_eq!(plain.params().len() + 2, normalised.params().len());
    for key in ["W1", "W2"] {
        assert_eq!(plain.param(key).value, normalised.param(key).value);
    }
}

/// Two pools of threads, one network: every bit of loss and gradient is the same.
#[test]
fn threads_change_no_bit_of_a_gradient() {
    let (mut source, n) = (rng(8), 300);
    let ink = |source: &mut ChaCha8Rng| if source.random_range(0..5) == 0 { source.random::<f32>() } else { 0.0 };
    let sparse = Array2::from_shape_simple_fn((n, 784), || ink(&mut source));
    let dense = Array2::from_shape_simple_fn((n, 784), || source.random::<f32>());
    let t = Targets::from(Array1::from_shape_fn(n, |i| i % 10));
    let extensions = Extensions { dropout_ratio: Some(0.2), use_batchnorm: true, ..Extensions::default() };
    for x in [tensor(sparse), tensor(dense)] {
        let with = |kernels, threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| {
                let (activation, init) = (Activation::Relu, WeightInit::He);
                let mut net =
                    MultiLayerNetExtend::<f32>::new(784, &[200; 3], 10, activation, init, extensions, &mut rng(1));
                net.layers = net.layers.with_kernels(kernels);
                let loss = net.gradient(&x, &t);
                (loss, net.grads())
            })
        };
        for kernels in [Kernels::Fast, Kernels::Book] {
            let one = with(kernels, 1);
            assert_eq!(one, with(kernels, 2));
            assert_eq!(one, with(kernels, 3));
        }
    }
}

#[test]
#[should_panic(expected = "backward needs a forward pass")]
fn affine_backward_first() {
    affine(2, 3, 0).backward(tensor(Array2::zeros((1, 3))));
}

#[test]
#[should_panic(expected = "Affine: x is (1, 3), W is (2, 3)")]
fn affine_names_both_shapes() {
    affine(2, 3, 0).forward(tensor(Array2::zeros((1, 3))), Mode::Train);
}

#[test]
#[should_panic(expected = "Affine: x is (2, 5), W is (3, 2)")]
fn images_that_do_not_fit_are_named() {
    affine(3, 2, 0).forward(tensor(Array4::zeros((2, 5, 1, 1))), Mode::Train);
}

#[test]
#[should_panic(expected = "shape of dout (left) and of the output (right)")]
fn affine_names_the_shape_of_dout() {
    let mut layer = affine(2, 3, 0);
    layer.forward(tensor(Array2::zeros((1, 2))), Mode::Train);
    layer.backward(tensor(Array2::zeros((2, 3))));
}

#[test]
#[should_panic(expected = "BatchNormalization: x is [2, 3], γ is (4,)")]
fn batch_normalization_names_both_shapes() {
    BatchNormalization::<f64>::new(Array1::ones(4), Array1::zeros(4))
        .forward(tensor(Array2::zeros((2, 3))), Mode::Train);
}

#[test]
#[should_panic(expected = "ratio 1.5 is not in 0..=1")]
fn dropout_names_a_wrong_ratio() {
    Dropout::<f64>::new(1.5, rng(0));
}
