use ch07::convolution_demo::{BIAS, bright_spots, changes, convolve, filter, input, one_image, plane, pool};
use ndarray::{Axis, array, concatenate};

#[test]
fn the_books_case_comes_out() {
    let (x, w) = (one_image(&input()), one_image(&filter()));
    assert_eq!(plane(&convolve(&x, &w, 0.0, 0)), array![[15., 16.], [6., 15.]]);
    assert_eq!(plane(&convolve(&x, &w, BIAS, 0)), array![[18., 19.], [9., 18.]]);
    let padded = array![[7., 12., 10., 2.], [4., 15., 16., 10.], [10., 6., 15., 6.], [8., 10., 4., 3.]];
    assert_eq!(plane(&convolve(&x, &w, 0.0, 1)), padded);
}

#[test]
fn the_caption_states_what_is_drawn() {
    let caption = ch07::CHAPTER.caption("convolution_demo");
    assert!(caption.contains(&format!("with the bias {BIAS}")), "{caption}");
    let pooled = |shift| plane(&pool(&one_image(&bright_spots(shift))));
    assert!(caption.ends_with("shifted by one pixel: equal") && pooled(0) == pooled(1));
}

#[test]
fn channels_are_added() {
    let (x, w) = (one_image(&input()), one_image(&filter()));
    let (x3, w3) = (concatenate![Axis(1), x, x, x], concatenate![Axis(1), w, w, w]);
    assert_eq!(plane(&convolve(&x3, &w3, 0.0, 0)), array![[45., 48.], [18., 45.]]);
}

#[test]
fn pooling_absorbs_a_shift_by_one_pixel() {
    let pooled = |shift| plane(&pool(&one_image(&bright_spots(shift))));
    assert_eq!(changes(&bright_spots(0), &bright_spots(1)), 4);
    assert_eq!(pooled(0), array![[9., 0.], [0., 7.]]);
    assert_eq!(pooled(0), pooled(1));
}
