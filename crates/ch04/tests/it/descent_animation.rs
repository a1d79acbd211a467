use ch04::descent_animation::animation;
use ch04::function_2_3d::function_2;
use ch04::gradient_method::gradient_descent;
use ndarray::array;

#[test]
fn the_animation_ends_with_the_whole_way_and_is_small() {
    let (_, x_history) = gradient_descent(function_2, array![-3.0, 4.0], 0.1, 20);
    let animation = animation(&x_history);
    assert!(animation.png().unwrap().len() < 300_000);
    let csv = animation.csv();
    let rows: Vec<&str> = csv.lines().filter(|row| row.contains(",line 6,")).collect();
    assert_eq!(rows.len(), 20);
    assert!(rows[19].starts_with("step 19: f = 0.0052,line 6,"), "25·0.8³⁸: {}", rows[19]);
}
