//! Samples are gathered, chosen and shuffled.

use common::{Samples, Targets, random_choice, shuffle_dataset, tensor};
use ndarray::{Array1, Array2, Axis, array};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

#[test]
fn batches_are_gathered_in_order() {
    let bytes = Array2::from_shape_fn((3, 6), |(n, i)| (n * 6 + i) as u8);
    let images = bytes.clone().into_shape_with_order((3, 1, 2, 3)).unwrap().into_dyn().into_shared();
    let images = Samples::<f64>::bytes(images, 0.0, 255.0);
    let batch = images.select(&[2, 0]);
    assert_eq!(batch, tensor(array![[[[12., 13., 14.], [15., 16., 17.]]], [[[0., 1., 2.], [3., 4., 5.]]]]));
    let floats = Samples::from(tensor(bytes.mapv(f64::from)));
    let batch = floats.select(&[2, 0, 2]);
    assert_eq!(batch.index_axis(Axis(1), 0), array![12.0, 0.0, 12.0].into_dyn());
    for x in [images, floats] {
        assert_eq!((x.first(2).len(), x.first(9).len()), (2, 3));
        assert_eq!(x.range(1, 3).to_tensor(), x.select(&[1, 2]));
    }
}

#[test]
fn choice_repeats_and_reaches_all() {
    let chosen = random_choice(10, 1000, &mut ChaCha8Rng::seed_from_u64(1));
    for i in 0..10 {
        let times = chosen.iter().filter(|&&c| c == i).count();
        assert!((60..140).contains(&times), "{i} was chosen {times} times");
    }
}

#[test]
fn shuffling_keeps_pairs() {
    let x = Array2::from_shape_fn((50, 2), |(n, _)| n as u8).into_dyn().into_shared();
    let x = Samples::<f32>::bytes(x, 0.0, 255.0);
    let t = Targets::Labels(Array1::from_iter(0..50));
    let (x2, t2) = shuffle_dataset(&x, &t, &mut ChaCha8Rng::seed_from_u64(1));
    let labels = t2.labels();
    for (row, &label) in x2.to_tensor().outer_iter().zip(&labels) {
        assert!(row.iter().all(|&x| x == label as f32));
    }
    assert_ne!(labels, t.labels());
    let mut sorted = labels.to_vec();
    sorted.sort_unstable();
    assert_eq!(sorted, (0..50).collect::<Vec<_>>());
}
