//! The engine computes what the layers as they are written compute, with any number of threads.

use common::{Affine, BatchNormalization, Kernels, Layer, Mode, Real, Relu, Sequential, Sigmoid, Tensor, tensor};
use ndarray::{Array1, Array2, ArrayD, Axis, Ix4, array, s};
use proptest::prelude::*;

use crate::cases::{Case, Conv, Kind, Numbers, all_of, dx};
use crate::full;
use crate::golden_file::assert_close;
use crate::reference::Probe;

fn to_f64<A: Real>(x: &Tensor<A>) -> Tensor<f64> {
    tensor(x.mapv(|x| Real::to_f64(x)))
}

// Exact numbers

/// The engine in `A` against the layers in `f64`: outputs bit for bit, gradients to rounding.
fn agrees<A: Real>(case: &Case) {
    for with_dx in [true, false] {
        let mut case = case.clone();
        if with_dx {
            case.layers.insert(0, Kind::Probe);
        }
        let expected = all_of(case.network(Kernels::Book), &case.x::<f64>(), &case.dout());
        let got = all_of(case.network::<A>(Kernels::Fast), &case.x(), &case.dout());
        assert_eq!(got.len(), expected.len());
        assert_eq!(got[0].1, got[1].1, "forward and predict");
        assert_eq!(to_f64(&got[0].1), expected[0].1);
        // The sums of the gradients may be too large to be exact.
        for ((_, got), (_, expected)) in got.iter().zip(&expected) {
            let largest = expected.iter().fold(1.0_f64, |m, v| m.max(v.abs()));
            assert_close(&(to_f64(got) / largest), &(expected / largest), 1e-6);
        }
    }
}

/// Without the layers whose filter or window is larger than the image that is left of `h` × `w` pixels.
fn that_fit(layers: Vec<Kind>, mut h: usize, mut w: usize) -> Vec<Kind> {
    let fits = |kind: &Kind| {
        let (Conv(_, size, stride, pad) | Kind::Pooling(size, stride, pad)) = *kind else { return true };
        let fits = h + 2 * pad >= size && w + 2 * pad >= size;
        if fits {
            (h, w) = ((h + 2 * pad - size) / stride + 1, (w + 2 * pad - size) / stride + 1);
        }
        fits
    };
    layers.into_iter().filter(fits).collect()
}

fn stage() -> impl Strategy<Value = Vec<Kind>> {
    let convolution = (1..35_usize, prop_oneof![3 => Just(3_usize), 1 => 1..5_usize], 0..3_usize)
        .prop_map(|(count, size, pad)| Conv(count, size, 1, pad.min(size - 1)));
    let pool = prop_oneof![Just((2, 2)), Just((3, 2)), Just((2, 3))].prop_map(|(size, by)| Kind::Pooling(size, by, 0));
    (convolution, any::<bool>(), proptest::option::of(pool)).prop_map(|(convolution, relu, pool)| {
        [Some(convolution), relu.then_some(Kind::Relu), pool].into_iter().flatten().collect()
    })
}

fn exact_cases() -> impl Strategy<Value = Case> {
    let stages = proptest::collection::vec(stage(), 1..4).prop_map(|stages| stages.concat());
    (1..4_usize, 1..20_usize, 48..52_usize, 48..52_usize, stages).prop_map(|(n, c, h, w, layers)| Case {
        x: [n, c, h, w],
        layers: that_fit(layers, h, w),
        numbers: Numbers::Integers,
        seed: 1,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(if full() { 60 } else { 20 }) })]

    #[test]
    fn f32_agrees_with_the_layers_one_by_one(case in exact_cases()) {
        agrees::<f32>(&case);
    }
}

#[test]
fn what_the_kernels_do_not_cover_runs_as_a_loop() {
    use Kind::{Pooling, Relu};
    for layers in [
        vec![Conv(5, 3, 2, 1), Relu, Pooling(2, 2, 0)],
        vec![Pooling(2, 2, 0), Conv(5, 3, 1, 1)],
        vec![Conv(5, 3, 1, 1), Pooling(2, 2, 0), Relu],
        vec![Conv(5, 2, 1, 3)],
        vec![],
    ] {
        let case = Case { x: [3, 2, 12, 12], layers, numbers: Numbers::Integers, seed: 1 };
        agrees::<f32>(&case);
        agrees::<f64>(&case);
    }
}

// Any numbers

/// Layers for images, then layers for rows, as far as they fit.
fn any_case() -> impl Strategy<Value = Case> {
    let of_images = prop_oneof![
        4 => (1..20_usize, 1..5_usize, 1..3_usize, 0..5_usize)
            .prop_map(|(count, size, stride, pad)| Conv(count, size, stride, pad.min(size))),
        3 => Just(Kind::Relu),
        2 => (1..4_usize, 1..4_usize, 0..2_usize)
            .prop_map(|(window, stride, pad)| Kind::Pooling(window, stride, pad.min(window - 1))),
        1 => Just(Kind::BatchNorm2d),
        1 => Just(Kind::BatchNormalization),
        1 => Just(Kind::Sigmoid),
        1 => Just(Kind::Dropout),
    ];
    let of_rows = prop_oneof![
        3 => (1..30_usize).prop_map(Kind::Affine),
        3 => Just(Kind::Relu),
        1 => Just(Kind::BatchNormalization),
        1 => Just(Kind::Sigmoid),
        1 => Just(Kind::Tanh),
        1 => Just(Kind::Dropout),
    ];
    let layers = |kind, most| proptest::collection::vec(kind, 0..most);
    let x = (prop_oneof![4 => 1..8_usize, 1 => 20..30_usize], 1..4_usize, 3..14_usize, 3..14_usize);
    let first = (1..30_usize).prop_map(Kind::Affine);
    (x, any::<bool>(), layers(of_images.boxed(), 7), first, layers(of_rows.boxed(), 4), 0..1000_u64).prop_map(
        |((n, c, h, w), probe, images, first, rows, seed)| {
            let images = that_fit(images, h, w);
            let layers = probe.then_some(Kind::Probe).into_iter().chain(images).chain([first]).chain(rows);
            // The gradient through a batch normalization of two numbers is rounding and nothing else.
            let layers = layers.filter(|kind| !matches!(kind, Kind::BatchNormalization) || ![2, 3, 4].contains(&n));
            let layers = layers.collect();
            Case { x: [n, c, h, w], layers, numbers: Numbers::Normal, seed }
        },
    )
}

/// How much rounding of what goes into a layer can be without its deciding otherwise: a ReLU, which numbers are above 0,
/// a pooling, which is the largest. A batch normalization of numbers that are almost equal has none: it multiplies
/// rounding by up to 1000.
fn margin(kind: Kind, x: &Tensor<f64>) -> f64 {
    let least = |numbers: &mut dyn Iterator<Item = f64>| numbers.fold(f64::INFINITY, f64::min);
    match kind {
        // What is 0 in f64 is what a ReLU or a dropout has made 0, and is so in f32.
        Kind::Relu => least(&mut x.iter().map(|x| x.abs()).filter(|&x| x > 0.0)),
        Kind::Pooling(window, stride, pad) => {
            let x = x.clone().into_dimensionality::<Ix4>().expect("images");
            let (n, c, h, w) = x.dim();
            let mut padded = ndarray::Array4::from_elem((n, c, h + 2 * pad, w + 2 * pad), f64::NEG_INFINITY);
            padded.slice_mut(s![.., .., pad..pad + h, pad..pad + w]).assign(&x);
            let lead = |window: ndarray::ArrayView4<'_, f64>| {
                let mut numbers: Vec<f64> = window.iter().copied().collect();
                numbers.sort_unstable_by(|a, b| b.total_cmp(a));
                match numbers[..] {
                    [0.0, 0.0, ..] | [_] => f64::INFINITY,
                    [first, second, ..] => first - second,
                    [] => unreachable!("a window has a pixel"),
                }
            };
            let windows = padded.windows_with_stride((1, 1, window, window), (1, 1, stride, stride));
            least(&mut windows.into_iter().map(lead))
        }
        Kind::BatchNormalization | Kind::BatchNorm2d => {
            let x = x.view().permuted_axes(if x.ndim() == 4 { vec![0, 2, 3, 1] } else { vec![0, 1] });
            let features = if matches!(kind, Kind::BatchNorm2d) { x.shape()[3] } else { x.len() / x.shape()[0] };
            let x = x.to_shape((x.len() / features, features)).expect("one row per sample");
            let std = x.std_axis(Axis(0), 0.0);
            // Equal numbers, as of a single sample, become 0.
            if std.iter().any(|&std| std > 0.0 && std < 0.05) { 0.0 } else { f64::INFINITY }
        }
        _ => f64::INFINITY,
    }
}

/// All of the case in `f64`, by the layers as they are written, if `f32` is fit to compute it: nothing in it is a
/// near-tie, the same layers in `f32` agree, and, since these may do so by chance, so does `f64` where numbers are moved
/// between the layers.
fn exact(case: &Case, book: &[(String, Tensor<f32>)]) -> Option<Vec<(String, Tensor<f64>)>> {
    let mut layers = case.layers::<f64>();
    let mut decided = true;
    for mode in [Mode::Train, Mode::Predict] {
        layers.iter_mut().zip(&case.layers).fold(case.x(), |x, (layer, &kind)| {
            decided &= margin(kind, &x) > 2e-5;
            layer.forward(x, mode)
        });
    }
    let exact = all_of(case.network::<f64>(Kernels::Book), &case.x(), &case.dout());
    let agree = book.iter().zip(&exact).all(|((_, book), (_, exact))| largest_error(&to_f64(book), exact) < 2e-5);
    let moved = all_of(case.moved_network(), &case.x(), &case.dout());
    let steady = moved.iter().zip(&exact).all(|((_, moved), (_, exact))| largest_error(moved, exact) < 2e-5);
    (decided && agree && steady).then_some(exact)
}

/// The largest |got − expected| / max(1, |expected|).
fn largest_error(got: &Tensor<f64>, expected: &Tensor<f64>) -> f64 {
    assert_eq!(got.shape(), expected.shape());
    let error = |(got, expected): (&f64, &f64)| (got - expected).abs() / expected.abs().max(1.0);
    got.iter().zip(expected).map(error).fold(0.0, |largest, error| if error <= largest { largest } else { error })
}

fn networks() -> ProptestConfig {
    let cases = if full() { 256 } else { 64 };
    ProptestConfig { cases, max_global_rejects: 2 * cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(networks())]

    /// The engine that trains, in `f32`, has the outputs and the gradients of the layers that the gradient checks are
    /// of, in `f64`.
    #[test]
    fn fast_and_plain_agree(case in any_case()) {
        let (x, dout) = (case.x::<f32>(), case.dout());
        let book = all_of(case.network(Kernels::Book), &x, &dout);
        let Some(exact) = exact(&case, &book) else { return Err(TestCaseError::reject("ill-conditioned")) };
        let fast = all_of(case.network(Kernels::Fast), &x, &dout);
        assert_eq!(fast.len(), exact.len());
        for ((name, fast), (_, exact)) in fast.iter().zip(&exact) {
            let error = largest_error(&to_f64(fast), exact);
            prop_assert!(error <= 1e-4, "{name} is off by {error:e}\n{fast}\n{exact}");
        }
        for threads in [1, 2, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            prop_assert!(pool.install(|| all_of(case.network(Kernels::Fast), &x, &dout)) == fast, "{threads} threads");
        }
    }
}

/// Where a bias goes into a batch normalization, its gradient is 0, and in `f32` rounding alone.
#[test]
fn rounding_alone_is_not_compared() {
    use Kind::{Affine, BatchNorm2d, Probe, Relu};
    let layers = vec![Probe, Conv(6, 1, 1, 1), BatchNorm2d, Relu, Relu, Affine(27), Affine(19)];
    let case = Case { x: [3, 1, 7, 8], layers, numbers: Numbers::Normal, seed: 299 };
    let book = all_of(case.network(Kernels::Book), &case.x(), &case.dout());
    assert!(exact(&case, &book).is_none());
}

// Threads, memory order, batch sizes

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    use Kind::{Pooling, Probe, Relu};
    let convolutions =
        vec![Probe, Conv(16, 3, 1, 1), Relu, Conv(20, 3, 1, 2), Relu, Pooling(2, 2, 0), Conv(8, 5, 1, 0)];
    let rows = vec![Kind::BatchNorm2d, Relu, Kind::Affine(50), Kind::BatchNormalization, Relu, Kind::Affine(10)];
    for layers in [convolutions.clone(), [convolutions, rows].concat()] {
        let case = Case { x: [23, 1, 20, 18], layers, numbers: Numbers::Integers, seed: 1 };
        let (x, dout) = (tensor(case.x::<f32>().mapv(|v| v * 0.3)), tensor(case.dout::<f32>().mapv(|v| v * 0.7)));
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| all_of(case.network(Kernels::Fast), &x, &dout))
        };
        let one = run(1);
        assert!(one.iter().all(|(_, array)| array.iter().any(|&v| v != 0.0)));
        for threads in [2, 3, 5, 7] {
            assert!(one == run(threads), "{threads} threads");
        }
    }
}

/// What follows a convolution decides how its output lies in memory.
#[test]
fn channels_last_are_the_same_numbers_in_another_order() {
    let layers = vec![Kind::Probe, Conv(5, 3, 1, 1), Kind::Relu, Kind::Pooling(2, 2, 0), Conv(3, 3, 1, 0)];
    let case = Case { x: [4, 2, 8, 8], layers, numbers: Numbers::Integers, seed: 1 };
    let mut first = case.network::<f32>(Kernels::Fast);
    let mut last = case.network::<f32>(Kernels::Fast).push("next", Box::new(Probe(None)));
    let x = case.x();
    let y = last.forward(&x, Mode::Train);
    assert_eq!(y, first.forward(&x, Mode::Train));
    assert_eq!((y.shape(), y.strides()), (&[4, 3, 2, 2][..], &[12, 1, 6, 3][..]));
    assert_eq!(last.predict(&x), y);
    for network in [&mut first, &mut last] {
        network.backward(y.clone());
    }
    assert_eq!(dx(&last), dx(&first));
    assert_eq!(dx(&last).expect("a probe").strides(), [128, 1, 16, 2]);
}

#[test]
fn batches_may_shrink_and_grow() {
    let layers = vec![Kind::Probe, Conv(4, 3, 1, 1), Kind::Relu, Kind::Pooling(2, 2, 0)];
    let case = Case { x: [12, 1, 10, 10], layers, numbers: Numbers::Integers, seed: 1 };
    let x = case.x::<f32>().mapv(|v| v * 0.3);
    let mut network = case.network::<f32>(Kernels::Fast);
    for n in [12, 1, 0, 5, 12] {
        let x: ArrayD<f32> = x.slice_axis(Axis(0), (..n).into()).to_owned();
        let x = tensor(x);
        let y = network.forward(&x, Mode::Train);
        let mut fresh = case.network::<f32>(Kernels::Fast);
        assert_eq!(y, fresh.forward(&x, Mode::Train));
        for network in [&mut network, &mut fresh] {
            network.backward(y.clone());
        }
        assert_eq!(dx(&network), dx(&fresh));
        assert_eq!(network.params()[0].grad, fresh.params()[0].grad);
    }
    let y = network.forward(&tensor(ArrayD::zeros(vec![2, 1, 14, 8])), Mode::Train);
    network.backward(y);
    assert_eq!(dx(&network).expect("a probe").shape(), [2, 1, 14, 8]);
}

#[test]
fn a_layer_may_be_replaced_between_two_batches() {
    let layer = |kind| -> Box<dyn Layer<f32>> {
        match kind {
            0 => Box::new(Relu::new()),
            1 => Box::new(Sigmoid::new()),
            2 => Box::new(Affine::new(array![[1.0, 0.0], [0.0, 2.0]], array![0.5, 0.5])),
            _ => Box::new(BatchNormalization::new(array![1.0, 2.0], array![0.0, 1.0])),
        }
    };
    let layers = |kind| {
        let affine = Affine::new(array![[1.0, -1.0], [0.5, 0.5]], array![0.0, 0.0]);
        Sequential::new().with_kernels(Kernels::Fast).push("Affine1", affine).push("Layer2", layer(kind))
    };
    let pass = |mut layers: Sequential<f32>| {
        let x = tensor(array![[1.0, -2.0], [3.0, 0.5]]);
        let predicted = layers.predict(&x);
        let y = layers.forward(&x, Mode::Train);
        layers.backward(tensor(array![[1.0, 2.0], [-1.0, 0.5]]));
        let gradients: Vec<_> = layers.params().into_iter().map(|param| (param.key, param.grad.to_owned())).collect();
        (predicted, y, gradients)
    };
    for (old, new) in (0..4).flat_map(|old| (0..4).map(move |new| (old, new))) {
        let mut replaced = layers(old);
        replaced.forward(&tensor(array![[1.0, -2.0], [3.0, 0.5]]), Mode::Train);
        replaced.replace("Layer2", layer(new));
        assert_eq!(pass(replaced), pass(layers(new)), "layer {old} by layer {new}");
    }
}

#[test]
fn a_batch_that_was_changed_is_looked_at_again() {
    let digits = |shift| Array2::from_shape_fn((20, 200), |(i, j)| f32::from((i + j + shift) % 7 == 1));
    let layers = || {
        let w = Array2::from_shape_fn((200, 10), |(i, j)| ((i * 7 + j) % 13) as f32);
        Sequential::new().with_kernels(Kernels::Fast).push("Affine1", Affine::new(w, Array1::zeros(10)))
    };
    let mut network = layers();
    let mut x = tensor(digits(0));
    let y = network.forward(&x, Mode::Train);
    assert_eq!(network.predict(&x), y);
    x.assign(&digits(3));
    assert_eq!(network.predict(&x), layers().predict(&tensor(digits(3))));
    assert_ne!(network.predict(&x), y);
    // The loss after an update: the batch is known, the weights are new.
    let y = network.forward(&x, Mode::Train);
    network.get_mut::<Affine<f32>>("Affine1").w.fill(1.0);
    assert_ne!(network.predict(&x), y);
    assert_eq!(network.predict(&x).sum(), digits(3).sum() * 10.0);
}

#[test]
#[should_panic(expected = "backward needs a forward pass")]
fn backward_needs_forward() {
    let layers = vec![Conv(4, 3, 1, 1)];
    let case = Case { x: [2, 1, 10, 10], layers, numbers: Numbers::Integers, seed: 1 };
    case.network::<f32>(Kernels::Fast).backward(tensor(ArrayD::zeros(vec![2, 4, 10, 10])));
}
