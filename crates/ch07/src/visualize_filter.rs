//! §7.6.1 1層目の重みの可視化, `ch07/visualize_filter.py`: the filters of the first layer before and after training.

use anyhow::{Result, bail};
use common::WeightInit;
use experiment::{Context, Experiment, Trained, say};
use ndarray::{ArrayD, Axis, Ix3};
use plot::{Figure, Tiles};

use crate::WEIGHTS;

/// The filters of the first layer before and after training
#[derive(Debug, clap::Args)]
pub struct VisualizeFilter {
    #[command(flatten)]
    weights: Trained,
}

impl Experiment for VisualizeFilter {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let trained = self.weights.w1(WEIGHTS)?;
        // W1 of SimpleConvNet(): random numbers of standard deviation 0.01, in the shape of the trained filters
        let random = WeightInit::Std(0.01).sample(trained.raw_dim(), 1, &mut ctx.rng());
        ctx.save("visualize_filter_before", filter_show(random)?)?;

        // the weights after training
        say!(ctx, "weights: {}", self.weights);
        ctx.save("visualize_filter_after", filter_show(trained)?)
    }
}

/// Filters (FN, C, FH, FW), eight in a row, each scaled to its own darkest and brightest weight of channel 0. Of the weights
/// (784, M) of a fully connected layer, what each unit sees of an image.
fn filter_show(filters: ArrayD<f32>) -> Result<Figure> {
    let filters = match *filters.shape() {
        [_, _, _, _] => filters.index_axis_move(Axis(1), 0),
        [784, units] => {
            filters.reversed_axes().as_standard_layout().into_owned().into_shape_with_order(vec![units, 28, 28])?
        }
        ref shape => bail!("W1 of shape {shape:?}: expected filters (FN, C, FH, FW), or (784, units)"),
    };
    let mut tiles = Tiles::new(filters.into_dimensionality::<Ix3>()?, 8);
    tiles.tile_size(64);
    Ok(Figure::from(tiles))
}
