//! §7.1 全体の構造: the layers of SimpleConvNet.

use anyhow::Result;
use experiment::{Context, Experiment, Info};
use plot::{Color, Graph};

/// The layers of a simple convolutional network
#[derive(Debug, clap::Args)]
pub struct ConvnetGraph {}

const LAYERS: [&str; 7] = ["Conv", "ReLU", "Pooling", "Affine", "ReLU", "Affine", "Softmax"];

impl Experiment for ConvnetGraph {
    const INFO: Info = Info::new("convnet_graph", "§7.1, §7.6", "The layers of a simple convolutional network")
        .figures(&[
            ("convnet_graph", "Conv – ReLU – Pooling – Affine – ReLU – Affine – Softmax"),
            ("convnet_graph_conv", "The convolution, whose filters are looked at in §7.6, in red"),
        ]);

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
