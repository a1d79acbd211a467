use ch01::ndarray_basics::lines;

#[test]
fn every_value_is_the_books() {
    let expected = [
        ("np.array([1.0, 2.0, 3.0])", "[1, 2, 3]"),
        ("x + y", "[3, 6, 9]"),
        ("x - y", "[-1, -2, -3]"),
        ("x * y", "[2, 8, 18]"),
        ("x / y", "[0.5, 0.5, 0.5]"),
        ("x / 2.0", "[0.5, 1, 1.5]"),
        ("np.array([[1, 2], [3, 4]])", "[[1, 2],\n [3, 4]]"),
        ("A.ndim", "2"),
        ("A.shape", "(2, 2)"),
        ("A.dtype", "i32"),
        ("A + B", "[[4, 2],\n [3, 10]]"),
        ("A * B", "[[3, 0],\n [0, 24]]"),
        ("A * 10", "[[10, 20],\n [30, 40]]"),
        ("A * np.array([10, 20])", "[[10, 40],\n [30, 80]]"),
        ("X", "[[51, 55],\n [14, 19],\n [0, 4]]"),
        ("X[0]", "[51, 55]"),
        ("X[0][1]", "55"),
        ("[row.sum() for row in X]", "[106, 33, 4]"),
        ("X.flatten()", "[51, 55, 14, 19, 0, 4]"),
        ("X.reshape(2, 3)", "[[51, 55, 14],\n [19, 0, 4]]"),
        ("X.flatten()[np.array([0, 2, 4])]", "[51, 14, 0]"),
        ("X > 15", "[[true, true],\n [false, true],\n [false, false]]"),
        ("X[X > 15]", "[51, 55, 19]"),
    ];
    let lines = lines();
    let found: Vec<_> = lines.iter().map(|line| (line.numpy, line.value.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_text_beside_numpys_is_the_code_that_ran() {
    let lines = lines();
    let ours = |numpy| lines.iter().find(|line| line.numpy == numpy).unwrap().ndarray;
    assert_eq!(ours("x + y"), "&x + &y");
    assert_eq!(ours("X[0][1]"), "xx[[0, 1]]");
    assert_eq!(ours("A * np.array([10, 20])"), "&a * &array![10, 20]");
}
