//! The first graph: points, a line through them, nothing else.
//!
//! Book: §1.6.1 (単純なグラフ描画), figure 1-3, `ch01/simple_graph.py`.

use experiment::{Context, Experiment, Info};
use plot::{Axes, arange};

/// The first graph.
#[derive(Clone, Debug, clap::Args)]
pub struct SimpleGraph {}

impl Experiment for SimpleGraph {
    const INFO: Info =
        Info::new("simple_graph", "§1.6.1", "The first graph: sin x").figures(&[("simple_graph", "sin x from 0 to 6")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let x = arange(0.0, 6.0, 0.1);
        let y: Vec<f64> = x.iter().map(|x| x.sin()).collect();

        let mut ax = Axes::new();
        ax.plot(&x, &y);
        ctx.save("simple_graph", ax)
    }
}
