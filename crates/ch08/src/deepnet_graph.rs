//! §8.1.1 よりディープなネットワークへ: the 21 layers of DeepConvNet.

use anyhow::Result;
use experiment::{Context, Experiment};
use plot::{Color, Graph};

/// The 21 layers of DeepConvNet, from convolution to softmax
#[derive(Debug, clap::Args)]
pub struct DeepnetGraph {}

/// Figure 8-1.
pub const LAYERS: [&str; 21] = [
    "Conv", "ReLU", "Conv", "ReLU", "Pool", "Conv", "ReLU", "Conv", "ReLU", "Pool", "Conv", "ReLU", "Conv", "ReLU",
    "Pool", "Affine", "ReLU", "Dropout", "Affine", "Dropout", "Softmax",
];

impl Experiment for DeepnetGraph {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let mut graph = Graph::new();
        graph.wrap(7);
        for (i, layer) in LAYERS.iter().enumerate() {
            let node = graph.node(format!("L{}", i + 1), *layer);
            match *layer {
                "Conv" => node.fill(Color::SKY),
                "Pool" => node.fill(Color::MINT),
                "Affine" => node.fill(Color::PEACH),
                _ => node,
            };
            if i > 0 {
                graph.edge(format!("L{i}"), format!("L{}", i + 1));
            }
        }
        ctx.save("deepnet_graph", graph)
    }
}
