use kernels::{Rows, dot};
use ndarray::{Array2, s};

/// Rows of which so many elements in ten are 0.
fn rows(zeros: usize) -> Array2<f32> {
    Array2::from_shape_fn((30, 200), |(i, j)| if (i * 31 + j * 7) % 10 < zeros { 0.0 } else { (i + j) as f32 / 90.0 })
}

fn matrix(rows: usize, columns: usize) -> Array2<f32> {
    Array2::from_shape_fn((rows, columns), |(i, j)| ((i * 37 + j * 101) % 97) as f32 / 31.0 - 1.5)
}

#[test]
fn products_are_those_of_the_matrix() {
    for (zeros, columns) in [(0, 20), (8, 20), (8, 3)] {
        let (x, b, dy) = (rows(zeros), matrix(200, columns), matrix(30, columns));
        let rows = Rows::new(x.clone().into_shared());
        let mut y = Array2::ones((30, columns));
        rows.dot_into(&b, 2.0, &mut y);
        assert!((y - dot(&x, &b)).iter().all(|&difference| (difference - 2.0).abs() < 1e-4), "{zeros}, {columns}");
        let mut db = Array2::from_elem((200, columns), f32::NAN);
        rows.t_dot_into(&dy, 0.0, &mut db);
        assert_eq!(db, dot(&x.t(), &dy), "{zeros}, {columns}");
    }
}

#[test]
#[should_panic(expected = "shapes do not fit")]
fn shapes_have_to_fit() {
    Rows::new(rows(8).into_shared()).t_dot_into(&matrix(200, 10), 0.0, &mut matrix(30, 10));
}

#[test]
fn are_an_array_that_nobody_changed() {
    let mut x = rows(8).into_shared();
    let known = Rows::new(x.clone());
    assert!(known.are(&x) && known.are(&x.clone()));
    assert!(!known.are(&rows(8).into_shared()), "equal numbers elsewhere");
    assert!(!known.are(&x.clone().slice_move(s![..20, ..])), "fewer rows");
    assert!(!known.are(&x.clone().slice_move(s![.., ..;-1])), "another order");
    x[[0, 0]] = 1.0;
    assert!(!known.are(&x), "changed");
}
