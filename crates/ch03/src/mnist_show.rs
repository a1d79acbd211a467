//! §3.6.1 MNIST データセット, `ch03/mnist_show.py`, figures 3-24 and 3-25: the arrays, the first digit, twenty others.

use experiment::{Context, say};
use plot::{Axes, Colormap, Tiles};
use rand::seq::index;

use crate::digits::stack;

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    let mnist = ctx.mnist()?;
    let (x_train, t_train) = (mnist.train.images.array(), &mnist.train.labels);
    let (x_test, t_test) = (mnist.test.images.array(), &mnist.test.labels);
    say!(ctx, "x_train {:?}, t_train ({},)", x_train.dim(), t_train.len());
    say!(ctx, "x_test {:?}, t_test ({},)", x_test.dim(), t_test.len());

    let img = x_train.row(0);
    let label = t_train[0];
    say!(ctx, "label {label}");
    say!(ctx, "({},)", img.len());
    let img = img.to_shape((28, 28))?;
    say!(ctx, "{:?}", img.dim());

    let mut ax = Axes::new();
    ax.imshow(img.view()).colormap(Colormap::GrayReversed).range(0.0, 255.0);
    ax.title(format!("label {label}"));
    ctx.save("mnist_show", ax)?;

    let chosen = index::sample(&mut ctx.rng(), t_test.len(), t_test.len().min(20)).into_vec();
    let labels: Vec<u8> = chosen.iter().map(|&i| t_test[i]).collect();
    let mut tiles = Tiles::new(stack(&mnist.test.images, &chosen), 10);
    tiles.titles(&labels).colormap(Colormap::GrayReversed).tile_size(72).range(0.0, 255.0);
    ctx.save("mnist_show_grid", tiles)
}
