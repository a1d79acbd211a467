//! §7.4.2 im2colによる展開: one row per position of the filter.

use anyhow::Result;
use common::{col2im, im2col};
use experiment::{Context, Experiment, say};
use ndarray::{Array2, Array4};
use plot::{Animation, Axes, Color, Colormap, Figure};
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
        let image = x.into_shape_with_order((4, 4))?;
        ctx.save("im2col_demo", picture(&image, &col))?;
        ctx.save_animation("im2col_demo_animated", &animation(&image, &col))?;

        // col2im adds up what im2col copied: of ones it makes the number of copies of each pixel
        say!(ctx, "copies of each pixel\n{}", copies(4, 3, 1, 0));
        let panels = COPIED.map(|(side, stride, pad)| copies_panel(side, stride, pad));
        ctx.save("im2col_demo_col2im", Figure::grid(1, 3, panels).size(960, 380))
    }
}

/// NumPy's `rand`: numbers from 0 to 1.
pub fn rand(shape: (usize, usize, usize, usize), rng: &mut impl Rng) -> Array4<f64> {
    Array4::from_shape_simple_fn(shape, || rng.random())
}

/// One image of `side`×`side` pixels with the values 0, 1, 2 …
pub fn numbered(side: usize) -> Array4<f64> {
    Array4::from_shape_fn((1, 1, side, side), |(_, _, y, x)| (y * side + x) as f64)
}

/// Where a 3×3 filter may lie on a 4×4 image, in the order of the rows.
const PLACES: [&str; 4] = ["top left", "top right", "bottom left", "bottom right"];

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
    right.ytick_labels([0, 1, 2, 3], &PLACES);
    right.imshow(col).colormap(Colormap::Viridis).numbers(0);
    frame(&mut right, (0.0, 0.0), (8.0, 0.0), Color::RED);
    frame(&mut right, (0.0, 3.0), (8.0, 3.0), Color::WHITE);
    Figure::grid(2, 1, [left, right]).size(760, 680)
}

/// The filter at one place after the other, and the rows of im2col that it has read by then.
pub fn animation(image: &Array2<f64>, col: &Array2<f64>) -> Animation {
    let until = |place: usize| {
        let (y, x) = ((place / 2) as f64, (place % 2) as f64);
        let mut left = Axes::new();
        left.title("image 4×4 and filter 3×3").hide_ticks().equal_aspect();
        left.imshow(image).colormap(Colormap::Viridis).range(0.0, 15.0).numbers(0);
        frame(&mut left, (x, y), (x + 2.0, y + 2.0), Color::RED);
        let read = Array2::from_shape_fn(col.dim(), |(i, j)| if i <= place { col[[i, j]] } else { f64::NAN });
        let mut right = Axes::new();
        right.title("im2col: a row for each place").hide_xticks().equal_aspect();
        right.ytick_labels([0, 1, 2, 3], &PLACES);
        right.imshow(read).colormap(Colormap::Viridis).range(0.0, 15.0).numbers(0);
        frame(&mut right, (0.0, place as f64), (8.0, place as f64), Color::RED);
        Figure::grid(2, 1, [left, right]).size(760, 680)
    };
    Animation::new((0..col.nrows()).map(until), 1200)
}

/// Pixels per side, stride and padding of the images whose copies are counted; the filter is 3×3.
pub const COPIED: [(usize, usize, usize); 3] = [(4, 1, 0), (7, 2, 0), (4, 1, 1)];

/// In how many places of a square filter each pixel of a square image is, (side, side): col2im of the im2col of ones.
///
/// # Panics
/// If the filter does not fit into the padded image, or `stride` is 0.
pub fn copies(side: usize, filter: usize, stride: usize, pad: usize) -> Array2<f64> {
    let ones = im2col(&Array4::ones((1, 1, side, side)), filter, filter, stride, pad);
    let x = col2im(&ones, (1, 1, side, side), filter, filter, stride, pad);
    x.to_shape((side, side)).expect("one image of one channel").into_owned()
}

fn copies_panel(side: usize, stride: usize, pad: usize) -> Axes {
    let mut ax = Axes::new();
    ax.title(format!("{side}×{side}, stride {stride}, padding {pad}")).hide_ticks().equal_aspect();
    ax.imshow(copies(side, 3, stride, pad)).range(0.0, 9.0).colormap(Colormap::Blues).numbers(0).lines(Color::WHITE);
    ax
}

/// A frame just inside of the squares from `first` to `last`.
fn frame(ax: &mut Axes, first: (f64, f64), last: (f64, f64), color: Color) {
    ax.rect((first.0 - 0.45, first.1 - 0.45), (last.0 + 0.45, last.1 + 0.45)).color(Color::NONE).edge(color);
}
