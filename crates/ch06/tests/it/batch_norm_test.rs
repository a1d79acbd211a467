use ch06::batch_norm_test::{logspace, significant};

#[test]
fn scales_run_from_1_to_a_ten_thousandth() {
    let scales = logspace(0.0, -4.0, 16);
    assert_eq!((scales.len(), scales[0]), (16, 1.0));
    assert!((scales[15] - 1e-4).abs() < 1e-18);
    assert!(scales.windows(2).all(|pair| (pair[1] / pair[0] - scales[1]).abs() < 1e-12));
}

#[test]
fn titles_are_short() {
    assert_eq!(significant(1.0), "1");
    assert_eq!(significant(0.541_169_5), "0.541");
    assert_eq!(significant(0.000_184_785), "0.000185");
    assert_eq!(significant(1e-4), "0.0001");
}
