//! The matrix products of the book's networks in f32, and the share of the machine's peak that each reaches.

use benches::machine::{gflops, peak};
use benches::samples::{Times, seconds_a_call};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kernels::dot_into;
use ndarray::Array2;

/// (Where, M, K, N): (M, K) · (K, N).
const PRODUCTS: [(&str, usize, usize, usize); 8] = [
    ("ch05 forward, layer 1", 100, 784, 50),
    ("ch05 dW, layer 1", 784, 100, 50),
    ("ch05 forward, layer 2", 100, 50, 10),
    ("ch06 forward", 100, 100, 100),
    ("ch06 hidden_layer_digits", 512, 784, 100),
    ("ch07 forward, Affine", 100, 4320, 100),
    ("ch07 dW, Affine", 4320, 100, 100),
    ("ch08 im2col", 78400, 144, 16),
];

fn products(c: &mut Criterion) {
    let peak = peak();
    println!("peak: {peak:.0} GFLOP/s");
    let mut group = c.benchmark_group("gemm");
    for (name, m, k, n) in PRODUCTS {
        let matrix = |rows, columns| Array2::from_shape_fn((rows, columns), |(i, j)| (i * 7 + j) as f32 / 1e5);
        let (x, w, mut y) = (matrix(m, k), matrix(k, n), Array2::zeros((m, n)));
        let mut product = || dot_into(&x, &w, 0.0, &mut y);
        let mut times = Times::default();
        (0..20).for_each(|_| times.push(seconds_a_call(10, &mut product)));
        println!("{name}: {:.0} % of the peak", 100.0 * gflops(m * k * n, times.median()) / peak);
        // Elements are floating-point operations here: Gelem/s are GFLOP/s.
        group.throughput(Throughput::Elements(2 * (m * k * n) as u64));
        group.bench_function(name, |b| b.iter(&mut product));
    }
    group.finish();
}

criterion_group!(benches, products);
criterion_main!(benches);
