use kernels::update;
use ndarray::{ArrayD, NdFloat};

/// A value and its velocity, of which nine tenths stay, after so many updates, of which only the first has a gradient.
fn fading<A: NdFloat>(updates: usize) -> [A; 2] {
    let kept = A::from(0.9).unwrap();
    let [mut value, mut velocity] = [(); 2].map(|()| ArrayD::zeros(vec![20]));
    for i in 0..updates {
        let grad = ArrayD::from_elem(vec![20], if i == 0 { A::one() } else { A::zero() });
        update(&mut value.view_mut(), &grad.view(), [velocity.view_mut()], &|value: &mut A, grad, [velocity]| {
            *velocity = kept * *velocity - grad;
            *value += *velocity;
        });
    }
    [value, velocity].map(|array| {
        assert!(array.iter().all(|&element| element == array[0]), "{array}");
        array[0]
    })
}

#[test]
fn state_fades_to_zero_without_being_subnormal() {
    // 0.9⁶⁷⁷ is 1.05e-31, 0.9⁶³⁸¹ is 1.04e-292.
    for updates in [1, 650, 670, 690, 828, 900, 6_370, 6_390, 6_800, 8_000] {
        let ([_, single], [_, double]) = (fading::<f32>(updates), fading::<f64>(updates));
        assert!(if updates < 677 { single.is_normal() } else { single == 0.0 }, "{single:e} after {updates} updates");
        assert!(if updates < 6_381 { double.is_normal() } else { double == 0.0 }, "{double:e} after {updates} updates");
    }
}

#[test]
fn what_becomes_zero_changes_no_value() {
    // Without it as well: 10 is the limit, and what a value of 10 notices is 10⁻⁷, or 10⁻¹⁵.
    assert_eq!(fading::<f32>(600)[0], fading(2_000)[0]);
    assert_eq!(fading::<f64>(600)[0], fading(8_000)[0]);
}
