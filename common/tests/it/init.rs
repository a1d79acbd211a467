//! First weights: their spread, precision and names.

use common::WeightInit;
use ndarray::{Array, Array2};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

#[test]
fn weights_have_the_standard_deviation() {
    for init in [WeightInit::Std(0.01), WeightInit::Xavier, WeightInit::He] {
        let w: Array<f64, _> = init.sample((30, 5, 8, 10), 400, &mut ChaCha8Rng::seed_from_u64(1));
        let (mean, std) = (w.mean().expect("weights"), w.std(0.0));
        let expected = init.std(400);
        assert!(mean.abs() < 0.03 * expected && (std / expected - 1.0).abs() < 0.03, "{init}: {mean} ± {std}");
    }
}

#[test]
fn single_and_double_precision_start_alike() {
    let double: Array2<f64> = WeightInit::He.weights((3, 4), &mut ChaCha8Rng::seed_from_u64(1));
    let single: Array2<f32> = WeightInit::He.weights((3, 4), &mut ChaCha8Rng::seed_from_u64(1));
    assert_eq!(double.mapv(|w| w as f32), single);
}

#[test]
fn names_and_numbers() {
    for init in [WeightInit::Std(0.01), WeightInit::Xavier, WeightInit::He] {
        assert_eq!(init.to_string().parse(), Ok(init));
    }
    assert_eq!(("Sigmoid".parse(), "relu".parse()), (Ok(WeightInit::Xavier), Ok(WeightInit::He)));
    for wrong in ["", "xaver", "-1", "nan", "inf"] {
        assert!(wrong.parse::<WeightInit>().is_err(), "{wrong}");
    }
}
