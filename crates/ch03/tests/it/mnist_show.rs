#[test]
#[ignore = "needs MNIST_DIR"]
fn the_first_digit_is_a_5() {
    let options = dataset::Options { choice: dataset::Choice::Mnist, ..dataset::Options::default() };
    let mnist = dataset::load_mnist(&options).unwrap();
    assert_eq!((mnist.train.len(), mnist.test.len()), (60_000, 10_000));
    assert_eq!(mnist.train.images.array().dim(), (60_000, 784));
    assert_eq!((mnist.train.labels[0], mnist.test.labels[0]), (5, 7));
}
