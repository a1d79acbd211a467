//! The table for readers who come from NumPy: what stands in it compiles and gives what NumPy gives.

use std::fs;

use common::dot;
use common::{argmax, random_choice};
use ndarray::{Array2, Axis, array};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use crate::markdown::root;

/// Evaluates the expression if it stands in the README as it is written here.
macro_rules! in_readme {
    ($readme:expr, $expression:expr) => {{
        let code = format!("`{}`", stringify!($expression)).replace('|', "\\|");
        assert!($readme.contains(&code), "{code} is not in the README");
        $expression
    }};
}

#[test]
fn every_expression_of_the_table_gives_what_numpy_gives() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (a, b) = (array![[1.0, 2.0], [3.0, 4.0]], array![[5.0, 6.0], [7.0, 8.0]]);
    assert_eq!(in_readme!(readme, dot(&a, &b)), array![[19.0, 22.0], [43.0, 50.0]]);
    assert_eq!(in_readme!(readme, a.dot(&b)), array![[19.0, 22.0], [43.0, 50.0]]);
    assert_eq!(in_readme!(readme, &a * &b), array![[5.0, 12.0], [21.0, 32.0]]);
    assert_eq!(in_readme!(readme, a.t()), array![[1.0, 3.0], [2.0, 4.0]]);
    assert_eq!(in_readme!(readme, a.to_shape((4, 1)).unwrap()), array![[1.0], [2.0], [3.0], [4.0]]);
    assert_eq!(in_readme!(readme, a.sum_axis(Axis(0))), array![4.0, 6.0]);
    assert_eq!((in_readme!(readme, a.dim()), in_readme!(readme, a.ndim())), ((2, 2), 2));

    let (x, y) = (array![-1.0_f64, 0.0, 2.0], array![1.0, 1.0, 1.0]);
    assert_eq!(in_readme!(readme, &x + &y), array![0.0, 1.0, 3.0]);
    assert_eq!(in_readme!(readme, x.exp())[1], 1.0);
    assert_eq!(in_readme!(readme, x.mapv(|v| v.max(0.0))), array![0.0, 0.0, 2.0]);
    assert_eq!(in_readme!(readme, argmax(x.view())), 2);
    assert_eq!(in_readme!(readme, x.fold(f64::MIN, |m, &v| m.max(v))), 2.0);
    let mask = [2, 0];
    assert_eq!(in_readme!(readme, x.select(Axis(0), &mask)), array![2.0, -1.0]);
    let w = &a;
    assert_eq!(in_readme!(readme, Array2::<f64>::zeros(w.dim())).sum(), 0.0);

    let a = array![[1, 2], [3, 4]];
    assert_eq!(in_readme!(readme, &a * &array![10, 20]), array![[10, 40], [30, 80]]);
    let xx = array![[51, 55], [14, 19], [0, 4]];
    assert!(in_readme!(readme, xx.iter().filter(|&&v| v > 15)).eq([51, 55, 19].iter()));

    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let w: Array2<f64> = in_readme!(readme, Array2::from_shape_simple_fn((784, 50), || rng.sample(StandardNormal)));
    assert!(w.mean().unwrap().abs() < 0.03 && (w.std(0.0) - 1.0).abs() < 0.03);
    let chosen = in_readme!(readme, random_choice(60_000, 10, &mut rng));
    assert!(chosen.len() == 10 && chosen.iter().all(|&i| i < 60_000));
}
