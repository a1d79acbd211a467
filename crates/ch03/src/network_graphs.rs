//! §3.1 パーセプトロンからニューラルネットワークへ, §3.3.3 ニューラルネットワークの行列の積: networks as diagrams.
//!
//! Nodes hold signals, edges hold weights: figures 3-2, 3-4, 3-14, 3-17.

use experiment::Context;
use plot::{Color, Graph};

use crate::matrix_product::x_and_w;

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    ctx.save("network_graphs_activation", activation())?;
    ctx.save("network_graphs_symbols", one_layer(&Labels::symbols()))?;
    ctx.save("network_graphs_numbers", one_layer(&Labels::numbers()))?;
    ctx.save("network_graphs_middle_layer", middle_layer())
}

fn activation() -> Graph {
    let mut g = Graph::new();
    g.title("a perceptron with an activation function h");
    g.node("x1", "x1: input").fill(Color::SKY);
    g.node("x2", "x2: input").fill(Color::SKY);
    g.node("a", "a = w1·x1 + w2·x2").fill(Color::PEACH);
    g.node("next", "next layer").fill(Color::LIGHT_GRAY);
    g.edge("x1", "a").label("w1");
    g.edge("x2", "a").label("w2");
    g.edge("a", "next").label("h(a)").label_color(Color::CRIMSON);
    g
}

/// What stands at the nodes and edges of a layer with two inputs and three outputs.
#[derive(Debug)]
pub struct Labels {
    /// Above the drawing.
    pub title: &'static str,
    inputs: [String; 2],
    /// At the nodes y1, y2, y3.
    pub outputs: [String; 3],
    /// From input i to output j.
    pub edges: [[String; 3]; 2],
}

impl Labels {
    /// x, w and y as letters.
    pub fn symbols() -> Self {
        Labels {
            title: "one layer without bias",
            inputs: ["x1", "x2"].map(String::from),
            outputs: ["y1", "y2", "y3"].map(String::from),
            edges: [0, 1].map(|i| [0, 1, 2].map(|j| format!("w{} · x{}", 3 * i + j + 1, i + 1))),
        }
    }

    /// The numbers of the book.
    pub fn numbers() -> Self {
        let (x, w) = x_and_w();
        let y = x.dot(&w);
        Labels {
            title: "X = (1, 2),  X·W = (5, 11, 17)",
            inputs: [0, 1].map(|i| x[i].to_string()),
            outputs: [0, 1, 2].map(|j| y[j].to_string()),
            edges: [0, 1].map(|i| [0, 1, 2].map(|j| format!("{} · {} = {}", w[[i, j]], x[i], w[[i, j]] * x[i]))),
        }
    }
}

fn one_layer(labels: &Labels) -> Graph {
    let mut g = Graph::new();
    g.title(labels.title);
    for (i, label) in labels.inputs.iter().enumerate() {
        g.node(format!("x{i}"), label).circle().fill(Color::SKY);
    }
    for (j, label) in labels.outputs.iter().enumerate() {
        g.node(format!("y{j}"), label).circle().fill(Color::PEACH);
    }
    for (i, (edges, color)) in labels.edges.iter().zip([Color::C0, Color::C3]).enumerate() {
        for (j, label) in edges.iter().enumerate() {
            g.edge(format!("x{i}"), format!("y{j}")).label(label).color(color).label_color(color);
        }
    }
    g
}

fn middle_layer() -> Graph {
    let mut g = Graph::new();
    g.title("a layer in the middle: A = X·W + B");
    g.node("before", "layer before").plain();
    g.node("x", "X: inputs").fill(Color::SKY);
    g.node("b", "B: biases").fill(Color::MINT);
    g.node("a", "A: sums").fill(Color::PEACH);
    g.node("after", "layer after").plain();
    g.same_rank(&["x", "b"]);
    g.edge("before", "x");
    g.edge("x", "a").label("matrix product with W");
    g.edge("b", "a").label("added to every row");
    g.edge("a", "after").label("activation function");
    g
}
