use ch04::gradient_1d::function_1;
use ch04::rounding_error::{central_difference, forward_difference, missing_bracket};

#[test]
fn a_tiny_h_is_nothing() {
    assert_eq!(1e-50_f64 as f32, 0.0);
    assert_eq!(forward_difference(function_1, 5.0, 1e-50), 0.0);
}

/// The slope is 0.2; a forward difference over 2h would give half of it; this gives a millionth of that.
#[test]
fn without_the_bracket_it_is_no_derivative() {
    assert!((missing_bracket(function_1, 5.0) - 1.00005e-7).abs() < 1e-15);
}

#[test]
fn two_sides_are_better_and_the_books_h_is_good() {
    let slope = 1.0_f64.cos();
    let forward = |h| (forward_difference(f64::sin, 1.0, h) - slope).abs();
    let central = |h| (central_difference(f64::sin, 1.0, h) - slope).abs();
    assert!(central(1e-4) < 1e-8 && forward(1e-4) > 1e-5);
    // ½h·sin 1 and h²/6·cos 1
    assert!((forward(1e-2) / 4.2e-3 - 1.0).abs() < 0.01, "{}", forward(1e-2));
    assert!((central(1e-2) / 9.0e-6 - 1.0).abs() < 0.01, "{}", central(1e-2));
    // Rounding takes over.
    assert!(central(1e-13) > 1e-5 && forward(1e-13) > 1e-5);
}
