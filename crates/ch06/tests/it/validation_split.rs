use ch06::validation_split::validation_num;

#[test]
fn a_fifth_of_mnist_is_12000() {
    assert_eq!(validation_num(60_000, 0.2), 12_000);
    assert_eq!(validation_num(500, 0.2), 100);
    assert_eq!(validation_num(7, 0.2), 1);
}
