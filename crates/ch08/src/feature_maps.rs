//! Beside §8.1, after §7.6: what the convolutions of a deep network see in a digit, and the filters that see it.

use std::any::Any;

use anyhow::{Result, ensure};
use common::{Convolution, Sequential, Tensor};
use experiment::{Context, Experiment, Format, Trained, say};
use ndarray::{Array2, Array3, Array4, Axis, Ix4, Slice};
use plot::{Axes, Colormap, Figure, Tiles};

use crate::WEIGHTS;

/// How many channels and filters are shown of each layer.
const SHOWN: usize = 16;

/// What the convolutions of a network see in a digit
#[derive(Debug, clap::Args)]
pub struct FeatureMaps {
    #[command(flatten)]
    weights: Trained,
    /// Which of the test images is shown
    #[arg(long, default_value_t = 0)]
    pub index: usize,
}

impl Experiment for FeatureMaps {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let network = self.weights.network(WEIGHTS)?;
        let (x_test, t_test) = ctx.load_test(Format { flatten: false, ..Format::default() })?;
        ensure!(self.index < x_test.len(), "--index {}: there are {} test images", self.index, x_test.len());
        let (x, label) = (x_test.select(&[self.index]), t_test.labels()[self.index]);

        say!(ctx, "weights: {}", self.weights);
        say!(ctx, "image {}, a {label}", self.index);
        let maps = feature_maps(&network.layers, &x);
        let filters = filters(&network.layers);
        ensure!(!maps.is_empty(), "the network has no convolution, so there are no feature maps: {}", self.weights);
        for (layer, maps) in (1..).zip(&maps) {
            let (n, h, w) = maps.dim();
            let silent = maps.outer_iter().filter(|map| map.iter().all(|&v| v <= 0.0)).count();
            say!(ctx, "convolution {layer}: {n} channels of {h}×{w}, {silent} of them silent");
        }
        let rows = (1..).zip(&maps).map(|(layer, maps)| row(&format!("convolution {layer}"), maps));
        ctx.save("feature_maps", Figure::grid(maps.len(), 1, rows).size(980, 92 * maps.len()))?;
        let columns = filters.len().min(3);
        let panels = (1..).zip(&filters).map(|(layer, w)| panel(&format!("convolution {layer}"), w));
        let rows = filters.len().div_ceil(columns);
        ctx.save("feature_maps_filters", Figure::grid(rows, columns, panels).size(320 * columns, 350 * rows))
    }
}

/// What comes out of each convolution for one image (1, C, H, W), and then of what follows it in the same shape: of
/// batch normalization and ReLU. (FN, OH, OW) each.
pub fn feature_maps(layers: &Sequential<f32>, x: &Tensor<f32>) -> Vec<Array3<f32>> {
    let mut x = x.clone();
    let mut maps: Vec<Tensor<f32>> = Vec::new();
    for (_, layer) in layers.iter() {
        x = layer.predict(x);
        if (layer as &dyn Any).is::<Convolution<f32>>() {
            maps.push(x.clone());
        } else if let Some(last) = maps.last_mut().filter(|last| last.shape() == x.shape()) {
            *last = x.clone();
        }
    }
    let images =
        |maps: Tensor<f32>| maps.into_dimensionality::<Ix4>().expect("a convolution gives images").into_owned();
    maps.into_iter().map(|maps| images(maps).index_axis_move(Axis(0), 0)).collect()
}

/// The filters of each convolution, (FN, C, FH, FW).
pub fn filters(layers: &Sequential<f32>) -> Vec<Array4<f32>> {
    let convolutions = layers.iter().filter_map(|(_, layer)| (layer as &dyn Any).downcast_ref::<Convolution<f32>>());
    convolutions.map(|convolution| convolution.w.clone()).collect()
}

/// The numbers of the channels whose sum is largest, that one first.
pub fn strongest(maps: &Array3<f32>, count: usize) -> Vec<usize> {
    let sums: Vec<f32> = maps.outer_iter().map(|map| map.sum()).collect();
    let mut order: Vec<usize> = (0..sums.len()).collect();
    order.sort_by(|&a, &b| sums[b].total_cmp(&sums[a]));
    order.truncate(count);
    order
}

/// The channels that the image excites most, on one scale from 0 to the largest value of the layer.
fn row(name: &str, maps: &Array3<f32>) -> Tiles {
    let (n, h, w) = maps.dim();
    let shown = maps.select(Axis(0), &strongest(maps, SHOWN));
    let largest = maps.fold(f32::MIN_POSITIVE, |max, &v| v.max(max));
    let mut tiles = Tiles::new(&shown, SHOWN);
    tiles.title(format!("{name}: {} of {n} channels, {h}×{w}", shown.dim().0)).range(0.0, largest.into());
    tiles
}

/// The first filters as rows, their first channels as columns, with a gap between them. Filters of one channel fill a
/// square.
pub fn panel(name: &str, filters: &Array4<f32>) -> Axes {
    let (all, channels, ..) = filters.dim();
    let shown = filters.slice_axis(Axis(0), Slice::from(..all.min(SHOWN)));
    let shown = shown.slice_axis(Axis(1), Slice::from(..channels.min(SHOWN)));
    let (n, c, fh, fw) = shown.dim();
    let columns = if c == 1 { (n as f64).sqrt().ceil() as usize } else { c };
    let rows = (n * c).div_ceil(columns);
    let mut mosaic = Array2::from_elem((rows * (fh + 1) - 1, columns * (fw + 1) - 1), f64::NAN);
    for ((filter, channel, i, j), &weight) in shown.indexed_iter() {
        let (row, column) = ((filter * c + channel) / columns, (filter * c + channel) % columns);
        mosaic[[row * (fh + 1) + i, column * (fw + 1) + j]] = weight.into();
    }
    let most = f64::from(shown.fold(f32::MIN_POSITIVE, |most, w| most.max(w.abs())));
    let mut ax = Axes::new();
    ax.title(format!("{name}: {all} filters, {channels} {}", if channels == 1 { "channel" } else { "channels" }))
        .title_size(9.0)
        .hide_ticks();
    ax.imshow(&mosaic).colormap(Colormap::Coolwarm).range(-most, most);
    ax
}
