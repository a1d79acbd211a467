//! Two graphs in one figure: line styles, names of the axes, a title, a legend; and a line y = 0 to read signs by.
//!
//! Book: §1.6.2 (pyplot の機能), figure 1-4, `ch01/sin_cos_graph.py`.

use experiment::{Context, Experiment, Info};
use plot::{Axes, Color, Legend};

use crate::sin_graph::{sin, x};

/// sin and cos in one figure.
#[derive(Clone, Debug, clap::Args)]
pub struct SinCosGraph {}

impl Experiment for SinCosGraph {
    const INFO: Info = Info::new("sin_cos_graph", "§1.6.2", "sin and cos with labels, title and legend")
        .figures(&[("sin_cos_graph", "sin solid, cos dashed"), ("sin_cos_graph_zero", "The same with the line y = 0")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let mut ax = sin_and_cos();
        ax.title("sin & cos");
        ctx.save("sin_cos_graph", ax)?;

        let mut ax = sin_and_cos();
        ax.hline(0.0).color(Color::BLACK).dashed();
        ax.title("sin(x), cos(x), y=0");
        ctx.save("sin_cos_graph_zero", ax)
    }
}

fn sin_and_cos() -> Axes {
    let x = x();
    let y1 = sin(&x);
    let y2: Vec<f64> = x.iter().map(|x| x.cos()).collect();

    let mut ax = Axes::new();
    ax.plot(&x, &y1).label("sin");
    ax.plot(&x, &y2).label("cos").dashed();
    ax.xlabel("x").ylabel("y").legend(Legend::Best);
    ax
}
