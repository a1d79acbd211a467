//! §8.1.1 よりディープなネットワークへ: the 21 layers of DeepConvNet.

use anyhow::Result;
use experiment::{Context, Experiment};
use plot::{Color, Graph};

/// The 21 layers of DeepConvNet, from convolution to softmax
#[derive(Debug, clap::Args)]
pub struct DeepnetGraph {}

/// Figure 8-1.
const LAYERS: [&str; 21] = [
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caption_states_the_blocks() {
        let caption = crate::contents::DEEPNET_GRAPH.caption("deepnet_graph");
        assert_eq!(caption, "Three blocks of Conv – ReLU – Conv – ReLU – Pool, and two fully connected layers");
        assert!(LAYERS[..15].chunks(5).all(|block| block == ["Conv", "ReLU", "Conv", "ReLU", "Pool"]));
        assert_eq!(LAYERS[15..].iter().filter(|layer| **layer == "Affine").count(), 2);
    }
}
