//! Histograms of activations.

use ndarray::Array2;
use plot::{Axes, Figure};

/// Bins of a histogram; an odd number, so that no edge divides what lies in the middle.
const BINS: usize = 31;
/// Where the bar of the zeros of ReLU is cut off: it would hide all others.
const TOP: f64 = 7000.0;

/// One panel per layer, with the same bins and the same scale. Where many activations are exactly 0, the titles say how
/// many are 0 and how many are beyond the `range`; if those are most of the others, the range ends at the largest.
pub(crate) fn histograms(activations: &[Array2<f64>], range: (f64, f64)) -> Figure {
    let panels = activations.iter().enumerate().map(|(i, a)| {
        let percent = |is: &dyn Fn(f64) -> bool| 100.0 * a.iter().filter(|&&z| is(z)).count() as f64 / a.len() as f64;
        let (zero, beyond) = (percent(&|z| z == 0.0), percent(&|z| z > range.1));
        let mut ax = Axes::new();
        let (mut title, mut end) = (format!("{}-layer", i + 1), range.1);
        if zero > 10.0 {
            title += &format!("\n{zero:.0} % are 0");
            if beyond > (100.0 - zero) / 2.0 {
                end = a.fold(0.0, |max, &z| z.max(max)).ceil();
            } else {
                title += &format!("\n{beyond:.0} % above {end}");
            }
            ax.ylim(0.0, TOP);
        }
        ax.title(title).title_size(9.0).xticks([range.0, end]).xlim(range.0, end);
        if i == 0 {
            ax.ylabel(if zero > 10.0 { format!("activations, up to {TOP}") } else { "activations".to_owned() });
        }
        ax.hist(a.flatten(), BINS, (range.0, end));
        ax
    });
    Figure::grid(1, activations.len(), panels).share_y().size(800, 420)
}
