//! Where digits come from, and how they become batches and figures.

use std::hint::black_box;

use benches::work::{BATCH, Data, batch};
use common::{col2im, im2col};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dataset::{Choice, Mnist, Options, Source, load_mnist, synthetic};
use ndarray::Ix4;
use plot::{Axes, Figure};

fn digits(c: &mut Criterion) {
    let mut group = c.benchmark_group("digits");
    group.sample_size(10).throughput(Throughput::Elements(70_000));
    let options = Options { choice: Choice::Mnist, mirrors: Vec::new(), progress: false, ..Options::default() };
    if let Err(reason) = load_mnist(&options) {
        println!("MNIST is not measured: {reason}");
    } else {
        group.bench_function("MNIST from its files", |b| b.iter(|| black_box(load_mnist(&options))));
    }
    group.bench_function("synthetic", |b| b.iter(|| black_box(synthetic::digits(70_000, 1))));
    group.finish();
}

fn batches(c: &mut Criterion) {
    let train = synthetic::digits(10_000, 1);
    let mnist = Mnist { test: train.clone(), train, source: Source::Synthetic(1) };
    let data = Data::new(&mnist);
    let mut group = c.benchmark_group("batch");
    group.throughput(Throughput::Elements(BATCH as u64));
    let batch_mask: Vec<_> = (0..BATCH).map(|i| i * 97).collect();
    group.bench_function("x_train[batch_mask]", |b| b.iter(|| black_box(data.flat.0.select(&batch_mask))));
    let x = batch(&data).into_dimensionality::<Ix4>().expect("images");
    let col = im2col(&x, 5, 5, 1, 0);
    group.bench_function("im2col 5x5", |b| b.iter(|| black_box(im2col(&x, 5, 5, 1, 0))));
    group.bench_function("col2im 5x5", |b| b.iter(|| black_box(col2im(&col, x.dim(), 5, 5, 1, 0))));
    group.finish();
}

fn figure(c: &mut Criterion) {
    let loss: Vec<f64> = (0..10_000).map(|i| 2.3 / (1.0 + f64::from(i) / 100.0)).collect();
    c.bench_function("figure of 10,000 points", |b| {
        b.iter(|| {
            let mut ax = Axes::new();
            ax.plot_y(&loss);
            ax.xlabel("iteration").ylabel("loss");
            Figure::from(ax).png().expect("drawn")
        });
    });
}

criterion_group!(benches, digits, batches, figure);
criterion_main!(benches);
