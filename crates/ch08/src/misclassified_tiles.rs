//! Misclassified digits as pictures, with what the network thinks of them.

use common::{Network, Samples, rows, softmax};
use ndarray::Array2;
use plot::{Color, Figure, Tiles};

use crate::misclassified_mnist::Wrong;

/// Pictures, so many in a row, with `label -> predicted`, and below that the probabilities of both.
pub fn tiles(network: &dyn Network<f32>, x_test: &Samples<f32>, wrong: &[Wrong], columns: usize) -> Figure {
    let indices: Vec<usize> = wrong.iter().map(|wrong| wrong.index).collect();
    let titles = match wrong {
        [] => Vec::new(),
        _ => titles(wrong, &softmax(&rows(&network.predict(&x_test.select(&indices))))),
    };
    let pixels = rows(&x_test.read_as(0.0, 255.0).select(&indices)).into_owned();
    let pixels = pixels.into_shape_with_order((wrong.len(), 28, 28)).expect("28×28 pixels");
    let mut tiles = Tiles::new(&pixels, columns);
    tiles.title("label -> predicted, softmax of each").titles(&titles).title_colors(&[Color::CRIMSON]);
    tiles.range(0.0, 255.0);
    Figure::from(tiles)
}

/// What stands above each picture; `probabilities` has its row of classes.
pub fn titles(wrong: &[Wrong], probabilities: &Array2<f32>) -> Vec<String> {
    let both = wrong.iter().zip(probabilities.rows());
    both.map(|(w, p)| format!("{} -> {}\n{:.2} -> {:.2}", w.label, w.predicted, p[w.label], p[w.predicted])).collect()
}
