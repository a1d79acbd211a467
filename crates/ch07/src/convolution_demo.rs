//! §7.2 畳み込み層, §7.3 プーリング層: convolution and pooling on numbers that one can check by hand.

use anyhow::Result;
use common::{Convolution, Layer, Pooling, tensor};
use experiment::{Context, Experiment, say};
use ndarray::{Array1, Array2, Array4, Axis, array, concatenate};
use plot::{Axes, Colormap, Figure};

/// Convolution and max pooling on numbers that one can check by hand
#[derive(Debug, clap::Args)]
pub struct ConvolutionDemo {}

impl Experiment for ConvolutionDemo {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        // §7.2.2, figure 7-3 and 7-5: one channel, without bias and with it
        let (x, w) = (one_image(&input()), one_image(&filter()));
        say!(ctx, "input\n{}\nfilter\n{}", input(), filter());
        say!(ctx, "input ∗ filter\n{}", plane(&convolve(&x, &w, 0.0, 0)));
        say!(ctx, "input ∗ filter + {BIAS}\n{}", plane(&convolve(&x, &w, BIAS, 0)));

        // §7.2.3: padding 1 keeps the size
        say!(ctx, "input, padding 1, ∗ filter\n{}", plane(&convolve(&x, &w, 0.0, 1)));

        // §7.2.5: three channels, each with its own filter; the results are added
        let (x3, w3) = (concatenate![Axis(1), x, x, x], concatenate![Axis(1), w, w, w]);
        say!(ctx, "three equal channels {:?} ∗ {:?}\n{}", x3.dim(), w3.dim(), plane(&convolve(&x3, &w3, 0.0, 0)));

        // §7.2.7: a batch
        let batch = concatenate![Axis(0), x3, x3];
        say!(ctx, "a batch {:?} ∗ {:?} -> {:?}", batch.dim(), w3.dim(), convolve(&batch, &w3, 0.0, 0).dim());

        // §7.3: max pooling 2×2, stride 2, and what a shift by one pixel does to it
        let (image, shifted) = (bright_spots(0), bright_spots(1));
        say!(ctx, "max pooling of\n{image}\n{}", plane(&pool(&one_image(&image))));
        say!(ctx, "shifted by one pixel\n{shifted}\n{}", plane(&pool(&one_image(&shifted))));
        say!(
            ctx,
            "{} of 16 pixels changed, {} of 4 after pooling",
            changes(&image, &shifted),
            changes(&plane(&pool(&one_image(&image))), &plane(&pool(&one_image(&shifted))),)
        );

        // Plot
        let panels = [
            ("input", input()),
            ("filter", filter()),
            ("input ∗ filter", plane(&convolve(&x, &w, 0.0, 0))),
            ("input ∗ filter + 3", plane(&convolve(&x, &w, BIAS, 0))),
            ("image", image.clone()),
            ("pooled", plane(&pool(&one_image(&image)))),
            ("image shifted by 1", shifted.clone()),
            ("pooled", plane(&pool(&one_image(&shifted)))),
        ];
        let panels = panels.iter().map(|(title, values)| panel(title, values));
        ctx.save("convolution_demo", Figure::grid(2, 4, panels).size(880, 500))
    }
}

/// Figure 7-3.
pub fn input() -> Array2<f64> {
    array![[1., 2., 3., 0.], [0., 1., 2., 3.], [3., 0., 1., 2.], [2., 3., 0., 1.]]
}

/// Figure 7-3.
pub fn filter() -> Array2<f64> {
    array![[2., 0., 1.], [0., 1., 2.], [1., 0., 2.]]
}

/// Figure 7-5.
pub const BIAS: f64 = 3.0;

/// Two bright pixels, moved to the right by `shift`.
pub fn bright_spots(shift: usize) -> Array2<f64> {
    let mut image = Array2::zeros((4, 4));
    image[[0, shift]] = 9.0;
    image[[3, 2 + shift]] = 7.0;
    image
}

/// A batch (1, 1, H, W) of an image (H, W).
pub fn one_image(values: &Array2<f64>) -> Array4<f64> {
    values.clone().insert_axis(Axis(0)).insert_axis(Axis(0))
}

/// The image (H, W) that is first in a batch (N, C, H, W).
pub fn plane(images: &Array4<f64>) -> Array2<f64> {
    images.index_axis(Axis(0), 0).index_axis(Axis(0), 0).to_owned()
}

/// The convolution of `x` (N, C, H, W) with the filters `w` (FN, C, FH, FW), with stride 1.
pub fn convolve(x: &Array4<f64>, w: &Array4<f64>, bias: f64, pad: usize) -> Array4<f64> {
    Convolution::new(w.clone(), Array1::from_elem(w.dim().0, bias), 1, pad)
        .predict(tensor(x.clone()))
        .into_owned()
        .into_dimensionality()
        .expect("images")
}

/// The largest of each 2×2 pixels: (N, C, H, W) becomes (N, C, H/2, W/2).
pub fn pool(x: &Array4<f64>) -> Array4<f64> {
    Pooling::new(2, 2, 2, 0).predict(tensor(x.clone())).into_owned().into_dimensionality().expect("images")
}

/// How many pixels differ.
pub fn changes(a: &Array2<f64>, b: &Array2<f64>) -> usize {
    a.iter().zip(b).filter(|(a, b)| a != b).count()
}

fn panel(title: &str, values: &Array2<f64>) -> Axes {
    let mut ax = Axes::new();
    ax.title(title).hide_ticks().equal_aspect();
    ax.imshow(values).colormap(Colormap::Gray).numbers(0);
    ax
}
