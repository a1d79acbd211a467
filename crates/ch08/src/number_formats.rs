//! The number formats of `half_float_network`: f32, f16, bf16, and int8 for weights.

use half::{bf16, f16};
use plot::{Axes, Figure};

/// A way to keep a number in fewer bits. All of them are computed with as `f32` afterwards.
pub(crate) struct Format {
    pub(crate) name: &'static str,
    pub(crate) bytes: usize,
    /// Rounds weights; int8 needs to know the largest of its array.
    pub(crate) weight: fn(f32, f32) -> f32,
    /// Rounds pixels in 0..=1.
    pub(crate) pixel: fn(f32) -> f32,
}

pub(crate) const FORMATS: [Format; 4] = [
    Format { name: "f32", bytes: 4, weight: |w, _| w, pixel: |x| x },
    Format { name: "f16", bytes: 2, weight: |w, _| f16::from_f32(w).to_f32(), pixel: |x| f16::from_f32(x).to_f32() },
    Format { name: "bf16", bytes: 2, weight: |w, _| bf16::from_f32(w).to_f32(), pixel: |x| bf16::from_f32(x).to_f32() },
    Format { name: "int8 weights", bytes: 1, weight: int8, pixel: |x| x },
];

/// Rounded to one of 255 steps from −`largest` to `largest`.
pub(crate) fn int8(w: f32, largest: f32) -> f32 {
    if largest == 0.0 { 0.0 } else { (w / largest * 127.0).round() * largest / 127.0 }
}

/// Accuracy and kilobytes of each format.
pub(crate) fn figure(rows: &[(&str, f64, usize)]) -> Figure {
    let names: Vec<&str> = rows.iter().map(|row| row.0).collect();
    let (accuracies, kilobytes): (Vec<f64>, Vec<f64>) = rows.iter().map(|row| (row.1, row.2 as f64 / 1000.0)).unzip();
    let lowest = accuracies.iter().copied().fold(1.0, f64::min);
    let mut accuracy = Axes::new();
    accuracy.title("test accuracy").categories(&names).ylim((lowest - 0.002).max(0.0), 1.0);
    accuracy.bar(0..rows.len(), &accuracies).values(|v| format!("{v:.4}"));
    let mut bytes = Axes::new();
    bytes.title("kilobytes of weights").categories(&names);
    bytes.bar(0..rows.len(), &kilobytes).values(|v| format!("{v:.0}"));
    Figure::grid(1, 2, [accuracy, bytes]).size(900, 420)
}
