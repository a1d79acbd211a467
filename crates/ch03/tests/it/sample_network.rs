use ch03::sample_network::{SHIPPED, network_of};
use ndarray::ArrayD;
use weights::Weights;

#[test]
fn weights_that_do_not_fit_are_named() {
    let shipped = || Weights::from_bytes(SHIPPED, "mine.safetensors").unwrap();
    let without = |name: &str| {
        let mut weights = shipped();
        weights.arrays.remove(name);
        weights
    };
    let error = format!("{:#}", network_of(without("b2")).unwrap_err());
    assert!(error.contains("mine.safetensors") && error.contains("`b2`"), "{error}");

    let mut wide = without("W3");
    wide.arrays.insert("W3".into(), ArrayD::zeros(vec![100, 11]));
    let error = format!("{:#}", network_of(wide).unwrap_err());
    assert!(error.contains("[100, 11]") && error.contains("[100, 10]"), "{error}");

    let mut more = shipped();
    more.arrays.insert("W4".into(), ArrayD::zeros(vec![1]));
    let error = format!("{:#}", network_of(more).unwrap_err());
    assert!(error.contains("`W4`"), "{error}");
}
