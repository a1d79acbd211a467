use ch07::im2col_demo::{COPIED, animation, copies, numbered, rand};
use common::im2col;
use ndarray::{Axis, array};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

#[test]
fn shapes_are_the_books() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    assert_eq!(im2col(&rand((1, 3, 7, 7), &mut rng), 5, 5, 1, 0).dim(), (9, 75));
    assert_eq!(im2col(&rand((10, 3, 7, 7), &mut rng), 5, 5, 1, 0).dim(), (90, 75));
}

#[test]
fn the_animation_ends_with_every_row_and_is_small() {
    let (x, col) = (numbered(4), im2col(&numbered(4), 3, 3, 1, 0));
    let animation = animation(&x.to_shape((4, 4)).unwrap().into_owned(), &col);
    let csv = animation.csv();
    for ((i, j), value) in col.indexed_iter() {
        assert!(csv.contains(&format!("im2col: a row for each place,image 1,{j},{i},{value}\n")), "{csv}");
    }
    assert!(animation.png().unwrap().len() < 300_000);
}

#[test]
fn a_pixel_is_copied_into_each_place_that_covers_it() {
    for (side, stride, pad) in [&COPIED[..], &[(5, 2, 1)]].concat() {
        let places: Vec<isize> =
            (0..=side + 2 * pad - 3).step_by(stride).map(|at| at as isize - pad as isize).collect();
        let covering = |pixel: usize| places.iter().filter(|at| (**at..*at + 3).contains(&(pixel as isize))).count();
        let copies = copies(side, 3, stride, pad);
        assert!(copies.indexed_iter().all(|((y, x), &n)| n == (covering(y) * covering(x)) as f64), "{copies}");
    }
}

#[test]
fn the_caption_states_the_largest_count_of_each_panel() {
    let largest = COPIED.map(|(side, stride, pad)| copies(side, 3, stride, pad).fold(0.0, |a: f64, &b| a.max(b)));
    let caption = ch07::CHAPTER.caption("im2col_demo_col2im");
    let [a, b, c] = largest;
    assert!(
        caption.contains(&format!("at most {a} copies with stride 1, {b} with stride 2, {c} with padding")),
        "{caption}: {largest:?}"
    );
}

#[test]
fn a_row_is_what_the_filter_covers() {
    let col = im2col(&numbered(4), 3, 3, 1, 0);
    assert_eq!(col.row(0), array![0., 1., 2., 4., 5., 6., 8., 9., 10.]);
    assert_eq!(col.row(3), array![5., 6., 7., 9., 10., 11., 13., 14., 15.]);
    assert_eq!(col.sum_axis(Axis(1)).len(), 4);
}
