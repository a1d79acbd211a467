//! §6.3.1 Batch Normalizationのアルゴリズム: where batch normalization stands in a network.

use anyhow::Result;
use experiment::{Context, Experiment};
use plot::{Color, Graph};

/// Where batch normalization stands in a network
#[derive(Debug, clap::Args)]
pub struct BatchNormGraph {}

impl Experiment for BatchNormGraph {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let layers = ["Affine", "Batch Norm", "ReLU", "Affine", "Batch Norm", "ReLU", "Affine", "Softmax"];

        let mut graph = Graph::new();
        graph.title("Batch normalization: every mini-batch is normalized");
        graph.wrap(5).node("in", "data").plain();
        let mut before = "in".to_owned();
        for (i, layer) in layers.iter().enumerate() {
            let id = format!("layer {i}");
            let node = graph.node(&id, *layer).rect();
            if *layer == "Batch Norm" {
                node.fill(Color::PEACH);
            }
            graph.edge(&before, &id);
            before = id;
        }
        graph.node("out", "output").plain();
        graph.edge(&before, "out");
        ctx.save("batch_norm_graph", graph)
    }
}
