//! Grids of digits, for the figures of this chapter.

use dataset::{Images, SIDE, Split};
use ndarray::Array3;
use plot::{Color, Tiles};

/// The images at `indices` as a stack, N×28×28.
pub(crate) fn stack(images: &Images, indices: &[usize]) -> Array3<u8> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_keeps_rows_and_order() {
        let images = Images::new((0..2 * 784).map(|i| (i % 251) as u8).collect());
        let stack = stack(&images, &[1, 0]);
        assert_eq!(stack.dim(), (2, 28, 28));
        assert_eq!((stack[[1, 0, 5]], stack[[1, 2, 3]], stack[[0, 0, 0]]), (5, 59, (784 % 251) as u8));
    }
}
