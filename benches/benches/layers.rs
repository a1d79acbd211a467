//! Each layer at a size of the book, forward and backward, batches of 100.

use std::hint::black_box;

use benches::work::{BATCH, rng};
use common::{
    Affine, BatchNormalization, ConvParam, Dropout, Layer, Mode, Pooling, Relu, Sequential, Sigmoid, SoftmaxWithLoss,
    Tanh, Targets, Tensor, WeightInit, tensor,
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ndarray::{Array, Array1, IntoDimension};

/// Numbers of both signs, few of them 0.
fn numbers(shape: impl IntoDimension) -> Tensor<f32> {
    let mut next = 0_u32;
    tensor(Array::from_shape_simple_fn(shape, || {
        next = next.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        next as f32 / u32::MAX as f32 - 0.5
    }))
}

/// The first layer of a network, which needs no ∂L/∂x: behind it, what is measured computes its own.
#[derive(Clone)]
struct First;

impl Layer<f32> for First {
    fn forward(&mut self, x: Tensor<f32>, _mode: Mode) -> Tensor<f32> {
        x
    }

    fn predict(&self, x: Tensor<f32>) -> Tensor<f32> {
        x
    }

    fn backward(&mut self, dout: Tensor<f32>) -> Tensor<f32> {
        dout
    }
}

fn layer(c: &mut Criterion, name: &str, layer: impl Layer<f32>, x: Tensor<f32>) {
    let mut layers = Sequential::new().push("first", Box::new(First)).push("layer", Box::new(layer));
    let mut group = c.benchmark_group(name);
    group.throughput(Throughput::Elements(BATCH as u64));
    let dout = layers.forward(&x, Mode::Train);
    group.bench_function("forward", |b| b.iter(|| black_box(layers.forward(&x, Mode::Train))));
    group.bench_function("backward", |b| b.iter(|| layers.backward(dout.clone())));
    group.finish();
}

fn layers(c: &mut Criterion) {
    let conv = |filter_num, filter_size, pad| ConvParam { filter_num, filter_size, pad, stride: 1 };
    let affine = Affine::new(WeightInit::He.weights((4320, 100), &mut rng()), Array1::zeros(100));
    layer(c, "Affine 4320-100", affine, numbers((BATCH, 4320)));
    layer(
        c,
        "Convolution 1-30 5x5, 28x28",
        conv(30, 5, 0).layer(1, WeightInit::He, &mut rng()),
        numbers((BATCH, 1, 28, 28)),
    );
    layer(
        c,
        "Convolution 16-16 3x3, 28x28",
        conv(16, 3, 1).layer(16, WeightInit::He, &mut rng()),
        numbers((BATCH, 16, 28, 28)),
    );
    layer(
        c,
        "Convolution 64-64 3x3, 8x8",
        conv(64, 3, 1).layer(64, WeightInit::He, &mut rng()),
        numbers((BATCH, 64, 8, 8)),
    );
    layer(c, "Pooling 2x2, 30x24x24", Pooling::new(2, 2, 2, 0), numbers((BATCH, 30, 24, 24)));
    layer(c, "ReLU 30x24x24", Relu::new(), numbers((BATCH, 30, 24, 24)));
    layer(c, "Sigmoid 100", Sigmoid::new(), numbers((BATCH, 100)));
    layer(c, "Tanh 100", Tanh::new(), numbers((BATCH, 100)));
    layer(c, "Dropout 100", Dropout::new(0.5, rng()), numbers((BATCH, 100)));
    let batch_norm = BatchNormalization::new(Array1::ones(100), Array1::zeros(100));
    layer(c, "BatchNormalization 100", batch_norm, numbers((BATCH, 100)));

    let targets = Targets::Labels((0..BATCH).map(|i| i % 10).collect());
    let (mut last, x) = (SoftmaxWithLoss::new(), numbers((BATCH, 10)));
    c.bench_function("SoftmaxWithLoss 10/both", |b| {
        b.iter(|| {
            black_box(last.forward(x.clone(), &targets));
            black_box(last.backward(1.0))
        });
    });
}

criterion_group!(benches, layers);
criterion_main!(benches);
