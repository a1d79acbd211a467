//! The multiplication and addition layers of §5.4.

use common::{AddLayer, MulLayer};

/// §5.4.2: two apples at 100 and three oranges at 150, with 10 % tax.
#[test]
fn apples_and_oranges() {
    let (mut apple, mut orange, mut tax) = (MulLayer::new(), MulLayer::new(), MulLayer::new());
    let apple_price = apple.forward(100.0, 2.0);
    let orange_price = orange.forward(150.0, 3.0);
    let all_price = AddLayer.forward(apple_price, orange_price);
    assert_eq!(tax.forward(all_price, 1.1), 715.0000000000001);

    let (dall_price, dtax) = tax.backward(1.0);
    let (dapple_price, dorange_price) = AddLayer.backward(dall_price);
    assert_eq!(dtax, 650.0);
    assert_eq!(apple.backward(dapple_price), (2.2, 110.00000000000001));
    assert_eq!(orange.backward(dorange_price), (3.3000000000000003, 165.0));
}

#[test]
#[should_panic(expected = "needs a forward pass")]
fn backward_first() {
    MulLayer::<f64>::new().backward(1.0);
}
