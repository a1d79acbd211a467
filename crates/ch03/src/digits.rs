//! Grids of digits, for the figures of this chapter.

use dataset::{Images, SIDE, Split};
use ndarray::Array3;
use plot::{Color, Tiles};

/// The images at `indices` as a stack, N×28×28.
pub fn stack(images: &Images, indices: &[usize]) -> Array3<u8> {
    Array3::from_shape_fn((indices.len(), SIDE, SIDE), |(n, i, j)| images.image(indices[n])[SIDE * i + j])
}

/// The first twenty misclassified images.
pub(crate) fn first_wrong(test: &Split, predicted: &[usize]) -> Tiles {
    let is_wrong = |&i: &usize| predicted[i] != usize::from(test.labels[i]);
    let wrong: Vec<usize> = (0..predicted.len()).filter(is_wrong).take(20).collect();
    let titles: Vec<String> = wrong.iter().map(|&i| format!("{} -> {}", test.labels[i], predicted[i])).collect();
    let mut tiles = Tiles::new(stack(&test.images, &wrong), 5);
    tiles.title("label -> predicted").titles(&titles).title_colors(&[Color::CRIMSON]).range(0.0, 255.0);
    tiles
}
