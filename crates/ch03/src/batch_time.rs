//! How long an image takes alone, and how long in batches.

use std::time::Instant;

use ndarray::Array2;
use plot::{Axes, Color};

use crate::neuralnet_mnist_batch::in_batches;
use crate::sample_network::Network;

/// Sizes of a batch that are timed beside the user's.
const SIZES: [usize; 3] = [10, 100, 1000];

/// Seconds per image: one by one (`None`), and in batches of each size.
pub type Times = Vec<(Option<usize>, f64)>;

/// Classifies all images in batches of each size, three times, and keeps the shortest time of each, beside the seconds
/// that all took `one_by_one`.
pub fn time_per_image(network: &Network, x: &Array2<f32>, t: &[usize], batch_size: usize, one_by_one: f64) -> Times {
    let shortest = |size: usize| {
        let times = (0..3).map(|_| {
            let start = Instant::now();
            in_batches(network, x, t, size);
            start.elapsed().as_secs_f64()
        });
        times.fold(f64::MAX, f64::min)
    };
    let per_image = |seconds: f64| seconds / x.nrows() as f64;
    let mut sizes = [&SIZES[..], &[batch_size.min(x.nrows())]].concat();
    sizes.retain(|&size| size <= x.nrows());
    sizes.sort_unstable();
    sizes.dedup();
    let batches = sizes.into_iter().map(|size| (Some(size), per_image(shortest(size))));
    [(None, per_image(one_by_one))].into_iter().chain(batches).collect()
}

/// A bar for each way, in microseconds.
pub fn panel(times: &Times) -> Axes {
    let names: Vec<String> =
        times.iter().map(|(size, _)| size.map_or("one by one".into(), |size| format!("batches\nof {size}"))).collect();
    let microseconds: Vec<f64> = times.iter().map(|(_, seconds)| 1e6 * seconds).collect();
    let colors: Vec<Color> = times.iter().map(|(size, _)| if size.is_some() { Color::C0 } else { Color::C1 }).collect();
    let mut ax = Axes::new();
    ax.bar(0..times.len(), &microseconds).colors(&colors).values(|time| format!("{time:.1}"));
    ax.categories(&names).ylabel("µs per image");
    ax
}
