use ch08::WEIGHTS;
use ch08::misclassified_mnist::{Wrong, classify, misclassified};
use ch08::misclassified_tiles::{tiles, titles};
use common::{Network, rows, softmax};
use dataset::synthetic;
use experiment::{Format, SavedNetwork};
use ndarray::array;
use weights::Weights;

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
        assert!(p[*label] < p[*predicted]);
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
