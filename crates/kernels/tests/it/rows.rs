use kernels::Rows;
use ndarray::{Array2, s};

use crate::sparse::{assert_close, dense, matrix, strokes};

#[test]
fn products_are_those_of_the_matrix() {
    for background in [0.0, -1.0] {
        for (n, d, m) in [(30, 200, 20), (30, 200, 3), (30, 100, 20), (1, 784, 50), (0, 200, 20)] {
            let (x, w, dy) = (strokes(n, d, background), matrix(d, m), matrix(n, m));
            let rows = Rows::new(x.clone().into_shared());
            for beta in [0.0, 2.0] {
                let mut y = dy.clone();
                rows.dot_into(&w, beta, &mut y);
                assert_close(&y, &(dense(&x, &w) + beta * &dy));
                let mut dw = w.clone();
                rows.t_dot_into(&dy, beta, &mut dw);
                assert_close(&dw, &(dense(&x.t(), &dy) + beta * &w));
            }
        }
    }
}

#[test]
fn a_full_or_turned_matrix_is_multiplied_too() {
    for x in [matrix(30, 200), matrix(200, 30).reversed_axes(), strokes(200, 150, 0.0).reversed_axes()] {
        let (n, d) = x.dim();
        let mut y = Array2::from_elem((n, 20), f32::NAN);
        Rows::new(x.clone().into_shared()).dot_into(&matrix(d, 20), 0.0, &mut y);
        assert_close(&y, &dense(&x, &matrix(d, 20)));
    }
}

#[test]
#[should_panic(expected = "shapes do not fit")]
fn shapes_have_to_fit() {
    Rows::new(strokes(30, 200, 0.0).into_shared()).dot_into(&matrix(30, 10), 0.0, &mut matrix(30, 10));
}

#[test]
#[should_panic(expected = "shapes do not fit")]
fn shapes_have_to_fit_the_other_way() {
    Rows::new(strokes(30, 200, 0.0).into_shared()).t_dot_into(&matrix(200, 10), 0.0, &mut matrix(30, 10));
}

#[test]
fn are_an_array_that_nobody_changed() {
    let mut x = strokes(30, 30, 0.0).into_shared();
    let known = Rows::new(x.clone());
    assert!(known.are(&x) && known.are(&x.clone()));
    assert!(!known.are(&strokes(30, 30, 0.0).into_shared()), "equal numbers elsewhere");
    assert!(!known.are(&x.clone().slice_move(s![..20, ..])), "fewer rows");
    assert!(!known.are(&x.clone().reversed_axes()), "turned");
    x[[0, 0]] = 1.0;
    assert!(!known.are(&x), "changed");
}
