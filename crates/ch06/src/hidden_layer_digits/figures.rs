//! The figures of the experiment.

use common::{MultiLayerNet, Network, Samples, argmax, rows};
use ndarray::Array1;
use plot::{Axes, Color, Figure, Legend, Tiles, linspace};

pub(super) fn relu_and_step() -> Axes {
    let x = linspace(-4.0, 4.0, 501);
    let mut ax = Axes::new();
    ax.xlabel("x").ylabel("y").xlim(-4.0, 4.0).ylim(-4.0, 4.0).grid().equal_aspect();
    ax.plot(&x, x.iter().map(|x| x.max(0.0)).collect::<Vec<_>>()).label("ReLU").color(Color::BLUE).width(3.0);
    ax.plot(&x, x.iter().map(|x| f64::from(*x > 0.0)).collect::<Vec<_>>())
        .label("step")
        .color(Color::BLACK)
        .dash_dot()
        .width(3.0);
    ax.legend(Legend::UpperLeft);
    ax
}

pub(super) fn curve(title: &str, what: &str, values: &[f64], top: f64) -> Axes {
    let mut ax = Axes::new();
    ax.title(title).xlabel("epoch").ylabel(format!("{what} on the test data")).ylim(0.0, top).grid();
    ax.plot_y(values).width(2.0);
    ax
}

/// The images at `shown`, black on a white background.
pub(super) fn tiles(x: &Samples<f32>, shown: &[usize], titles: &[String], colors: &[Color]) -> Figure {
    let images = rows(&x.read_as(0.0, 1.0).select(shown)).into_owned();
    let images = images.into_shape_with_order((shown.len(), 28, 28)).expect("an image has 28×28 pixels");
    let mut tiles = Tiles::new(&images, 10);
    tiles.titles(titles).title_colors(colors).range(0.0, 1.0);
    Figure::from(tiles)
}

pub(super) fn predictions(
    network: &MultiLayerNet<f32>,
    x: &Samples<f32>,
    t: &Array1<usize>,
    shown: &[usize],
) -> Figure {
    let scores = rows(&network.predict(&x.select(shown)));
    let predicted: Vec<usize> = scores.rows().into_iter().map(argmax).collect();
    let pairs = || shown.iter().map(|&i| t[i]).zip(predicted.iter().copied());
    let titles: Vec<String> = pairs().map(|(label, predicted)| format!("{label}:{predicted}")).collect();
    let colors: Vec<Color> =
        pairs().map(|(label, predicted)| if label == predicted { Color::BLACK } else { Color::RED }).collect();
    tiles(x, shown, &titles, &colors)
}
