use ch05::buy_apple::buy_apple;
use ch05::graphs::short;

#[test]
fn prices_are_the_books() {
    let [[.., apple_price, _, price], [dapple, dapple_num, _, dtax, _]] = buy_apple(100.0, 2.0, 1.1);
    assert_eq!((apple_price, price), (200.0, 220.00000000000003));
    assert_eq!((dapple, dapple_num, dtax), (2.2, 110.00000000000001, 200.0));
    assert_eq!((short(price), short(dapple_num), short(dapple)), ("220".into(), "110".into(), "2.2".into()));
}
