//! Fully connected networks against reference values: scores, loss, every gradient, and ten steps of learning.

mod golden_file;

use common::{
    Activation, BatchNormalization, Layer, Mode, MultiLayerNet, MultiLayerNetExtend, Network, Real, Targets, WeightInit,
};
use golden_file::{Golden, assert_close};
use ndarray::{Array1, Array2, ArrayD, Ix2, array};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(0)
}

/// Gives the network the parameters `PREFIX.param.W1` … of the file.
fn load<A: Real>(net: &mut impl Network<A>, golden: &Golden, prefix: &str) {
    for mut parameter in net.parameters() {
        parameter.value.assign(&golden.array::<A, ndarray::IxDyn>(&format!("{prefix}param.{}", parameter.name)));
    }
}

fn targets<A: Real>(golden: &Golden, prefix: &str) -> [Targets<A>; 2] {
    let labels = Array1::from(golden.integers(&format!("{prefix}t_label")));
    [Targets::from(labels), Targets::from(golden.array::<A, Ix2>(&format!("{prefix}t")))]
}

fn learns_as_the_reference<A: Real>(
    file: &str,
    prefix: &str,
    hidden: &[usize],
    activation: Activation,
    decay: f64,
    tolerance: f64,
) {
    let golden = Golden::read(file);
    let x: Array2<A> = golden.array(&format!("{prefix}x"));
    for t in targets::<A>(&golden, prefix) {
        let scores: Array2<A> = golden.array(&format!("{prefix}logits"));
        let mut net =
            MultiLayerNet::<A>::new(x.ncols(), hidden, scores.ncols(), activation, WeightInit::He, &mut rng())
                .with_weight_decay(decay);
        load(&mut net, &golden, prefix);
        assert_close(&net.predict(x.view()), &scores, tolerance);
        let expected = golden.array(&format!("{prefix}loss"));
        assert_close(&array![net.loss(x.view(), &t)], &expected, tolerance);
        assert_close(&array![net.gradient(x.view(), &t)], &expected, tolerance);
        for parameter in net.parameters() {
            let expected: ArrayD<A> = golden.array(&format!("{prefix}grad.{}", parameter.name));
            assert_close(&parameter.gradient, &expected, tolerance);
        }

        let losses: Array1<A> = golden.array(&format!("{prefix}losses"));
        for &expected in &losses {
            net.gradient(x.view(), &t);
            for mut parameter in net.parameters() {
                parameter.value.scaled_add(A::of(-0.1), &parameter.gradient);
            }
            assert_close(&array![net.loss(x.view(), &t)], &array![expected], tolerance);
        }
        for parameter in net.parameters() {
            let expected: ArrayD<A> = golden.array(&format!("{prefix}final.{}", parameter.name));
            assert_close(&parameter.value, &expected, tolerance);
        }
    }
}

#[test]
fn two_layers() {
    for (file, activation) in [("two_layer_sigmoid", Activation::Sigmoid), ("two_layer_relu", Activation::Relu)] {
        learns_as_the_reference::<f64>(file, "", &[8], activation, 0.0, 1e-9);
        learns_as_the_reference::<f32>(file, "", &[8], activation, 0.0, 1e-4);
    }
}

#[test]
fn many_layers_with_weight_decay() {
    for (prefix, activation) in [("sigmoid.", Activation::Sigmoid), ("relu.", Activation::Relu)] {
        learns_as_the_reference::<f64>("multi_layer", prefix, &[10, 9, 8], activation, 0.1, 1e-9);
        learns_as_the_reference::<f32>("multi_layer", prefix, &[10, 9, 8], activation, 0.1, 1e-4);
    }
}

fn batch_norm_and_dropout_as_the_reference<A: Real>(tolerance: f64) {
    let golden = Golden::read("multi_layer_extend");
    let x: Array2<A> = golden.array("x");
    for t in targets::<A>(&golden, "") {
        let mut net = MultiLayerNetExtend::<A>::new(12, &[10, 9], 4, Activation::Relu, WeightInit::He, &mut rng())
            .with_batch_norm()
            .with_dropout(0.3, &mut rng());
        load(&mut net, &golden, "");
        for (dropout, mask) in net.dropouts().zip(["mask1", "mask2"]) {
            dropout.fix_mask(golden.array::<f64, Ix2>(mask).mapv(|kept| kept == 1.0));
        }
        assert_close(&array![net.gradient(x.view(), &t)], &golden.array("loss"), tolerance);
        for parameter in net.parameters() {
            let expected: ArrayD<A> = golden.array(&format!("grad.{}", parameter.name));
            assert_close(&parameter.gradient, &expected, tolerance);
        }
        for (i, norm) in net.batch_norms().enumerate() {
            assert_close(&norm.running_mean, &golden.array(&format!("running_mean{}", i + 1)), tolerance);
            assert_close(&norm.running_var, &golden.array(&format!("running_var{}", i + 1)), tolerance);
        }
        let scores: Array2<A> = golden.array("infer_logits");
        assert_close(&net.predict(x.view()), &scores, tolerance);
        let loss = common::softmax_loss(&scores, &t);
        assert_close(&array![net.loss(x.view(), &t)], &array![loss], tolerance);
    }
}

#[test]
fn batch_norm_and_dropout() {
    batch_norm_and_dropout_as_the_reference::<f64>(1e-9);
    batch_norm_and_dropout_as_the_reference::<f32>(1e-4);
}

fn batch_norm_as_the_reference<A: Real>(tolerance: f64) {
    let golden = Golden::read("batchnorm");
    let mut layer = BatchNormalization::<A, Ix2>::new(golden.array("gamma"), golden.array("beta"));
    for step in ["step1", "step2"] {
        let array = |name| golden.array::<A, Ix2>(&format!("{step}.{name}"));
        let vector = |name| golden.array::<A, ndarray::Ix1>(&format!("{step}.{name}"));
        assert_close(&layer.forward(array("x"), Mode::Train), &array("out"), tolerance);
        assert_close(&layer.running_mean, &vector("running_mean"), tolerance);
        assert_close(&layer.running_var, &vector("running_var"), tolerance);
        assert_close(&layer.backward(array("dout")), &array("dx"), tolerance);
        assert_close(&layer.dgamma, &vector("dgamma"), tolerance);
        assert_close(&layer.dbeta, &vector("dbeta"), tolerance);
    }
    assert_close(&layer.predict(golden.array("infer.x")), &golden.array("infer.out"), tolerance);
}

#[test]
fn batch_normalization_twice_then_inference() {
    batch_norm_as_the_reference::<f64>(1e-9);
    batch_norm_as_the_reference::<f32>(1e-4);
}
