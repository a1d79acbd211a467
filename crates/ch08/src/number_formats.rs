//! `half_float_network`: weights of one byte, and the figure.

use common::Network;
use plot::{Axes, Figure};

/// The network with each array of weights rounded to 255 steps from minus its largest number to its largest.
pub(crate) fn to_int8<N: Network<f32> + Clone>(network: &N) -> N {
    let mut network = network.clone();
    for mut param in network.params() {
        let largest = param.value.fold(0.0_f32, |largest, w| largest.max(w.abs()));
        param.value.mapv_inplace(|w| int8(w, largest));
    }
    network
}

/// w, rounded to one of the 255 steps from −`largest` to `largest`.
pub fn int8(w: f32, largest: f32) -> f32 {
    if largest == 0.0 { 0.0 } else { (w / largest * 127.0).round() * largest / 127.0 }
}

/// Test error and kilobytes of each format: both from 0, which accuracies near 1 would not show.
pub(crate) fn figure(rows: &[(&str, f64, usize)]) -> Figure {
    let names: Vec<&str> = rows.iter().map(|row| row.0).collect();
    let percent = |accuracy: f64| 100.0 * (1.0 - accuracy);
    let (errors, kilobytes): (Vec<f64>, Vec<f64>) =
        rows.iter().map(|row| (percent(row.1), row.2 as f64 / 1000.0)).unzip();
    let mut error = Axes::new();
    error.title("misclassified test images in %").categories(&names);
    error.bar(0..rows.len(), &errors).values(|v| format!("{v:.2} %"));
    let mut bytes = Axes::new();
    bytes.title("kilobytes of weights").categories(&names);
    bytes.bar(0..rows.len(), &kilobytes).values(|v| format!("{v:.0}"));
    Figure::grid(1, 2, [error, bytes]).size(900, 420)
}
