//! §7.1 全体の構造: the layers of SimpleConvNet.

use anyhow::Result;
use experiment::{Context, Experiment};
use plot::{Color, Graph};

/// The layers of a simple convolutional network
#[derive(Debug, clap::Args)]
pub struct ConvnetGraph {}

const LAYERS: [&str; 7] = ["Conv", "ReLU", "Pooling", "Affine", "ReLU", "Affine", "Softmax"];

impl Experiment for ConvnetGraph {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        ctx.save("convnet_graph", graph(None))?;
        ctx.save("convnet_graph_conv", graph(Some("Conv")))
    }
}

fn graph(marked: Option<&str>) -> Graph {
    let mut graph = Graph::new();
    for (i, layer) in LAYERS.iter().enumerate() {
        let node = graph.node(format!("L{}", i + 1), *layer);
        if marked == Some(layer) {
            node.color(Color::RED).text_color(Color::RED);
        }
        if i > 0 {
            graph.edge(format!("L{i}"), format!("L{}", i + 1));
        }
    }
    graph
}
