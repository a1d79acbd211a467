//! §1.6.1 単純なグラフ描画, `ch01/sin_graph.py`, figure 1-3: the same graph with labels on its axes.

use experiment::Context;
use ndarray::Array1;
use plot::Axes;

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    let x = Array1::range(0.0, 6.0, 0.1);
    let y = x.sin();

    let mut ax = Axes::new();
    ax.xlabel("x").ylabel("sin(x)").plot(&x, &y);
    ctx.save("sin_graph", ax)
}
