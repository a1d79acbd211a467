//! Misclassified digits as pictures, with what the network thinks of them.

use common::{Network, Samples, rows, softmax};
use ndarray::Array2;
use plot::{Color, Figure, Tiles};

use crate::misclassified_mnist::Wrong;

/// Pictures, so many in a row, with `label -> predicted`, and below that the probabilities of both.
pub(crate) fn tiles(network: &dyn Network<f32>, x_test: &Samples<f32>, wrong: &[Wrong], columns: usize) -> Figure {
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
fn titles(wrong: &[Wrong], probabilities: &Array2<f32>) -> Vec<String> {
    let both = wrong.iter().zip(probabilities.rows());
    both.map(|(w, p)| format!("{} -> {}\n{:.2} -> {:.2}", w.label, w.predicted, p[w.label], p[w.predicted])).collect()
}

#[cfg(test)]
mod tests {
    use dataset::synthetic;
    use experiment::{Format, SavedNetwork};
    use ndarray::array;
    use weights::Weights;

    use super::*;
    use crate::WEIGHTS;
    use crate::misclassified_mnist::{classify, misclassified};

    #[test]
    fn label_and_prediction_have_their_own_probability() {
        let wrong = [Wrong { index: 7, label: 2, predicted: 0 }, Wrong { index: 9, label: 1, predicted: 2 }];
        let probabilities = array![[0.7, 0.1, 0.2], [0.0, 0.004, 0.996]];
        assert_eq!(titles(&wrong, &probabilities), ["2 -> 0\n0.20 -> 0.70", "1 -> 2\n0.00 -> 1.00"]);
    }

    /// The probabilities above a picture are of that picture: none of the other classes is more probable than the
    /// prediction, and the label is less.
    #[test]
    fn probabilities_are_those_of_the_picture_below() {
        let (x, t) = Format { flatten: false, ..Format::default() }.of(&synthetic::digits(2_000, 5));
        let network = SavedNetwork::new(&Weights::from_bytes(WEIGHTS, "shipped").unwrap()).unwrap();
        let wrong = misclassified(&classify(&network, &x), &t.labels());
        assert!(wrong.len() > 5, "{} wrong", wrong.len());
        let csv = tiles(&network, &x, &wrong, 5).csv();
        for (i, Wrong { index, label, predicted }) in wrong.iter().enumerate() {
            let p = softmax(&rows(&network.predict(&x.select(&[*index])))).row(0).to_vec();
            assert!(p.iter().all(|other| other <= &p[*predicted]));
            let title = format!("{} ({label} -> {predicted}, {:.2} -> {:.2})", i + 1, p[*label], p[*predicted]);
            assert!(csv.contains(&title), "{title:?} is above no picture");
        }
    }

    #[test]
    fn nothing_wrong_is_an_empty_sheet() {
        let (x, _) = Format { flatten: false, ..Format::default() }.of(&synthetic::digits(3, 5));
        let network = SavedNetwork::new(&Weights::from_bytes(WEIGHTS, "shipped").unwrap()).unwrap();
        assert_eq!(tiles(&network, &x, &[], 5).csv(), "panel,series,x,y\n");
    }
}
