//! §7.6.1 1層目の重みの可視化, `ch07/visualize_filter.py`: the filters of the first layer before and after training.

use anyhow::Result;
use common::Network;
use experiment::{Context, Experiment, SaveParams, Trained, say};
use ndarray::{ArrayViewD, Axis, Ix3};
use plot::{Figure, Tiles};

use crate::{SimpleConvNet, WEIGHTS};

/// The filters of the first layer before and after training
#[derive(Debug, clap::Args)]
pub struct VisualizeFilter {
    #[command(flatten)]
    weights: Trained,
}

impl Experiment for VisualizeFilter {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let mut network = SimpleConvNet::<f32>::book(&mut ctx.rng());
        // the weights after random initialisation
        ctx.save("visualize_filter_before", filter_show(network.param("W1").value.view()))?;

        // the weights after training
        say!(ctx, "weights: {}", self.weights);
        network.set_params(&self.weights.or_shipped(WEIGHTS)?)?;
        ctx.save("visualize_filter_after", filter_show(network.param("W1").value.view()))
    }
}

/// Filters (FN, C, FH, FW), eight in a row, each scaled to its own darkest and brightest weight of channel 0.
fn filter_show(filters: ArrayViewD<'_, f32>) -> Figure {
    let filters = filters.index_axis_move(Axis(1), 0).into_dimensionality::<Ix3>().expect("four axes");
    let mut tiles = Tiles::new(filters.to_owned(), 8);
    tiles.tile_size(64);
    Figure::from(tiles)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn captions_state_the_filters() {
        let mut network = SimpleConvNet::<f32>::book(&mut ChaCha8Rng::seed_from_u64(1));
        let shape = network.param("W1").value.shape().to_vec();
        let filters = format!("{} random filters of {}×{}", shape[0], shape[2], shape[3]);
        assert!(crate::contents::VISUALIZE_FILTER.caption("visualize_filter_before").starts_with(&filters));
        let applied = crate::CHAPTER.find("apply_filter").unwrap().defaults().unwrap();
        let caption = format!("The first {} learned filters", applied.get_one::<usize>("filters").unwrap());
        assert_eq!(crate::contents::APPLY_FILTER.caption("apply_filter_filters"), caption);
    }
}
