use ch07::conv_output_size::{CASES, output_size};

#[test]
fn sizes_are_the_books() {
    let sizes: Vec<_> = CASES.iter().filter_map(|case| output_size(*case).ok()).collect();
    // Where the stride does not divide (8×8), what is left over is ignored.
    assert_eq!(sizes, [(2, 2), (4, 4), (3, 3), (2, 2), (10, 11), (24, 24), (3, 3)]);
}

#[test]
fn a_filter_larger_than_the_padded_input_is_an_error_with_the_formula() {
    let error = output_size(CASES[7]).unwrap_err().to_string();
    assert!(error.contains("2") && error.contains("5") && error.contains("+ 1"), "{error}");
}
