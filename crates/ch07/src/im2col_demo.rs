//! §7.4.2 im2colによる展開: one row per position of the filter.

use anyhow::Result;
use common::im2col;
use experiment::{Context, Experiment, say};
use ndarray::{Array2, Array4};
use plot::{Axes, Color, Colormap, Figure};
use rand::{Rng, RngExt};

/// im2col: shapes, and which pixel goes where
#[derive(Debug, clap::Args)]
pub struct Im2colDemo {}

impl Experiment for Im2colDemo {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        // 3 channels of 7×7, filter 5×5, stride 1, no padding: one image, then ten
        let mut rng = ctx.rng();
        let x1 = rand((1, 3, 7, 7), &mut rng);
        let col1 = im2col(&x1, 5, 5, 1, 0);
        say!(ctx, "x {:?} -> col {:?}", x1.dim(), col1.dim());
        let x2 = rand((10, 3, 7, 7), &mut rng);
        let col2 = im2col(&x2, 5, 5, 1, 0);
        say!(ctx, "x {:?} -> col {:?}", x2.dim(), col2.dim());

        // A 4×4 image whose pixels are their own numbers
        let x = numbered(4);
        let col = im2col(&x, 3, 3, 1, 0);
        say!(ctx, "pixels\n{}", x.to_shape((4, 4))?);
        say!(ctx, "col: a row for each place of the filter\n{col}");
        ctx.save("im2col_demo", picture(&x.into_shape_with_order((4, 4))?, &col))
    }
}

fn rand(shape: (usize, usize, usize, usize), rng: &mut impl Rng) -> Array4<f64> {
    Array4::from_shape_simple_fn(shape, || rng.random())
}

/// One image of `side`×`side` pixels with the values 0, 1, 2 …
fn numbered(side: usize) -> Array4<f64> {
    Array4::from_shape_fn((1, 1, side, side), |(_, _, y, x)| (y * side + x) as f64)
}

/// The image and its im2col, each pixel in its own colour and with its number.
fn picture(image: &Array2<f64>, col: &Array2<f64>) -> Figure {
    let mut left = Axes::new();
    left.title("image 4×4: the filter at the top left (red) and at the bottom right (white)")
        .hide_ticks()
        .equal_aspect();
    left.imshow(image).colormap(Colormap::Viridis).numbers(0);
    frame(&mut left, (0.0, 0.0), (2.0, 2.0), Color::RED);
    frame(&mut left, (1.0, 1.0), (3.0, 3.0), Color::WHITE);
    let mut right = Axes::new();
    right.title("im2col: 4 places × 9 pixels").hide_xticks().equal_aspect();
    right.ytick_labels([0, 1, 2, 3], &["top left", "top right", "bottom left", "bottom right"]);
    right.imshow(col).colormap(Colormap::Viridis).numbers(0);
    frame(&mut right, (0.0, 0.0), (8.0, 0.0), Color::RED);
    frame(&mut right, (0.0, 3.0), (8.0, 3.0), Color::WHITE);
    Figure::grid(2, 1, [left, right]).size(760, 680)
}

/// A frame just inside of the squares from `first` to `last`.
fn frame(ax: &mut Axes, first: (f64, f64), last: (f64, f64), color: Color) {
    ax.rect((first.0 - 0.45, first.1 - 0.45), (last.0 + 0.45, last.1 + 0.45)).color(Color::NONE).edge(color);
}

#[cfg(test)]
mod tests {
    use ndarray::{Axis, array};
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn shapes_are_the_books() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        assert_eq!(im2col(&rand((1, 3, 7, 7), &mut rng), 5, 5, 1, 0).dim(), (9, 75));
        assert_eq!(im2col(&rand((10, 3, 7, 7), &mut rng), 5, 5, 1, 0).dim(), (90, 75));
    }

    #[test]
    fn a_row_is_what_the_filter_covers() {
        let col = im2col(&numbered(4), 3, 3, 1, 0);
        assert_eq!(col.row(0), array![0., 1., 2., 4., 5., 6., 8., 9., 10.]);
        assert_eq!(col.row(3), array![5., 6., 7., 9., 10., 11., 13., 14., 15.]);
        assert_eq!(col.sum_axis(Axis(1)).len(), 4);
    }
}
