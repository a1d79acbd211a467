use ch03::sig_step_compare::area_between;
use ndarray::Array1;

#[test]
fn the_area_over_all_x_is_2_ln_2() {
    let x = Array1::range(-40.0, 40.0, 0.001);
    assert!((area_between(&x) - 2.0 * 2.0_f64.ln()).abs() < 1e-3);
}
