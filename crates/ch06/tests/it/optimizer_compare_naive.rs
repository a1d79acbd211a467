use ch06::optimizer_compare_naive::{OPTIMIZERS, descend};
use common::OptimizerKind;

#[test]
fn sgd_zigzags_and_the_others_do_not_overshoot_as_often() {
    let turns = |kind, rate| {
        let (_, y_history) = descend(kind, rate, 30);
        y_history.windows(2).filter(|pair| pair[0] * pair[1] < 0.0).count()
    };
    // y is multiplied by 1 - 2·0.95 = -0.9 at every step.
    assert_eq!(turns(OptimizerKind::Sgd, 0.95), 30);
    assert!(turns(OptimizerKind::Momentum, 0.1) < 8);
    assert_eq!(turns(OptimizerKind::AdaGrad, 1.5), 0);
}

#[test]
fn the_caption_says_where_the_paths_lead() {
    let caption = ch06::CHAPTER.caption("optimizer_compare_naive");
    let [sgd, momentum, adagrad, adam] = [0, 1, 2, 3].map(|i| {
        let (kind, lr) = OPTIMIZERS[i];
        descend(kind, lr, 30).1
    });
    let turns = |path: &[f64]| path.windows(2).filter(|pair| pair[0] * pair[1] < 0.0).count();
    let lowest = |path: &[f64]| path.iter().copied().fold(f64::MAX, f64::min);
    assert!(caption.contains("SGD zigzags") && turns(&sgd) == 30);
    assert!(caption.contains("Momentum swings wide") && (2..8).contains(&turns(&momentum)));
    assert!(lowest(&momentum) < -1.0);
    assert!(caption.contains("AdaGrad stays above y = 0") && lowest(&adagrad) >= 0.0);
    let dip = format!("Adam dips to y = −{:.1} once", -lowest(&adam));
    assert!(caption.contains(&dip) && turns(&adam) == 2, "{caption}: {dip}, {} turns", turns(&adam));
}

#[test]
fn sgd_is_where_pencil_and_paper_put_it() {
    let (x_history, y_history) = descend(OptimizerKind::Sgd, 0.95, 2);
    let expected = [[-7.0, 2.0], [-7.0 * 0.905, -1.8], [-7.0 * 0.905 * 0.905, 1.62]];
    assert_eq!((x_history.len(), y_history.len()), (3, 3));
    for ((x, y), expected) in x_history.iter().zip(&y_history).zip(expected) {
        assert!((x - expected[0]).abs() < 1e-12 && (y - expected[1]).abs() < 1e-12, "{x} {y}");
    }
}
