//! Convolution and pooling against their definitions and the golden values.

use common::{Convolution, Kernels, Layer, Mode, Pooling, Real, Sequential, Tensor, col2im, im2col, tensor};
use ndarray::{Array1, Array4, Ix1, Ix2, Ix4};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal};

use crate::full;
use crate::golden_file::{Golden, assert_close};
use crate::reference::{Probe, channels_last, conv_reference, conv_reference_backward};

const KERNELS: [Kernels; 2] = [Kernels::Fast, Kernels::Book];

/// `layer` behind a [`Probe`], for whose sake ∂L/∂x is computed.
fn probed<A: Real>(layer: impl Layer<A>, kernels: Kernels) -> Sequential<A> {
    Sequential::new().with_kernels(kernels).push("Probe", Box::new(Probe::<A>(None))).push("layer", Box::new(layer))
}

fn dx<A: Real>(layers: &Sequential<A>) -> &Tensor<A> {
    layers.get::<Probe<A>>("Probe").0.as_ref().expect("a backward pass")
}

#[test]
fn im2col_golden() {
    let golden = Golden::read("im2col");
    for case in 1..=5 {
        let name = |part: &str| format!("case{case}.{part}");
        let [filter_h, filter_w, stride, pad] = golden.integers(&name("params"))[..] else { panic!("four parameters") };
        let x = golden.array::<f64, Ix4>(&name("x"));
        assert_close(&im2col(&x, filter_h, filter_w, stride, pad), &golden.array::<f64, Ix2>(&name("col")), 1e-9);
        let v = golden.array::<f64, Ix2>(&name("v"));
        let back = col2im(&v, x.dim(), filter_h, filter_w, stride, pad);
        assert_close(&back, &golden.array::<f64, Ix4>(&name("col2im")), 1e-9);
    }
}

fn convolution_golden<A: Real>(tolerance: f64) {
    let golden = Golden::read("conv_pool");
    for case in 1..=3 {
        let name = |part: &str| format!("conv{case}.{part}");
        let array = |part: &str| golden.tensor::<A>(&name(part));
        let [stride, pad] = golden.integers(&name("params"))[..] else { panic!("two parameters") };
        let (w, b) = (golden.array::<A, Ix4>(&name("W")), golden.array::<A, Ix1>(&name("b")));
        for kernels in KERNELS {
            let mut layers = probed(Convolution::new(w.clone(), b.clone(), stride, pad), kernels);
            assert_close(&layers.predict(&array("x")), &array("out"), tolerance);
            assert_close(&layers.forward(&array("x"), Mode::Train), &array("out"), tolerance);
            layers.backward(array("dout"));
            assert_close(dx(&layers), &array("dx"), tolerance);
            let layer = layers.get::<Convolution<A>>("layer");
            assert_close(&layer.dw, &golden.array::<A, Ix4>(&name("dW")), tolerance);
            assert_close(&layer.db, &golden.array::<A, Ix1>(&name("db")), tolerance);
        }
    }
}

#[test]
fn convolution_golden_f64() {
    convolution_golden::<f64>(1e-9);
}

#[test]
fn convolution_golden_f32() {
    convolution_golden::<f32>(1e-4);
}

fn pooling_golden<A: Real>(tolerance: f64) {
    let golden = Golden::read("conv_pool");
    for case in 1..=3 {
        let array = |part: &str| golden.tensor::<A>(&format!("pool{case}.{part}"));
        for kernels in KERNELS {
            let mut layers = probed(Pooling::new(2, 2, 2, 0), kernels);
            assert_close(&layers.predict(&array("x")), &array("out"), tolerance);
            assert_close(&layers.forward(&array("x"), Mode::Train), &array("out"), tolerance);
            layers.backward(array("dout"));
            assert_close(dx(&layers), &array("dx"), tolerance);
        }
    }
}

#[test]
fn pooling_golden_values() {
    pooling_golden::<f64>(1e-9);
    pooling_golden::<f32>(1e-6);
}

/// Standard normal numbers.
fn normal<A: Real>(shape: (usize, usize, usize, usize), seed: u64) -> Array4<A> {
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    Array4::from_shape_simple_fn(shape, || A::of(StandardNormal.sample(&mut rng)))
}

/// Sizes of a convolution.
#[derive(Clone, Copy, Debug)]
struct Case {
    x: (usize, usize, usize, usize),
    filters: (usize, usize, usize),
    stride: usize,
    pad: usize,
}

fn cases(channels: impl Strategy<Value = usize>, stride: impl Strategy<Value = usize>) -> impl Strategy<Value = Case> {
    let filters = prop_oneof![3 => Just((3, 3)), 1 => Just((5, 5)), 2 => (1..6_usize, 1..6_usize)];
    (channels, 1..40_usize, filters, stride, 0..4_usize, 1..13_usize, 0..12_usize, 0..12_usize).prop_map(
        |(c, count, (fh, fw), stride, pad, n, more_h, more_w)| Case {
            x: (n, c, fh.saturating_sub(2 * pad).max(1) + more_h, fw.saturating_sub(2 * pad).max(1) + more_w),
            filters: (count, fh, fw),
            stride,
            pad,
        },
    )
}

/// Forward and backward agree with the seven loops: in f64 to rounding, in f32 relative to the largest value
/// (Winograd's transforms add terms that cancel).
fn agrees<A: Real>(case: Case, tolerance: f64) {
    let (count, fh, fw) = case.filters;
    let (x, w) = (normal::<f64>(case.x, 1), normal::<f64>((count, case.x.1, fh, fw), 2));
    let b: Array1<f64> = normal((count, 1, 1, 1), 3).into_flat();
    let expected = conv_reference(&x, &w, &b, case.stride, case.pad);
    let dout = normal::<f64>(expected.dim(), 4);
    let (dx_expected, dw, db) = conv_reference_backward(&x, &w, &dout, case.stride, case.pad);

    let to = |a: &Array4<f64>| a.mapv(A::of);
    let both = |a: &Array4<f64>| [tensor(to(a)), tensor(channels_last(&to(a)))];
    let layer = Convolution::new(to(&w), b.mapv(A::of), case.stride, case.pad);
    let close = |got: &Tensor<A>, expected: &Array4<f64>| {
        let largest = expected.iter().fold(1.0_f64, |m, v| m.max(v.abs()));
        assert_close(got, &tensor(to(expected)), tolerance * largest);
    };
    for kernels in KERNELS {
        let alone = Sequential::new().with_kernels(kernels).push("layer", Box::new(layer.clone()));
        for (mut layers, with_dx) in [(probed(layer.clone(), kernels), true), (alone, false)] {
            for (x, dout) in both(&x).into_iter().zip(both(&dout)) {
                close(&layers.predict(&x), &expected);
                close(&layers.forward(&x, Mode::Train), &expected);
                layers.get_mut::<Convolution<A>>("layer").dw.fill(A::of(f64::NAN));
                layers.backward(dout);
                if with_dx {
                    close(dx(&layers), &dx_expected);
                }
                let Convolution { dw: got_dw, db: got_db, .. } = layers.get::<Convolution<A>>("layer");
                close(&tensor(got_dw.clone()), &dw);
                let column = |db: Array1<f64>| db.into_shape_with_order((count, 1, 1, 1)).unwrap();
                close(&tensor(column(got_db.mapv(|db| Real::to_f64(db))).mapv(A::of)), &column(db.clone()));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if full() { 120 } else { 60 }))]

    #[test]
    fn f64_agrees_with_the_reference(case in cases(1..5_usize, 1..4_usize)) {
        agrees::<f64>(case, 1e-12);
    }

    #[test]
    fn f32_agrees_with_the_reference(case in cases(1..40_usize, prop_oneof![4 => Just(1_usize), 1 => 1..4_usize])) {
        agrees::<f32>(case, 2e-5);
    }

    #[test]
    fn pooling_agrees_with_its_definition(
        (pool_h, pool_w) in (1..5_usize, 1..5_usize), stride in 1..4_usize, pad in 0..4_usize,
        n in 1..3_usize, c in 1..4_usize, more_h in 0..8_usize, more_w in 0..8_usize, seed in 0..99_u64,
    ) {
        let pad = pad.min(pool_h - 1).min(pool_w - 1);
        let x = normal::<f64>((n, c, pool_h + more_h, pool_w + more_w), seed).mapv(|v| v.round());
        let (out, dx_expected) = pooling_reference(&x, pool_h, pool_w, stride, pad);
        let (out, dx_expected) = (tensor(out), tensor(dx_expected));
        let mut layer = Pooling::new(pool_h, pool_w, stride, pad);
        assert_eq!(layer.predict(tensor(x.clone())), out);
        assert_eq!(layer.forward(tensor(channels_last(&x)), Mode::Train), out);
        assert_eq!(layer.backward(out.clone()), dx_expected);

        // Rounded numbers are the same in f32.
        let single = |a: &Tensor<f64>| a.mapv(|x| x as f32).into_shared();
        let mut layers = probed(layer, Kernels::Fast);
        assert_eq!(layers.predict(&single(&tensor(x.clone()))), single(&out));
        assert_eq!(layers.forward(&single(&tensor(channels_last(&x))), Mode::Train), single(&out));
        layers.backward(single(&out));
        assert_eq!(dx(&layers), single(&dx_expected));
    }
}

/// Maxima by the definition, and the gradient for dout = out.
fn pooling_reference(x: &Array4<f64>, ph: usize, pw: usize, stride: usize, pad: usize) -> (Array4<f64>, Array4<f64>) {
    let (n, c, h, w) = x.dim();
    let mut padded = Array4::from_elem((n, c, h + 2 * pad, w + 2 * pad), f64::NEG_INFINITY);
    padded.slice_mut(ndarray::s![.., .., pad..pad + h, pad..pad + w]).assign(x);
    let (oh, ow) = ((h + 2 * pad - ph) / stride + 1, (w + 2 * pad - pw) / stride + 1);
    let (mut out, mut dx) = (Array4::zeros((n, c, oh, ow)), Array4::zeros(padded.dim()));
    for ((n, c, i, j), out) in out.indexed_iter_mut() {
        let mut best = (f64::NEG_INFINITY, 0, 0);
        for row in i * stride..i * stride + ph {
            for column in j * stride..j * stride + pw {
                if padded[[n, c, row, column]] > best.0 {
                    best = (padded[[n, c, row, column]], row, column);
                }
            }
        }
        *out = best.0;
        dx[[n, c, best.1, best.2]] += best.0;
    }
    (out, dx.slice_move(ndarray::s![.., .., pad..pad + h, pad..pad + w]))
}

#[test]
#[should_panic(expected = "(input + 2·pad − filter)/stride + 1")]
fn filter_larger_than_the_input_names_the_formula() {
    Convolution::<f32>::new(Array4::zeros((1, 1, 5, 5)), Array1::zeros(1), 1, 0)
        .predict(tensor(Array4::zeros((1, 1, 4, 4))));
}

#[test]
#[should_panic(expected = "channels of x (2, 3, 8, 8) (left) and of the filters (4, 2, 3, 3) (right)")]
fn wrong_channels_name_both_shapes() {
    Convolution::<f32>::new(Array4::zeros((4, 2, 3, 3)), Array1::zeros(4), 1, 0)
        .predict(tensor(Array4::zeros((2, 3, 8, 8))));
}

#[test]
#[should_panic(expected = "backward needs a forward pass in Mode::Train before it")]
fn backward_needs_forward() {
    Convolution::<f32>::new(Array4::zeros((4, 2, 3, 3)), Array1::zeros(4), 1, 0)
        .backward(tensor(Array4::zeros((2, 4, 6, 6))));
}

#[test]
#[should_panic(expected = "shape of dout (left) and of the output (right)")]
fn wrong_dout_names_both_shapes() {
    let mut layer = Convolution::<f32>::new(Array4::zeros((4, 2, 3, 3)), Array1::zeros(4), 1, 0);
    layer.forward(tensor(Array4::zeros((2, 2, 8, 8))), Mode::Train);
    layer.backward(tensor(Array4::zeros((2, 4, 8, 8))));
}
