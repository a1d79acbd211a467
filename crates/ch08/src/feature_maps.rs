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
fn feature_maps(layers: &Sequential<f32>, x: &Tensor<f32>) -> Vec<Array3<f32>> {
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
fn filters(layers: &Sequential<f32>) -> Vec<Array4<f32>> {
    let convolutions = layers.iter().filter_map(|(_, layer)| (layer as &dyn Any).downcast_ref::<Convolution<f32>>());
    convolutions.map(|convolution| convolution.w.clone()).collect()
}

/// The numbers of the channels whose sum is largest, that one first.
fn strongest(maps: &Array3<f32>, count: usize) -> Vec<usize> {
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
fn panel(name: &str, filters: &Array4<f32>) -> Axes {
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

#[cfg(test)]
mod tests {
    use common::{Affine, Pooling, Relu, tensor};
    use ndarray::array;
    use weights::Weights;

    use super::*;

    fn network() -> Sequential<f32> {
        let filters = Array4::from_shape_vec((2, 1, 1, 1), vec![1.0, -2.0]).unwrap();
        Sequential::new()
            .push("a", Convolution::new(filters.clone(), array![0.0, 1.0], 1, 0))
            .push("b", Relu::new())
            .push("c", Pooling::new(2, 2, 2, 0))
            .push("d", Affine::new(Array2::ones((2, 3)), array![0.0, 0.0, 0.0]))
    }

    #[test]
    fn maps_are_what_comes_behind_the_activation() {
        let maps = feature_maps(&network(), &tensor(array![[[[1.0, -3.0], [0.25, 0.0]]]]));
        assert_eq!(maps, [array![[[1.0, 0.0], [0.25, 0.0]], [[0.0, 7.0], [0.5, 1.0]]]]);
        assert_eq!(strongest(&maps[0], 1), [1]);
        assert_eq!(strongest(&maps[0], 5), [1, 0]);
    }

    #[test]
    fn every_weight_has_its_square() {
        let w = Array4::from_shape_fn((2, 2, 3, 3), |(n, c, i, j)| (1000 * n + 100 * c + 10 * i + j) as f32);
        let csv = Figure::from(panel("c", &w)).csv();
        for (x, y, weight) in [(0, 0, 0), (6, 0, 102), (0, 4, 1000), (6, 6, 1122)] {
            assert!(csv.contains(&format!(",image 1,{x},{y},{weight}\n")), "{csv}");
        }
        assert_eq!(csv.matches("NaN").count(), 7 * 7 - 36);
        let csv = Figure::from(panel("c", &w.select(Axis(1), &[1]))).csv();
        assert!(csv.contains(",image 1,4,0,1100\n") && !csv.contains("image 1,0,4"), "{csv}");
    }

    #[test]
    fn the_network_that_ships_has_six_convolutions() {
        let network = Trained::default().network(WEIGHTS).unwrap();
        let filters = filters(&network.layers);
        let shapes: Vec<_> = filters.iter().map(|w| w.dim()).collect();
        assert_eq!(shapes.iter().map(|shape| shape.0).collect::<Vec<_>>(), [16, 16, 32, 32, 64, 64]);
        let (x, _) = Format { flatten: false, ..Format::default() }.of::<f32>(&dataset::synthetic::digits(1, 1));
        let maps = feature_maps(&network.layers, &x.to_tensor());
        assert!(maps.iter().flatten().all(|&v| v >= 0.0), "a ReLU follows each");
        assert_eq!(maps.iter().map(|maps| maps.dim().1).collect::<Vec<_>>(), [28, 28, 14, 16, 8, 8]);
        let book = Weights::from_bytes(WEIGHTS, "shipped").unwrap();
        assert_eq!(filters[5].mapv(f64::from).into_dyn(), book.arrays["W6"]);
    }
}
