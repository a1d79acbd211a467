//! §1.6.1 単純なグラフ描画, `ch01/simple_graph.py`, figure 1-3: points and a line through them.

use experiment::Context;
use ndarray::Array1;
use plot::Axes;

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    let x = Array1::range(0.0, 6.0, 0.1);
    let y = x.sin();

    let mut ax = Axes::new();
    ax.plot(&x, &y);
    ctx.save("simple_graph", ax)
}
