//! The digits: what their arrays look like, the first one, and twenty at random.
//!
//! Book: §3.6.1 (MNIST データセット), figures 3-24 and 3-25, `ch03/mnist_show.py`.

use dataset::{Images, SIDE};
use experiment::{Context, Experiment, Info, say};
use ndarray::{Array3, ArrayView2};
use plot::{Axes, Colormap, Tiles};
use rand::seq::index;

/// Digits in the grid, and in a row of it.
const GRID: (usize, usize) = (20, 10);

/// The digits of MNIST.
#[derive(Clone, Debug, clap::Args)]
pub struct MnistShow {}

/// The images at `indices` as a stack, N×28×28.
pub(crate) fn stack(images: &Images, indices: &[usize]) -> Array3<u8> {
    Array3::from_shape_fn((indices.len(), SIDE, SIDE), |(n, i, j)| images.image(indices[n])[SIDE * i + j])
}

impl Experiment for MnistShow {
    const INFO: Info = Info::new("mnist_show", "§3.6.1", "The digits of MNIST").figures(&[
        ("mnist_show", "The first image of the training data"),
        ("mnist_show_grid", "Twenty images of the test data with their labels"),
    ]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let mnist = ctx.mnist()?;
        let (train, test) = (&mnist.train, &mnist.test);
        say!(ctx, "x_train {:?}, t_train ({},)", train.images.view().dim(), train.len());
        say!(ctx, "x_test {:?}, t_test ({},)", test.images.view().dim(), test.len());

        let img = train.images.image(0);
        let label = train.labels[0];
        say!(ctx, "label {label}");
        say!(ctx, "({},)", img.len());
        let img = ArrayView2::from_shape((SIDE, SIDE), img)?;
        say!(ctx, "{:?}", img.dim());

        let mut ax = Axes::new();
        ax.imshow(img).colormap(Colormap::Gray).range(0.0, 255.0);
        ax.title(format!("label {label}"));
        ctx.save("mnist_show", ax)?;

        let (count, columns) = GRID;
        let chosen = index::sample(&mut ctx.rng(), test.len(), count.min(test.len())).into_vec();
        let labels: Vec<u8> = chosen.iter().map(|&i| test.labels[i]).collect();
        let mut tiles = Tiles::new(stack(&test.images, &chosen), columns);
        tiles.titles(&labels).colormap(Colormap::GrayReversed).tile_size(72).range(0.0, 255.0);
        ctx.save("mnist_show_grid", tiles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_keeps_rows_and_order() {
        let images = Images::new((0..2 * 784).map(|i| (i % 251) as u8).collect());
        let stack = stack(&images, &[1, 0]);
        assert_eq!(stack.dim(), (2, 28, 28));
        assert_eq!((stack[[1, 0, 5]], stack[[1, 2, 3]], stack[[0, 0, 0]]), (5, 59, (784 % 251) as u8));
    }

    #[test]
    #[ignore = "needs MNIST_DIR"]
    fn the_first_digit_is_a_5() {
        let options = dataset::Options { choice: dataset::Choice::Mnist, ..dataset::Options::default() };
        let mnist = dataset::load_mnist(&options).unwrap();
        assert_eq!((mnist.train.len(), mnist.test.len()), (60_000, 10_000));
        assert_eq!(mnist.train.images.view().dim(), (60_000, 784));
        assert_eq!((mnist.train.labels[0], mnist.test.labels[0]), (5, 7));
    }
}
