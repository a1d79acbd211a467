//! Every computational graph of the chapter: forward values black above an edge, backward ones red below.
//!
//! Book: §5.1–5.6 (計算グラフ, 連鎖律, 逆伝播), figures 5-1 to 5-30.

use experiment::{Context, Experiment, say};
use plot::Graph;

use crate::graphs;

/// Every computational graph of the chapter.
#[derive(Clone, Debug, clap::Args)]
pub struct ComputationalGraphs {}

/// File name, caption, and the function that builds the graph.
type Drawing = (&'static str, &'static str, fn() -> Graph);

const GRAPHS: [Drawing; 17] = [
    ("graph_node_and_edge", "A node and an edge", graphs::node_and_edge),
    ("graph_apples_by_constants", "Apples: ×2 and ×1.1 as nodes", graphs::apples_by_constants),
    ("graph_apples", "Apples: number and tax as inputs", graphs::apples),
    ("graph_apples_and_oranges", "Apples and oranges: products and a sum", graphs::apples_and_oranges),
    ("graph_local_computation", "Local computation: a node needs only its inputs", graphs::local_computation),
    ("graph_apple_derivative", "How the price changes with that of an apple", graphs::apple_derivative),
    ("graph_backward_of_f", "Backward through y = f(x)", graphs::backward_of_f),
    ("graph_chain_rule", "The chain rule: z = (x + y)²", graphs::chain_rule),
    ("graph_polynomial", "2x + 3y·4z out of nodes with two inputs", graphs::polynomial),
    ("graph_add_node", "Addition passes the gradient on", graphs::add_node),
    ("graph_multiply_node", "Multiplication turns its inputs around", graphs::multiply_node),
    ("graph_relu", "ReLU lets the gradient through, or not", graphs::relu),
    ("graph_sigmoid", "Sigmoid, step by step", graphs::sigmoid),
    ("graph_dot_product", "Backward through a neuron", graphs::dot_product),
    ("graph_affine", "Affine: a matrix product and a sum", graphs::affine),
    ("graph_softmax_with_loss", "Softmax-with-Loss", graphs::softmax_with_loss),
    ("graph_learning_cycle", "The steps of learning", graphs::learning_cycle),
];

pub(crate) const FIGURES: [(&str, &str); GRAPHS.len()] = {
    let mut figures = [("", ""); GRAPHS.len()];
    let mut i = 0;
    while i < GRAPHS.len() {
        figures[i] = (GRAPHS[i].0, GRAPHS[i].1);
        i += 1;
    }
    figures
};

impl Experiment for ComputationalGraphs {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        for (name, caption, build) in GRAPHS {
            let mut graph = build();
            graph.title(caption);
            ctx.save(name, graph)?;
        }
        say!(ctx, "{} graphs: forward values black, backward values red", GRAPHS.len());
        Ok(())
    }
}
