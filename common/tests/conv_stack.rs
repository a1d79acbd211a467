//! A stack of layers computes what the layers compute one after the other, with any number of threads.
//!
//! Weights and images are small integers: f32 is exact for them, Winograd's halves included, so that ReLU and max
//! pooling decide in f32 as in f64, equal numbers included.

mod golden_file;

use common::{ConvStack, Convolution, ImageLayer, Layer, Mode, Pooling, Real, Relu};
use golden_file::assert_close;
use ndarray::{Array1, Array4};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};

/// Images (N, C, H, W) and the layers that they go through.
#[derive(Clone, Debug)]
struct Case {
    x: (usize, usize, usize, usize),
    layers: Vec<Kind>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Number and size of filters, stride, padding.
    Convolution(usize, usize, usize, usize),
    Relu,
    /// Window and stride.
    Pooling(usize, usize),
}

/// Integers in −2..=2, most of them 0.
fn integers<A: Real>(shape: (usize, usize, usize, usize), seed: u64) -> Array4<A> {
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    Array4::from_shape_simple_fn(shape, || {
        A::of([-2.0, -1.0, 1.0, 2.0].get(rng.random_range(0..12)).copied().unwrap_or(0.0))
    })
}

fn layers<A: Real>(case: &Case) -> Vec<ImageLayer<A>> {
    let mut channels = case.x.1;
    let layer = |(seed, kind): (usize, &Kind)| match *kind {
        Kind::Convolution(count, size, stride, pad) => {
            let w = integers((count, channels, size, size), seed as u64);
            channels = count;
            Convolution::new(w, integers::<A>((count, 1, 1, 1), 99).into_flat(), stride, pad).into()
        }
        Kind::Relu => Relu::new().into(),
        Kind::Pooling(window, stride) => Pooling::new(window, window, stride, 0).into(),
    };
    case.layers.iter().enumerate().map(layer).collect()
}

/// Output, ∂L/∂x, and the gradients of all convolutions.
fn through_stack<A: Real>(case: &Case, x: &Array4<A>, dout: &Array4<A>) -> Vec<Array4<A>> {
    let mut stack = ConvStack::new(layers(case));
    let y = stack.forward(x.clone(), Mode::Train);
    assert_eq!(y, stack.predict_view(x.view()), "forward and predict");
    let dx = stack.backward(dout.clone());
    let gradients = |stack: &ConvStack<A>| {
        let convolutions = stack.convolutions().into_iter();
        convolutions.flat_map(|layer| [layer.dw.clone(), column(&layer.db)]).collect::<Vec<_>>()
    };
    let with_dx = gradients(&stack);
    stack.backward_parameters(dout.clone());
    assert_eq!(with_dx, gradients(&stack), "with and without dx");
    [vec![y, dx], with_dx].concat()
}

fn column<A: Real>(b: &Array1<A>) -> Array4<A> {
    b.clone().into_shape_with_order((b.len(), 1, 1, 1)).unwrap()
}

/// The same by the layers one by one, in f64.
fn layer_by_layer(case: &Case, x: &Array4<f64>, dout: &Array4<f64>) -> Vec<Array4<f64>> {
    let mut layers = layers::<f64>(case);
    let y = layers.iter_mut().fold(x.clone(), |x, layer| match layer {
        ImageLayer::Convolution(layer) => layer.forward(x, Mode::Train),
        ImageLayer::Relu(layer) => layer.forward(x, Mode::Train),
        ImageLayer::Pooling(layer) => layer.forward(x, Mode::Train),
    });
    let mut gradients = Vec::new();
    let dx = layers.iter_mut().rev().fold(dout.clone(), |dout, layer| match layer {
        ImageLayer::Convolution(layer) => {
            let dx = layer.backward(dout);
            gradients.splice(0..0, [layer.dw.clone(), column(&layer.db)]);
            dx
        }
        ImageLayer::Relu(layer) => layer.backward(dout),
        ImageLayer::Pooling(layer) => layer.backward(dout),
    });
    [vec![y, dx], gradients].concat()
}

fn agrees<A: Real>(case: &Case) {
    let x = integers::<A>(case.x, 7);
    let x64 = x.mapv(|x| Real::to_f64(x));
    let shape = ConvStack::new(layers::<f64>(case)).predict(x64.clone()).dim();
    let dout = integers::<A>(shape, 8);
    let expected = layer_by_layer(case, &x64, &dout.mapv(|d| Real::to_f64(d)));
    let got = through_stack(case, &x, &dout);
    assert_eq!(got[0].mapv(|v| Real::to_f64(v)), expected[0]);
    // The sums of the gradients may be too large to be exact.
    for (got, expected) in got.iter().zip(&expected) {
        let largest = expected.iter().fold(1.0_f64, |m, v| m.max(v.abs()));
        assert_close(&(got.mapv(|v| Real::to_f64(v)) / largest), &(expected / largest), 1e-6);
    }
}

fn stage() -> impl Strategy<Value = Vec<Kind>> {
    let convolution = (1..35_usize, prop_oneof![3 => Just(3_usize), 1 => 1..5_usize], 0..3_usize)
        .prop_map(|(count, size, pad)| Kind::Convolution(count, size, 1, pad.min(size - 1)));
    let pool = prop_oneof![Just(Kind::Pooling(2, 2)), Just(Kind::Pooling(3, 2)), Just(Kind::Pooling(2, 3))];
    (convolution, any::<bool>(), proptest::option::of(pool)).prop_map(|(convolution, relu, pool)| {
        [Some(convolution), relu.then_some(Kind::Relu), pool].into_iter().flatten().collect()
    })
}

fn cases() -> impl Strategy<Value = Case> {
    let stages = proptest::collection::vec(stage(), 1..4).prop_map(|stages| stages.concat());
    (1..4_usize, 1..20_usize, 48..52_usize, 48..52_usize, stages)
        .prop_map(|(n, c, h, w, layers)| Case { x: (n, c, h, w), layers })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn f32_agrees_with_the_layers_one_by_one(case in cases()) {
        agrees::<f32>(&case);
    }
}

#[test]
fn what_the_kernels_do_not_cover_runs_as_a_loop() {
    use Kind::{Convolution, Pooling, Relu};
    for layers in [
        vec![Convolution(5, 3, 2, 1), Relu, Pooling(2, 2)],
        vec![Pooling(2, 2), Convolution(5, 3, 1, 1)],
        vec![Convolution(5, 3, 1, 1), Pooling(2, 2), Relu],
        vec![Convolution(5, 2, 1, 3)],
        vec![],
    ] {
        let case = Case { x: (3, 2, 12, 12), layers };
        agrees::<f32>(&case);
        agrees::<f64>(&case);
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    use Kind::{Convolution, Pooling, Relu};
    let case = Case {
        x: (23, 1, 20, 18),
        layers: vec![
            Convolution(16, 3, 1, 1),
            Relu,
            Convolution(20, 3, 1, 2),
            Relu,
            Pooling(2, 2),
            Convolution(8, 5, 1, 0),
        ],
    };
    let x = integers::<f32>(case.x, 1).mapv(|v| v * 0.3);
    let dout = integers::<f32>(ConvStack::new(layers::<f32>(&case)).predict(x.clone()).dim(), 2).mapv(|v| v * 0.7);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| through_stack(&case, &x, &dout))
    };
    let one = run(1);
    assert!(one.iter().all(|array| array.iter().any(|&v| v != 0.0)));
    for threads in [2, 3, 7] {
        assert_eq!(one, run(threads), "{threads} threads");
    }
}

#[test]
fn channels_last_are_the_same_numbers_in_another_order() {
    let layers_of = vec![Kind::Convolution(5, 3, 1, 1), Kind::Relu, Kind::Pooling(2, 2), Kind::Convolution(3, 3, 1, 0)];
    let case = Case { x: (4, 2, 8, 8), layers: layers_of };
    let (mut first, mut last) = (ConvStack::new(layers::<f32>(&case)), ConvStack::new(layers(&case)).channels_last());
    let x = integers::<f32>(case.x, 1);
    let y = last.forward(x.clone(), Mode::Train);
    assert_eq!(y, first.forward(x.clone(), Mode::Train));
    assert_eq!((y.dim(), y.strides()), ((4, 3, 2, 2), &[12, 1, 6, 3][..]));
    assert_eq!(last.predict(x), y);
    let dx = last.backward(y.clone());
    assert_eq!(dx, first.backward(y));
    assert_eq!(dx.strides(), [128, 1, 16, 2]);
}

#[test]
fn batches_may_shrink_and_grow() {
    let case =
        Case { x: (12, 1, 10, 10), layers: vec![Kind::Convolution(4, 3, 1, 1), Kind::Relu, Kind::Pooling(2, 2)] };
    let x = integers::<f32>(case.x, 1).mapv(|v| v * 0.3);
    let mut stack = ConvStack::new(layers::<f32>(&case));
    for n in [12, 1, 0, 5, 12] {
        let x = x.slice(ndarray::s![..n, .., .., ..]);
        let y = stack.forward_view(x, Mode::Train);
        let mut fresh = ConvStack::new(layers::<f32>(&case));
        assert_eq!(y, fresh.forward_view(x, Mode::Train));
        assert_eq!(stack.backward(y.clone()), fresh.backward(y));
        assert_eq!(stack.convolutions()[0].dw, fresh.convolutions()[0].dw);
    }
    let y = stack.forward_view(Array4::zeros((2, 1, 14, 8)).view(), Mode::Train);
    assert_eq!(stack.backward(y).dim(), (2, 1, 14, 8));
}

#[test]
#[should_panic(expected = "backward needs a forward pass before it")]
fn backward_needs_forward() {
    let case = Case { x: (2, 1, 10, 10), layers: vec![Kind::Convolution(4, 3, 1, 1)] };
    ConvStack::new(layers::<f32>(&case)).backward(Array4::zeros((2, 4, 10, 10)));
}
