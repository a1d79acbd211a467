use ch06::notebook::{DROPOUT, INITIAL_WEIGHTS, OPTIMIZERS, WEIGHT_DECAY, batch_norm, dash_accuracies, dash_losses};
use plot::{Axes, Figure};

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
    let ends =
        |[train, test]: [&[f64]; 2]| [train, test].map(|accuracies| format!("{:.3}", accuracies[accuracies.len() - 1]));
    assert_eq!(ends([&WEIGHT_DECAY[0], &WEIGHT_DECAY[1]]), ["0.920", "0.714"]);
    assert_eq!(ends([&DROPOUT[0], &DROPOUT[1]]), ["0.703", "0.554"]);
    let last: Vec<f64> = (0..16).map(|i| batch_norm(i)[1][19]).collect();
    let book =
        [0.416, 0.464, 0.62, 0.764, 0.872, 0.963, 0.988, 0.997, 1.0, 0.998, 0.992, 0.935, 0.782, 0.618, 0.525, 0.523];
    assert_eq!(last, book);
    assert_eq!(batch_norm(2)[0][..3], [0.087, 0.268, 0.373]);
}
