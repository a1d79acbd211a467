use ch03::digits::stack;
use dataset::Images;

#[test]
fn a_stack_keeps_rows_and_order() {
    let images = Images::new((0..2 * 784).map(|i| (i % 251) as u8).collect());
    let stack = stack(&images, &[1, 0]);
    assert_eq!(stack.dim(), (2, 28, 28));
    assert_eq!((stack[[1, 0, 5]], stack[[1, 2, 3]], stack[[0, 0, 0]]), (5, 59, (784 % 251) as u8));
}
