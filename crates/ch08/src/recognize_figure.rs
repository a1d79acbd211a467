//! The figure of `recognize`, and the page that it reads where no picture is given.

use ndarray::{Array2, Array3, ArrayView2, Axis, Slice};
use picture::on_white;
use plot::{Axes, Colormap, Figure};

use crate::recognize::Answer;

/// The most digits that are drawn.
const SHOWN: usize = 8;
/// The digits on the program's page.
const DIGITS: usize = 4;

/// For each digit the picture, what the network sees, and how probable each class is.
pub(crate) fn figure(seen: &[(String, Array3<u8>, Vec<Answer>)], networks: &[&str]) -> Figure {
    let digits =
        seen.iter().flat_map(|(name, picture, answers)| answers.iter().map(move |answer| (name, picture, answer)));
    let mut panels = Vec::new();
    for (name, picture, answer) in digits.take(SHOWN) {
        let mut on_picture = Axes::new();
        on_picture.title(name.chars().take(24).collect::<String>()).title_size(9.0).hide_ticks();
        on_picture.imshow_rgb(&around(picture, answer.digit.place));
        panels.push(on_picture);

        let pixels = ArrayView2::from_shape((28, 28), &answer.digit.image).expect("28×28 pixels");
        let mut prepared = Axes::new();
        prepared.title("what the network sees").title_size(9.0).hide_ticks();
        prepared.imshow(pixels.mapv(f64::from)).range(0.0, 255.0).colormap(Colormap::GrayReversed);
        panels.push(prepared);

        let mut bars = Axes::new();
        let shown = networks.len().min(3);
        let names = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let heights: Vec<(&str, Vec<f64>)> = networks[..shown]
            .iter()
            .zip(&answer.probabilities)
            .map(|(name, y)| (*name, y.iter().map(|&p| f64::from(p)).collect()))
            .collect();
        bars.grouped_bars(&names, &heights);
        bars.title("probability").title_size(9.0).xlabel("digit").ylim(0.0, 1.05);
        panels.push(bars);
    }
    let rows = panels.len() / 3;
    Figure::grid(rows, 3, panels).size(900, 60 + 210 * rows).legend_below()
}

/// The part of the picture around the digit, what is transparent in white.
fn around(picture: &Array3<u8>, [left, top, width, height]: [usize; 4]) -> Array3<u8> {
    let margin = width.max(height) / 4;
    let (rows, columns, _) = picture.dim();
    let range = |start: usize, len: usize, all: usize| start.saturating_sub(margin)..(start + len + margin).min(all);
    let (across, down) = (range(left, width, columns), range(top, height, rows));
    let part = picture.slice_axis(Axis(0), Slice::from(down));
    on_white(part.slice_axis(Axis(1), Slice::from(across)))
}

/// Generated digits, enlarged five times, dark on a background that gets darker to the right.
pub(crate) fn page(seed: u64) -> Array3<u8> {
    const SCALE: usize = 5;
    let digits = dataset::synthetic::digits(DIGITS, seed);
    let (height, width) = (40 * SCALE, (DIGITS * 32 + 12) * SCALE);
    let mut ink = Array2::<f32>::zeros((height, width));
    for i in 0..DIGITS {
        let image = digits.images.image(i);
        for y in 0..28 * SCALE {
            for x in 0..28 * SCALE {
                let pixel = image[y / SCALE * 28 + x / SCALE];
                ink[[y + 6 * SCALE, x + (8 + 32 * i) * SCALE]] = f32::from(pixel) / 255.0;
            }
        }
    }
    Array3::from_shape_fn((height, width, 4), |(y, x, channel)| {
        let paper = 225.0 - 70.0 * x as f32 / width as f32;
        let ink_color = [40.0, 50.0, 110.0, 0.0][channel];
        if channel == 3 { 255 } else { (paper + (ink_color - paper) * ink[[y, x]]) as u8 }
    })
}
