//! One batch of 100 images through 784-50-10: the book's numerical gradient, and the incremental one.

use std::hint::black_box;
use std::time::Duration;

use ch04::TwoLayerNet;
use ch04::incremental_gradient::incremental_gradient;
use common::Network;
use criterion::{Criterion, criterion_group, criterion_main};
use dataset::synthetic;
use experiment::Format;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

fn numerical_gradient(c: &mut Criterion) {
    let digits = synthetic::digits(100, 0);
    let (x, t) = Format::default().of(&digits);
    let x = x.to_tensor();
    let network = TwoLayerNet::new(784, 50, 10, 0.01, &mut ChaCha8Rng::seed_from_u64(0));

    let mut group = c.benchmark_group("numerical_gradient");
    group.bench_function("incremental", |b| b.iter(|| black_box(incremental_gradient(&network, &x, &t))));
    group.sample_size(10).measurement_time(Duration::from_secs(1)).warm_up_time(Duration::from_millis(1));
    group.bench_function("general", |b| b.iter(|| black_box(network.numerical_gradient(&x, &t))));
    group.finish();
}

criterion_group!(benches, numerical_gradient);
criterion_main!(benches);
