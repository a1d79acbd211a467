//! One iteration of each network of the book (gradient, update, loss again; batches of 100), and inference.

use benches::work::{BATCH, CONVOLUTIONS, Data, SHARED, rng, training};
use common::{Activation, Extensions, MultiLayerNetExtend, OptimizerKind, WeightInit};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dataset::{Mnist, Source, synthetic};

fn iterations(c: &mut Criterion) {
    let mnist = Mnist {
        train: synthetic::digits(2_000, 1),
        test: synthetic::test_digits(10_000, 1),
        source: Source::Synthetic(1),
    };
    let data = Data::new(&mnist);
    let mut group = c.benchmark_group("iteration");
    group.sample_size(20).throughput(Throughput::Elements(BATCH as u64));

    let ch04 = || ch04::TwoLayerNet::new(784, 50, 10, 0.01, &mut rng());
    group.bench_function("ch04, backpropagation", |b| b.iter(training(ch04(), OptimizerKind::Sgd, 0.1, &data.flat)));
    for (name, use_batchnorm) in [("ch06, five layers", false), ("ch06, five layers with batch normalization", true)] {
        let (activation, init) = (Activation::Relu, WeightInit::He);
        let extensions = Extensions { use_batchnorm, ..Extensions::default() };
        let net = || MultiLayerNetExtend::new(784, &[100; 5], 10, activation, init, extensions, &mut rng());
        group.bench_function(name, |b| b.iter(training(net(), OptimizerKind::Sgd, 0.01, &data.flat)));
    }
    for work in SHARED.into_iter().chain([CONVOLUTIONS]) {
        group.throughput(Throughput::Elements(work.images as u64));
        group.bench_function(work.title, |b| b.iter(work.start(&data)));
    }
    group.finish();
}

criterion_group!(benches, iterations);
criterion_main!(benches);
