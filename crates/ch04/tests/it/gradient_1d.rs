use ch04::gradient_1d::{function_1, numerical_diff, tangent_line};
use plot::arange;

#[test]
fn slopes_are_the_books() {
    assert_eq!(numerical_diff(function_1, 5.0), 0.1999999999990898);
    assert_eq!(numerical_diff(function_1, 10.0), 0.2999999999986347);
    assert_eq!(numerical_diff(function_1, 7.0), common::numerical_diff(function_1, 7.0));
}

#[test]
fn captions_state_the_slopes() {
    for (figure, at) in [("gradient_1d", 5.0), ("gradient_1d_10", 10.0)] {
        let slope = format!("x = {at}: slope {:.1}", numerical_diff(function_1, at));
        assert!(ch04::CHAPTER.caption(figure).ends_with(&slope), "{slope}");
    }
}

#[test]
fn tangents_touch_and_stay_below() {
    for at in [5.0, 10.0] {
        let (_, tf) = tangent_line(function_1, at);
        assert!((tf(at) - function_1(at)).abs() < 1e-12);
        assert!(arange(0.0, 20.0, 0.1).into_iter().all(|x| tf(x) <= function_1(x) + 1e-9));
    }
    assert!((tangent_line(function_1, 5.0).1(0.0) + 0.25).abs() < 1e-9);
}
