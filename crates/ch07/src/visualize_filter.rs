//! §7.6.1 1層目の重みの可視化: the filters of the first layer before and after learning.

use anyhow::Result;
use experiment::{Context, Experiment, Info, say};
use ndarray::{Array3, Axis};
use plot::{Figure, Tiles};

use crate::{SimpleConvNet, Trained, WEIGHTS};

/// The filters of the first layer before and after learning
#[derive(Debug, clap::Args)]
pub struct VisualizeFilter {
    #[command(flatten)]
    weights: Trained,
}

impl Experiment for VisualizeFilter {
    const INFO: Info =
        Info::new("visualize_filter", "§7.6.1", "The filters of the first layer before and after learning").figures(&[
            ("visualize_filter_before", "30 random filters of 5×5, before learning"),
            ("visualize_filter_after", "The same filters after learning: edges and blobs"),
        ]);

    fn run(&self, ctx: &mut Context) -> Result<()> {
        let mut network = SimpleConvNet::book(&mut ctx.rng());
        ctx.save("visualize_filter_before", tiles(&network))?;

        say!(ctx, "weights: {}", self.weights);
        self.weights.load_or(&mut network, WEIGHTS)?;
        ctx.save("visualize_filter_after", tiles(&network))
    }
}

/// The filters, each scaled to its own darkest and brightest weight.
fn tiles(network: &SimpleConvNet<f32>) -> Figure {
    let filters: Array3<f32> = network.conv.convolutions()[0].w.index_axis(Axis(1), 0).to_owned();
    let mut tiles = Tiles::new(&filters, 8);
    tiles.tile_size(64);
    Figure::from(tiles)
}
