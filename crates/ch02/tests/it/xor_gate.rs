use ch02::truth_table;
use ch02::xor_gate::{TABLE, xor};

#[test]
fn two_layers_are_xor() {
    assert_eq!(truth_table(xor), TABLE);
}
