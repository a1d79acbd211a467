//! The same graph with names at its axes; [`sin`] is shared with [`sin_cos_graph`](crate::sin_cos_graph).
//!
//! Book: §1.6.1 (単純なグラフ描画), figure 1-3, `ch01/sin_graph.py`.

use experiment::{Context, Experiment, Info};
use plot::{Axes, arange};

/// x = 0, 0.1, … 5.9: what `np.arange(0, 6, 0.1)` gives.
pub fn x() -> Vec<f64> {
    arange(0.0, 6.0, 0.1)
}

/// sin x for each x.
pub fn sin(x: &[f64]) -> Vec<f64> {
    x.iter().map(|x| x.sin()).collect()
}

/// sin x with names at the axes.
#[derive(Clone, Debug, clap::Args)]
pub struct SinGraph {}

impl Experiment for SinGraph {
    const INFO: Info = Info::new("sin_graph", "§1.6.1", "sin x with names at the axes")
        .figures(&[("sin_graph", "sin x from 0 to 6, with names at the axes")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let x = x();
        let y = sin(&x);

        let mut ax = Axes::new();
        ax.xlabel("x").ylabel("sin(x)");
        ax.plot(&x, &y);
        ctx.save("sin_graph", ax)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_points_end_before_six() {
        let x = x();
        assert_eq!((x.len(), x[0]), (60, 0.0));
        assert!((x[59] - 5.9).abs() < 1e-12);
        let y = sin(&x);
        assert!((y[59] - -0.373_876_664_830_236_4).abs() < 1e-12);
        let highest = y.iter().copied().fold(f64::MIN, f64::max);
        assert_eq!(highest, y[16], "sin is highest near π/2");
    }
}
