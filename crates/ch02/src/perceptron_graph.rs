//! The perceptron as a diagram: two inputs, their weights, one output.
//!
//! Book: §2.1 (パーセプトロンとは), figure 2-1.

use experiment::{Context, Experiment, Info};
use plot::{Color, Graph};

/// The perceptron as a diagram.
#[derive(Clone, Debug, clap::Args)]
pub struct PerceptronGraph {}

impl Experiment for PerceptronGraph {
    const INFO: Info = Info::new("perceptron_graph", "§2.1", "The perceptron as a diagram")
        .figures(&[("perceptron_graph", "Two inputs, their weights, one output")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let mut g = Graph::new();
        g.title("perceptron: input layer → output layer");
        g.node("x1", "x1: input 1").fill(Color::SKY);
        g.node("x2", "x2: input 2").fill(Color::SKY);
        g.node("y", "y: output").fill(Color::PEACH);
        g.edge("x1", "y").label("w1: weight 1");
        g.edge("x2", "y").label("w2: weight 2");
        ctx.save("perceptron_graph", g)
    }
}
