//! Histograms of activations.

use ndarray::Array2;
use plot::{Axes, Figure};

/// Bins of a histogram; an odd number, so that no edge divides what lies in the middle.
const BINS: usize = 31;
/// Where the bar of the zeros of ReLU is cut off: it would hide all others.
const TOP: f64 = 7000.0;

/// The bars of a layer for the sheet of all; `label` stands before the first.
pub(crate) fn sheet_row(label: &str, activations: &[Array2<f64>], range: (f64, f64)) -> Vec<Axes> {
    let panels = activations.iter().enumerate().map(|(i, a)| {
        let end = end_of(a, range);
        let mut ax = Axes::new();
        ax.xticks([range.0, end]).xlim(range.0, end).yticks([0.0, TOP]).ylim(0.0, TOP);
        if i == 0 {
            ax.ylabel(label);
        }
        ax.hist(a.flatten(), BINS, (range.0, end));
        ax
    });
    panels.collect()
}

/// Every row below the other, the layers from left to right.
pub(crate) fn sheet(mut rows: Vec<Vec<Axes>>) -> Figure {
    let (n, layers) = (rows.len(), rows.first().map_or(0, Vec::len));
    for (i, ax) in rows.iter_mut().take(1).flatten().enumerate() {
        ax.title(format!("{}-layer", i + 1)).title_size(9.0);
    }
    let width = (180 * layers).clamp(360, 4000);
    Figure::grid(n, layers, rows.into_iter().flatten()).share_y().size(width, 120 * n)
}

/// The share of the activations for which `is` holds.
fn share(a: &Array2<f64>, is: impl Fn(f64) -> bool) -> f64 {
    a.iter().filter(|&&z| is(z)).count() as f64 / a.len() as f64
}

/// Where the bars of a layer end: at the end of the range, or at the largest activation if most of those that are not 0
/// are beyond the range.
fn end_of(a: &Array2<f64>, range: (f64, f64)) -> f64 {
    let (zero, beyond) = (share(a, |z| z == 0.0), share(a, |z| z > range.1));
    if zero > 0.1 && beyond > (1.0 - zero) / 2.0 { a.fold(0.0, |max: f64, &z| z.max(max)).ceil() } else { range.1 }
}

/// One panel per layer, with the same bins and the same scale. Where many activations are exactly 0, the titles say how
/// many are 0 and how many are beyond the `range`; if those are most of the others, the range ends at the largest.
pub(crate) fn histograms(activations: &[Array2<f64>], range: (f64, f64)) -> Figure {
    let panels = activations.iter().enumerate().map(|(i, a)| {
        let (zero, beyond) = (100.0 * share(a, |z| z == 0.0), 100.0 * share(a, |z| z > range.1));
        let mut ax = Axes::new();
        let (mut title, end) = (format!("{}-layer", i + 1), end_of(a, range));
        if zero > 10.0 {
            title += &format!("\n{zero:.0} % are 0");
            if end == range.1 {
                title += &format!("\n{beyond:.0} % above {end}");
            }
            ax.ylim(0.0, TOP);
        }
        ax.title(title).title_size(9.0).xlabel("activation").xticks([range.0, end]).xlim(range.0, end);
        if i == 0 {
            ax.ylabel(if zero > 10.0 { format!("count, cut at {TOP}") } else { "count".to_owned() });
        }
        ax.hist(a.flatten(), BINS, (range.0, end));
        ax
    });
    Figure::grid(1, activations.len(), panels).share_y().size(800, 420)
}
