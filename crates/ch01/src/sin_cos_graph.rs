//! §1.6.2 pyplot の機能, `ch01/sin_cos_graph.py`, figure 1-4: line styles, axis labels, a title, a legend.
//!
//! The second figure adds the line y = 0, to read signs by.

use experiment::Context;
use ndarray::Array1;
use plot::{Axes, Color, Legend};

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    let x = Array1::range(0.0, 6.0, 0.1);
    let y1 = x.sin();
    let y2 = x.cos();

    let figures = [("sin_cos_graph", "sin & cos", false), ("sin_cos_graph_zero", "sin(x), cos(x), y=0", true)];
    for (figure, title, zero) in figures {
        let mut ax = Axes::new();
        ax.plot(&x, &y1).label("sin");
        ax.plot(&x, &y2).label("cos").dashed();
        ax.xlabel("x").ylabel("y").title(title).legend(Legend::Best);
        if zero {
            ax.hline(0.0).color(Color::BLACK).dashed();
        }
        ctx.save(figure, ax)?;
    }
    Ok(())
}
