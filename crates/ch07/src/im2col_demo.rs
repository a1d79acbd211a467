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
        let panels = [(4, 1, 0), (7, 2, 0), (4, 1, 1)].map(|(side, stride, pad)| copies_panel(side, stride, pad));
        ctx.save("im2col_demo_col2im", Figure::grid(1, 3, panels).size(960, 380))
    }
}

fn rand(shape: (usize, usize, usize, usize), rng: &mut impl Rng) -> Array4<f64> {
    Array4::from_shape_simple_fn(shape, || rng.random())
}

/// One image of `side`×`side` pixels with the values 0, 1, 2 …
fn numbered(side: usize) -> Array4<f64> {
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
fn animation(image: &Array2<f64>, col: &Array2<f64>) -> Animation {
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

/// In how many places of the filter each pixel of a square image is.
fn copies(side: usize, filter: usize, stride: usize, pad: usize) -> Array2<f64> {
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
    fn the_animation_ends_with_every_row_and_is_small() {
        let (x, col) = (numbered(4), im2col(&numbered(4), 3, 3, 1, 0));
        let animation = animation(&x.to_shape((4, 4)).unwrap().into_owned(), &col);
        let csv = animation.csv();
        for ((i, j), value) in col.indexed_iter() {
            assert!(csv.contains(&format!("im2col: a row for each place,image 1,{j},{i},{value}\n")), "{csv}");
        }
        assert!(animation.png().unwrap().len() < 300_000);
    }

    #[test]
    fn a_pixel_is_copied_into_each_place_that_covers_it() {
        for (side, stride, pad) in [(4, 1, 0), (7, 2, 0), (4, 1, 1), (5, 2, 1)] {
            let places: Vec<isize> =
                (0..=side + 2 * pad - 3).step_by(stride).map(|at| at as isize - pad as isize).collect();
            let covering =
                |pixel: usize| places.iter().filter(|at| (**at..*at + 3).contains(&(pixel as isize))).count();
            let copies = copies(side, 3, stride, pad);
            assert!(copies.indexed_iter().all(|((y, x), &n)| n == (covering(y) * covering(x)) as f64), "{copies}");
        }
    }

    #[test]
    fn the_caption_states_the_largest_count_of_each_panel() {
        let largest = [(4, 1, 0), (7, 2, 0), (4, 1, 1)]
            .map(|(side, stride, pad)| copies(side, 3, stride, pad).fold(0.0, |a: f64, &b| a.max(b)));
        let caption = crate::contents::IM2COL_DEMO.caption("im2col_demo_col2im");
        let [a, b, c] = largest;
        assert!(
            caption.contains(&format!("at most {a} copies with stride 1, {b} with stride 2, {c} with padding")),
            "{caption}: {largest:?}"
        );
    }

    #[test]
    fn a_row_is_what_the_filter_covers() {
        let col = im2col(&numbered(4), 3, 3, 1, 0);
        assert_eq!(col.row(0), array![0., 1., 2., 4., 5., 6., 8., 9., 10.]);
        assert_eq!(col.row(3), array![5., 6., 7., 9., 10., 11., 13., 14., 15.]);
        assert_eq!(col.sum_axis(Axis(1)).len(), 4);
    }
}
