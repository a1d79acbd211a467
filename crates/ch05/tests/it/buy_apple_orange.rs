use ch05::buy_apple_orange::buy_apple_orange;

#[test]
fn prices_are_the_books() {
    let [values, gradients] = buy_apple_orange(100.0, 2.0, 150.0, 3.0, 1.1);
    let [.., apple_price, orange_price, all_price, _, price] = values;
    assert_eq!((apple_price, orange_price, all_price), (200.0, 450.0, 650.0));
    assert_eq!(format!("{price:.0}"), "715");
    let [dapple_num, dapple, dorange, dorange_num, .., dtax, _] = gradients;
    assert_eq!((dapple, format!("{dapple_num:.0}")), (2.2, "110".into()));
    assert_eq!((dorange, dorange_num, dtax), (3.3000000000000003, 165.0, 650.0));
}
