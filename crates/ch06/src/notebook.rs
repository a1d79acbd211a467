//! What a reader of the book printed in a notebook, with the book's Python and MNIST.

use experiment::Context;
use plot::{Axes, Color};

/// Losses of one batch every 100 iterations, §6.1.8: SGD, Momentum, AdaGrad, Adam.
pub(crate) const OPTIMIZERS: [[f64; 20]; 4] = [
    [
        2.523, 1.604, 0.7831, 0.6325, 0.4521, 0.3307, 0.3692, 0.3318, 0.3025, 0.2635, 0.2039, 0.2355, 0.311, 0.262,
        0.1877, 0.3377, 0.2529, 0.1617, 0.1712, 0.2035,
    ],
    [
        2.388, 0.397, 0.3217, 0.2304, 0.1688, 0.178, 0.1695, 0.1491, 0.1733, 0.1571, 0.07996, 0.1425, 0.1379, 0.09037,
        0.08456, 0.2165, 0.09031, 0.03876, 0.03934, 0.04048,
    ],
    [
        2.073, 0.2131, 0.1312, 0.06809, 0.06314, 0.07464, 0.04144, 0.07854, 0.05195, 0.07782, 0.03066, 0.09872,
        0.05519, 0.04387, 0.02219, 0.1161, 0.04612, 0.03208, 0.01431, 0.02018,
    ],
    [
        2.121, 0.3809, 0.2206, 0.1605, 0.1309, 0.1243, 0.127, 0.121, 0.1086, 0.08728, 0.02702, 0.09349, 0.06514,
        0.06259, 0.02943, 0.08622, 0.09449, 0.01947, 0.01946, 0.02192,
    ],
];

/// Losses of one batch every 100 iterations, §6.2.4: standard deviation 0.01, Xavier, He.
pub(crate) const INITIAL_WEIGHTS: [[f64; 20]; 3] = [
    [
        2.303, 2.302, 2.302, 2.302, 2.301, 2.304, 2.302, 2.305, 2.302, 2.305, 2.302, 2.305, 2.307, 2.298, 2.3, 2.31,
        2.296, 2.297, 2.305, 2.296,
    ],
    [
        2.313, 2.258, 2.127, 1.855, 1.448, 0.9737, 0.6974, 0.6207, 0.5278, 0.5316, 0.3335, 0.3217, 0.392, 0.3256,
        0.1915, 0.2768, 0.327, 0.2852, 0.3748, 0.3054,
    ],
    [
        2.353, 1.633, 0.8635, 0.5666, 0.5454, 0.4594, 0.4028, 0.3511, 0.3162, 0.3864, 0.1929, 0.1966, 0.2811, 0.2381,
        0.1171, 0.1743, 0.2579, 0.2148, 0.2839, 0.2133,
    ],
];

/// Training accuracy in thousandths after each epoch, §6.3.2: for each scale of the initial weights, without batch
/// normalization and with it.
const BATCH_NORM: [[[u16; 20]; 2]; 16] = [
    [
        [93, 117, 116, 116, 116, 117, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116],
        [113, 128, 134, 150, 172, 188, 217, 230, 250, 266, 286, 304, 325, 331, 339, 354, 371, 386, 407, 416],
    ],
    [
        [97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97],
        [68, 79, 104, 113, 133, 165, 185, 203, 245, 284, 295, 332, 347, 373, 385, 407, 420, 441, 454, 464],
    ],
    [
        [87, 268, 373, 502, 580, 636, 694, 715, 765, 794, 809, 840, 864, 885, 894, 916, 925, 930, 944, 950],
        [72, 87, 109, 130, 179, 202, 241, 279, 318, 353, 373, 413, 446, 478, 507, 529, 541, 570, 599, 620],
    ],
    [
        [110, 202, 330, 455, 517, 602, 643, 670, 695, 714, 740, 752, 770, 780, 789, 801, 815, 825, 831, 839],
        [79, 104, 160, 225, 291, 362, 421, 482, 518, 559, 594, 616, 646, 668, 682, 698, 722, 737, 755, 764],
    ],
    [
        [95, 99, 107, 115, 131, 156, 169, 199, 227, 239, 257, 247, 247, 261, 264, 275, 260, 270, 264, 279],
        [105, 164, 222, 333, 421, 516, 585, 646, 694, 719, 742, 760, 780, 807, 820, 833, 846, 852, 861, 872],
    ],
    [
        [87, 125, 137, 129, 132, 113, 113, 121, 139, 113, 143, 122, 123, 116, 116, 116, 116, 129, 157, 146],
        [92, 268, 511, 637, 709, 749, 788, 824, 848, 863, 878, 897, 908, 916, 932, 938, 947, 955, 958, 963],
    ],
    [
        [94, 118, 117, 117, 117, 117, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116],
        [102, 340, 635, 731, 768, 808, 831, 849, 871, 889, 910, 919, 930, 952, 962, 969, 980, 985, 985, 988],
    ],
    [
        [105, 117, 117, 105, 105, 116, 116, 117, 116, 116, 116, 116, 116, 116, 117, 117, 117, 116, 117, 116],
        [92, 299, 553, 677, 757, 830, 879, 919, 944, 967, 975, 978, 987, 989, 993, 995, 998, 997, 997, 997],
    ],
    [
        [105, 116, 116, 116, 116, 116, 116, 116, 117, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116],
        [134, 532, 736, 811, 846, 889, 907, 913, 948, 980, 986, 989, 996, 996, 999, 999, 1000, 1000, 1000, 1000],
    ],
    [
        [105, 116, 117, 117, 117, 117, 116, 116, 116, 116, 116, 116, 116, 116, 117, 117, 117, 117, 117, 117],
        [137, 499, 750, 807, 912, 862, 979, 979, 968, 987, 993, 992, 992, 994, 996, 997, 997, 997, 998, 998],
    ],
    [
        [92, 117, 117, 117, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116],
        [212, 730, 777, 823, 923, 936, 884, 968, 980, 982, 991, 991, 985, 987, 968, 992, 995, 955, 995, 992],
    ],
    [
        [105, 116, 117, 116, 117, 117, 117, 117, 117, 117, 117, 117, 117, 116, 117, 117, 117, 117, 117, 117],
        [112, 517, 647, 674, 642, 687, 689, 698, 696, 701, 782, 786, 875, 890, 963, 884, 891, 896, 985, 935],
    ],
    [
        [99, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 116, 116],
        [160, 390, 472, 585, 600, 653, 662, 663, 671, 678, 692, 692, 695, 702, 776, 791, 736, 748, 781, 782],
    ],
    [
        [116, 117, 117, 117, 117, 117, 117, 117, 117, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116, 116],
        [220, 383, 486, 520, 567, 539, 541, 558, 610, 589, 578, 585, 587, 594, 609, 610, 617, 618, 625, 618],
    ],
    [
        [117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117],
        [103, 289, 390, 405, 393, 391, 413, 418, 419, 419, 418, 419, 419, 396, 503, 508, 508, 526, 526, 525],
    ],
    [
        [87, 117, 116, 116, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117, 117],
        [116, 258, 402, 404, 409, 409, 512, 479, 515, 502, 520, 494, 513, 512, 522, 518, 521, 521, 522, 523],
    ],
];

/// Accuracy on the training and on the test data every ten epochs, §6.4.2, with λ = 0.1.
pub(crate) const WEIGHT_DECAY: [[f64; 21]; 2] = [
    [
        0.093, 0.313, 0.613, 0.69, 0.73, 0.777, 0.823, 0.827, 0.857, 0.867, 0.88, 0.903, 0.893, 0.92, 0.917, 0.923,
        0.917, 0.92, 0.917, 0.923, 0.92,
    ],
    [
        0.098, 0.215, 0.414, 0.535, 0.576, 0.608, 0.641, 0.666, 0.685, 0.694, 0.702, 0.709, 0.7, 0.719, 0.717, 0.711,
        0.717, 0.704, 0.713, 0.718, 0.714,
    ],
];

/// The same for §6.4.3, with dropout of 0.2.
pub(crate) const DROPOUT: [[f64; 31]; 2] = [
    [
        0.113, 0.17, 0.173, 0.217, 0.26, 0.3, 0.317, 0.34, 0.37, 0.36, 0.377, 0.377, 0.387, 0.413, 0.43, 0.433, 0.443,
        0.473, 0.503, 0.527, 0.547, 0.57, 0.583, 0.597, 0.62, 0.623, 0.633, 0.653, 0.663, 0.69, 0.703,
    ],
    [
        0.079, 0.125, 0.15, 0.174, 0.195, 0.219, 0.238, 0.252, 0.268, 0.271, 0.276, 0.288, 0.295, 0.306, 0.324, 0.33,
        0.357, 0.374, 0.396, 0.422, 0.432, 0.457, 0.472, 0.485, 0.493, 0.506, 0.516, 0.522, 0.537, 0.547, 0.554,
    ],
];

/// The accuracies without and with batch normalization from the scale number `i`.
pub(crate) fn batch_norm(i: usize) -> [[f64; 20]; 2] {
    BATCH_NORM[i].map(|accuracies| accuracies.map(|thousandths| f64::from(thousandths) / 1000.0))
}

/// The losses of the notebook, beside those of as many `iterations` on MNIST.
pub(crate) fn draw_losses<const N: usize>(ctx: &Context, ax: &mut Axes, losses: [[f64; 20]; N], iterations: usize) {
    if ctx.is_mnist() {
        dash_losses(ax, losses, iterations);
    }
}

/// The accuracies of the notebook, beside those of as many `epochs` on MNIST.
pub(crate) fn draw_accuracies<const N: usize>(ctx: &Context, ax: &mut Axes, accuracies: [[f64; N]; 2], epochs: usize) {
    if ctx.is_mnist() {
        dash_accuracies(ax, accuracies, epochs);
    }
}

/// On MNIST, the accuracies of the notebook, dotted in the colours of the lines with and without batch normalization.
pub(crate) fn draw_batch_norm(ctx: &Context, ax: &mut Axes, i: usize) {
    if !ctx.is_mnist() {
        return;
    }
    let [without, with] = batch_norm(i);
    ax.plot_y(with).label("with, in a notebook").dotted().width(1.2).color(Color::C0);
    ax.plot_y(without).label("without, in a notebook").dotted().width(1.2).color(Color::C1);
}

/// The accuracies of the notebook on the training and on the test data, dashed in the colours of the axes' lines, as far
/// as these go (`epochs`).
fn dash_accuracies<const N: usize>(ax: &mut Axes, accuracies: [[f64; N]; 2], epochs: usize) {
    let shown = N.min(epochs.div_ceil(10));
    let x: Vec<usize> = (0..shown).map(|k| 10 * k).collect();
    for ((what, i), accuracies) in [("train", 0), ("test", 1)].into_iter().zip(accuracies) {
        let line = ax.plot(&x, &accuracies[..shown]).label(format!("{what}, in a notebook"));
        line.dashed().width(1.0).color(Color::cycle(i));
    }
}

/// The losses of the notebook, dashed in the colours of the axes' lines, as far as these go (`iterations`).
fn dash_losses<const N: usize>(ax: &mut Axes, losses: [[f64; 20]; N], iterations: usize) {
    for (i, losses) in losses.iter().enumerate() {
        let shown = losses.len().min(iterations.div_ceil(100));
        let x: Vec<usize> = (0..shown).map(|k| 100 * k).collect();
        let line = ax.plot(x, &losses[..shown]).dashed().width(1.0).color(Color::cycle(i));
        if i == 0 {
            line.label("of one batch, in a notebook");
        }
    }
}

#[cfg(test)]
mod tests {
    use plot::Figure;

    use super::*;

    #[test]
    fn the_notebook_goes_no_further_than_the_lines() {
        let rows = |iterations| {
            let mut ax = Axes::new();
            dash_losses(&mut ax, INITIAL_WEIGHTS, iterations);
            Figure::from(ax).csv().lines().filter(|row| row.contains("notebook")).count()
        };
        let mut ax = Axes::new();
        dash_accuracies(&mut ax, DROPOUT, 21);
        let csv = Figure::from(ax).csv();
        assert!(csv.contains(&format!("\"test, in a notebook\",20,{}\n", DROPOUT[1][2])), "{csv}");
        assert_eq!(csv.lines().count(), 1 + 2 * 3);
        assert_eq!([1, 100, 101, 1901, 2000, 9000].map(rows), [1, 1, 2, 20, 20, 20]);
    }

    #[test]
    fn the_numbers_are_where_they_belong() {
        // The first losses are those of networks that guess, ln 10; the last ones tell the methods apart.
        assert!([&OPTIMIZERS[..], &INITIAL_WEIGHTS].concat().iter().all(|losses| (2.0..2.6).contains(&losses[0])));
        assert_eq!(OPTIMIZERS.map(|losses| format!("{:.2}", losses[19])), ["0.20", "0.04", "0.02", "0.02"]);
        assert_eq!(INITIAL_WEIGHTS.map(|losses| format!("{:.2}", losses[19])), ["2.30", "0.31", "0.21"]);
        // It ends within the bands of the book's Python, and the training data are ahead of the test data.
        let ends = |[train, test]: [&[f64]; 2]| {
            [train, test].map(|accuracies| format!("{:.3}", accuracies[accuracies.len() - 1]))
        };
        assert_eq!(ends([&WEIGHT_DECAY[0], &WEIGHT_DECAY[1]]), ["0.920", "0.714"]);
        assert_eq!(ends([&DROPOUT[0], &DROPOUT[1]]), ["0.703", "0.554"]);
        let last: Vec<f64> = (0..16).map(|i| batch_norm(i)[1][19]).collect();
        let book = [
            0.416, 0.464, 0.62, 0.764, 0.872, 0.963, 0.988, 0.997, 1.0, 0.998, 0.992, 0.935, 0.782, 0.618, 0.525, 0.523,
        ];
        assert_eq!(last, book);
        assert_eq!(batch_norm(2)[0][..3], [0.087, 0.268, 0.373]);
    }
}
