use ch04::loss_functions::{one_hot_2, probably_2, probably_7};
use common::{Targets, cross_entropy_error, sum_squared_error};
use ndarray::{Axis, array, stack};

#[test]
fn sums_of_squares_are_the_books() {
    assert_eq!(sum_squared_error(&probably_2(), &one_hot_2()), 0.09750000000000003);
    assert_eq!(sum_squared_error(&probably_7(), &one_hot_2()), 0.5975);
    let of = |last: f64| sum_squared_error(&array![1.0, 2.0, 3.0], &array![1.0, 2.0, last]);
    assert_eq!([of(4.0), of(10.0), of(3.0)], [0.5, 24.5, 0.0]);
}

#[test]
fn cross_entropies_are_the_books() {
    for t in [Targets::from(2), Targets::from(one_hot_2())] {
        assert_eq!(cross_entropy_error(&probably_2(), &t), 0.510825457099338);
        assert_eq!(cross_entropy_error(&probably_7(), &t), 2.302584092994546);
    }
}

/// The caption's numbers are the losses, and the marks lie on the curve.
#[test]
fn the_caption_states_the_marked_losses() {
    let caption = ch04::CHAPTER.caption("loss_functions");
    for y in [probably_2(), probably_7()] {
        let (p, loss) = (y[2], cross_entropy_error(&y, &Targets::from(2)));
        assert!(caption.contains(&format!("{loss:.2} at p = {p}")), "{caption}: {loss} at {p}");
        assert!((loss + p.ln()).abs() < 1e-6, "{loss} at {p} is not on the curve");
    }
}

/// The mean of the two, and the book's two versions (one-hot and label) are the same number.
#[test]
fn a_batch_has_the_mean() {
    let y = stack![Axis(0), probably_2(), probably_7()];
    let t = one_hot_2();
    let labels = cross_entropy_error(&y, &Targets::from(array![2, 2]));
    assert_eq!(labels, (0.510825457099338 + 2.302584092994546) / 2.0);
    assert_eq!(labels, cross_entropy_error(&y, &Targets::from(stack![Axis(0), t, t])));
}
