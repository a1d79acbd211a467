//! §7.6.1: what the learned filters see in a picture.

use std::path::PathBuf;

use anyhow::{Result, anyhow, ensure};
use common::{Convolution, Layer, tensor};
use experiment::{Context, Experiment, Trained, flags, say};
use ndarray::{Array1, Array3, Array4, Axis, Ix3, Ix4};
use picture::read_image;
use plot::sample_picture;

use crate::WEIGHTS;
use crate::filter_tiles::{beside_their_filters, tiles};

/// Longest side of the picture; a larger one is reduced.
const LONGEST: u32 = 512;
/// Filters that are applied unless the user says otherwise.
pub const SHOWN: usize = 16;

/// What the learned filters see in a picture
#[derive(Debug, clap::Args)]
pub struct ApplyFilter {
    /// A picture (PNG, JPEG, BMP, GIF, WebP or TIFF) [default: one that the program draws]
    #[arg(long, value_name = "PATH")]
    image: Option<PathBuf>,
    /// Filters that are applied [default: the first 16]
    #[arg(long, value_parser = flags::count)]
    filters: Option<usize>,
    #[command(flatten)]
    weights: Trained,
}

impl Experiment for ApplyFilter {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let picture = match &self.image {
            Some(path) => read_image(path, LONGEST)?,
            None => sample_picture(256, 256),
        };
        let x = gray(&picture);
        let w = self.weights.w1(WEIGHTS)?.into_dimensionality::<Ix4>();
        let w = w.map_err(|_| anyhow!("the first layer of this network is no convolution"))?;
        say!(ctx, "weights: {}", self.weights);
        say!(ctx, "picture: {}×{}", x.dim().3, x.dim().2);

        let filters = self.filters.unwrap_or(w.dim().0.min(SHOWN));
        ensure!(filters <= w.dim().0, "--filters {filters}: the network has {}", w.dim().0);
        let w = w.slice_axis(Axis(0), (..filters).into()).to_owned();
        let responses = responses(&x, &w)?;

        let filters = w.index_axis_move(Axis(1), 0);
        ctx.save("apply_filter_filters", tiles(&filters))?;
        ctx.save("apply_filter", beside_their_filters(&x, &filters, &responses))
    }
}

/// The brightness of a picture (H, W, 3) as an image (1, 1, H, W) in 0..=1, with the weights of Rec. 601.
pub fn gray(picture: &Array3<u8>) -> Array4<f32> {
    let (h, w, _) = picture.dim();
    Array4::from_shape_fn((1, 1, h, w), |(_, _, y, x)| {
        let channel = |c| f32::from(picture[[y, x, c]]) / 255.0;
        0.299 * channel(0) + 0.587 * channel(1) + 0.114 * channel(2)
    })
}

/// What each filter of `w` (FN, 1, FH, FW) makes of the image `x` (1, 1, H, W), with stride 1 and no padding: (FN, OH, OW).
///
/// # Errors
/// If the filters are larger than the image.
pub fn responses(x: &Array4<f32>, w: &Array4<f32>) -> Result<Array3<f32>> {
    let (filters, _, fh, fw) = w.dim();
    common::conv_output_size(x.dim().2, fh, 1, 0)?;
    common::conv_output_size(x.dim().3, fw, 1, 0)?;
    let convolution = Convolution::new(w.clone(), Array1::zeros(filters), 1, 0);
    Ok(convolution.predict(tensor(x.clone())).into_owned().index_axis_move(Axis(0), 0).into_dimensionality::<Ix3>()?)
}
