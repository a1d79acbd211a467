//! Filters as images, and what they make of a picture.

use ndarray::{Array2, Array3, Array4, ArrayView2, Axis};
use plot::{Colormap, Figure, Tiles};

/// Filters (filters, FH, FW), four in a row.
pub(crate) fn tiles(filters: &Array3<f32>) -> Figure {
    let mut tiles = Tiles::new(filters, 4);
    tiles.tile_size(48);
    Figure::from(tiles)
}

/// The picture (1, 1, H, W) and the responses to it (filters, OH, OW), each with its filter in the corner.
pub(crate) fn beside_their_filters(x: &Array4<f32>, filters: &Array3<f32>, responses: &Array3<f32>) -> Figure {
    let (n, oh, ow) = responses.dim();
    let picture = Array2::from_shape_fn((oh, ow), |(i, j)| x[[0, 0, i, j]]);
    let pairs = responses.axis_iter(Axis(0)).zip(filters.axis_iter(Axis(0)));
    let images: Vec<Array2<f32>> = [picture].into_iter().chain(pairs.map(|(r, f)| with_inset(r, f))).collect();
    let images = Array3::from_shape_fn((1 + n, oh, ow), |(k, i, j)| images[k][[i, j]]);
    let titles = (0..=n).map(|k| if k == 0 { "picture".to_owned() } else { format!("filter {k}") });
    let mut tiles = Tiles::new(&images, 6);
    tiles.tile_size(140).titles(&titles.collect::<Vec<_>>()).colormap(Colormap::Gray);
    Figure::from(tiles)
}

/// A response with its filter enlarged in the upper left corner, in the range of the response.
pub fn with_inset(response: ArrayView2<'_, f32>, filter: ArrayView2<'_, f32>) -> Array2<f32> {
    let ((oh, ow), (fh, fw)) = (response.dim(), filter.dim());
    let scale = (oh.min(ow) / 3 / fh.max(fw)).max(1);
    let ((lo, hi), (least, most)) = (range(response), range(filter));
    Array2::from_shape_fn((oh, ow), |(i, j)| {
        if let Some(weight) = filter.get((i / scale, j / scale)) {
            lo + (weight - least) / (most - least).max(f32::MIN_POSITIVE) * (hi - lo)
        } else if i <= scale * fh + 2 && j <= scale * fw + 2 {
            hi // a bright line between the two
        } else {
            response[[i, j]]
        }
    })
}

fn range(values: ArrayView2<'_, f32>) -> (f32, f32) {
    values.iter().fold((f32::MAX, f32::MIN), |(lo, hi), &v| (lo.min(v), hi.max(v)))
}
