//! What the measurements were taken on.

use std::fs;
use std::hint::black_box;

use kernels::dot_into;
use ndarray::Array2;

use crate::samples::seconds_a_call;

/// The processor's name where Linux tells it, threads and vectors.
pub fn description() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let name = name.map_or(std::env::consts::ARCH, |(_, name)| name);
    format!("{name}, {} threads, {}", rayon::current_num_threads(), vectors())
}

fn vectors() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") {
            return "AVX-512";
        }
        if is_x86_feature_detected!("avx2") {
            return "AVX2";
        }
    }
    std::env::consts::ARCH
}

/// GFLOP/s of a product of large square matrices in f32 on all threads, the best of a few: what counts as the
/// machine's peak.
pub fn peak() -> f64 {
    const SIZE: usize = 1536;
    let a = Array2::from_shape_fn((SIZE, SIZE), |(i, j)| (i * 3 + j) as f32 / 1e4);
    let mut c = Array2::zeros((SIZE, SIZE));
    let product = |c: &mut Array2<f32>| seconds_a_call(1, || dot_into(black_box(&a), &a, 0.0, c));
    let best = (0..4).map(|_| product(&mut c)).fold(f64::INFINITY, f64::min);
    black_box(c);
    gflops(SIZE * SIZE * SIZE, best)
}

/// GFLOP/s of so many multiplications, each with an addition, in `seconds`.
pub fn gflops(multiplications: usize, seconds: f64) -> f64 {
    2e-9 * multiplications as f64 / seconds
}
