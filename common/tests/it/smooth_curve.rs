//! The smoothed curve.

use common::smooth_curve;

/// A single 1 becomes the window, which is the Bessel function I₀ of 2·√(1 − (k/5)²) at k from its middle.
#[test]
fn the_window_agrees_with_tables() {
    let mut curve = [0.0; 31];
    curve[15] = 1.0;
    let smooth = smooth_curve(&curve);
    for (k, bessel) in [(0, 2.279_585_302_336_067), (3, 1.749_980_639_738_909), (4, 1.393_725_584_134_064)] {
        let ratio = smooth[15 + k] / smooth[15 + 5];
        assert!((ratio - bessel).abs() < 1e-14, "{k}: {ratio}");
    }
}

#[test]
fn a_constant_stays_and_a_short_curve_too() {
    assert!(smooth_curve(&[2.5; 11]).iter().all(|y| (y - 2.5).abs() < 1e-15));
    assert_eq!(smooth_curve(&[2.5; 11]).len(), 11);
    let short: Vec<f64> = (0..10).map(f64::from).collect();
    assert_eq!(smooth_curve(&short), short);
}
