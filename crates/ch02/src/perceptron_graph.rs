//! §2.1 パーセプトロンとは, figure 2-1: the perceptron as a diagram of two inputs, their weights, one output.

use experiment::Context;
use plot::{Color, Graph};

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    let mut g = Graph::new();
    g.title("perceptron: input layer → output layer");
    g.node("x1", "x1: input 1").fill(Color::SKY);
    g.node("x2", "x2: input 2").fill(Color::SKY);
    g.node("y", "y: output").fill(Color::PEACH);
    g.edge("x1", "y").label("w1: weight 1");
    g.edge("x2", "y").label("w2: weight 2");
    ctx.save("perceptron_graph", g)
}
