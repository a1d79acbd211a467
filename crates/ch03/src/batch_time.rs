//! How long an image takes alone, and how long in batches.

use std::time::Instant;

use ndarray::Array2;
use plot::{Axes, Color};

use crate::neuralnet_mnist_batch::in_batches;
use crate::sample_network::Network;

/// Sizes of a batch that are timed beside the user's.
const SIZES: [usize; 3] = [10, 100, 1000];

/// Seconds per image: one by one (`None`), and in batches of each size.
pub(crate) type Times = Vec<(Option<usize>, f64)>;

/// Classifies all images in batches of each size, three times, and keeps the shortest time of each, beside the seconds
/// that all took `one_by_one`.
pub(crate) fn time_per_image(
    network: &Network,
    x: &Array2<f32>,
    t: &[usize],
    batch_size: usize,
    one_by_one: f64,
) -> Times {
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
pub(crate) fn panel(times: &Times) -> Axes {
    let names: Vec<String> =
        times.iter().map(|(size, _)| size.map_or("one by one".into(), |size| format!("batches\nof {size}"))).collect();
    let microseconds: Vec<f64> = times.iter().map(|(_, seconds)| 1e6 * seconds).collect();
    let colors: Vec<Color> = times.iter().map(|(size, _)| if size.is_some() { Color::C0 } else { Color::C1 }).collect();
    let mut ax = Axes::new();
    ax.bar(0..times.len(), &microseconds).colors(&colors).values(|time| format!("{time:.1}"));
    ax.categories(&names).ylabel("µs per image");
    ax
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::neuralnet_mnist::init_network;
    use plot::Figure;

    #[test]
    fn every_way_that_has_enough_images_is_timed_and_has_its_bar() {
        let network = init_network(None).unwrap();
        let (x, t) = (Array2::from_elem((120, 784), 0.5), [0; 120]);
        for (asked, expected) in [
            (64, vec![None, Some(10), Some(64), Some(100)]),
            (100, vec![None, Some(10), Some(100)]),
            (usize::MAX, vec![None, Some(10), Some(100), Some(120)]),
        ] {
            let times = time_per_image(&network, &x, &t, asked, 2.4);
            assert!((times[0].1 - 0.02).abs() < 1e-9);
            assert_eq!(times.iter().map(|(size, _)| *size).collect::<Vec<_>>(), expected);
            assert!(times.iter().all(|(_, seconds)| *seconds > 0.0));
        }
        let csv = Figure::from(panel(&vec![(None, 2e-5), (Some(10), 5e-6)])).csv();
        assert_eq!(csv, "panel,series,x,y\n1,bar 1,0,20\n1,bar 1,1,5\n");
    }
}
