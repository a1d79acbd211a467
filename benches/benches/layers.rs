//! Each layer at a size of the book, forward and backward, batches of 100.

use std::hint::black_box;

use benches::work::{BATCH, rng};
use common::{
    Affine, BatchNormalization, ConvParam, Dropout, Layer, Mode, Pooling, Relu, Sigmoid, SoftmaxWithLoss, Tanh,
    Targets, WeightInit,
};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use ndarray::{Array, Array1, Dimension, IntoDimension, Ix2, Ix4};

/// Numbers of both signs, few of them 0.
fn numbers<S: IntoDimension>(shape: S) -> Array<f32, S::Dim> {
    let mut next = 0_u32;
    Array::from_shape_simple_fn(shape, || {
        next = next.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        next as f32 / u32::MAX as f32 - 0.5
    })
}

fn layer<I: Dimension, O: Dimension>(
    c: &mut Criterion,
    name: &str,
    mut layer: impl Layer<f32, Input = I, Output = O>,
    x: Array<f32, I>,
) {
    let mut group = c.benchmark_group(name);
    group.throughput(Throughput::Elements(BATCH as u64));
    let dout = layer.forward(x.clone(), Mode::Train);
    group.bench_function("forward", |b| {
        b.iter_batched(|| x.clone(), |x| black_box(layer.forward(x, Mode::Train)), BatchSize::LargeInput);
    });
    group.bench_function("backward", |b| {
        b.iter_batched(|| dout.clone(), |dout| black_box(layer.backward(dout)), BatchSize::LargeInput);
    });
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
    layer(c, "ReLU 30x24x24", Relu::<Ix4>::new(), numbers((BATCH, 30, 24, 24)));
    layer(c, "Sigmoid 100", Sigmoid::<f32, Ix2>::new(), numbers((BATCH, 100)));
    layer(c, "Tanh 100", Tanh::<f32, Ix2>::new(), numbers((BATCH, 100)));
    layer(c, "Dropout 100", Dropout::<Ix2>::new(0.5, rng()), numbers((BATCH, 100)));
    let batch_norm = BatchNormalization::<f32, Ix2>::new(Array1::ones(100), Array1::zeros(100));
    layer(c, "BatchNormalization 100", batch_norm, numbers((BATCH, 100)));

    let targets = Targets::Labels((0..BATCH).map(|i| i % 10).collect());
    let (mut last, x) = (SoftmaxWithLoss::new(), numbers((BATCH, 10)));
    c.bench_function("SoftmaxWithLoss 10/both", |b| {
        b.iter_batched(
            || x.clone(),
            |x| {
                black_box(last.forward(x, &targets));
                black_box(last.backward(1.0))
            },
            BatchSize::LargeInput,
        );
    });
}

criterion_group!(benches, layers);
criterion_main!(benches);
