use ch08::number_formats::int8;

#[test]
fn a_byte_has_255_steps() {
    assert_eq!(int8(0.1, 1.0), 13.0 / 127.0);
    assert_eq!((int8(-2.0, 2.0), int8(0.0, 0.0)), (-2.0, 0.0));
}
