use kernels::pixels::Scale;

#[test]
fn every_byte_is_divided_as_numpy_divides() {
    let bytes: Vec<u8> = (0..=255).collect();
    let rows = &[&bytes[..]];
    for (i, value) in Scale::<f32>::new(0.0, 1.0).read(rows, 256).into_iter().enumerate() {
        assert_eq!(value, i as f32 / 255.0, "byte {i}");
    }
    for (i, value) in Scale::<f64>::new(0.0, 1.0).read(rows, 256).into_iter().enumerate() {
        assert!((value - i as f64 / 255.0).abs() < 2e-16, "byte {i}: {value}");
    }
}

#[test]
fn other_ranges() {
    let bytes: Vec<u8> = (0..=255).collect();
    let read = |low, high| Scale::<f32>::new(low, high).read(&[&bytes[..]], 256);
    assert!(read(0.0, 255.0).iter().enumerate().all(|(i, &value)| value == i as f32));
    let centred = read(-1.0, 1.0);
    assert_eq!((centred[0], centred[255]), (-1.0, 1.0));
    assert!((centred[51] + 0.6).abs() < 1e-7);
}

#[test]
fn many_images_come_in_their_order() {
    let bytes: Vec<u8> = (0..300 * 70).map(|i| (i * 7 % 251) as u8).collect();
    let images: Vec<&[u8]> = bytes.chunks(70).rev().collect();
    let scale = Scale::<f32>::new(0.0, 1.0);
    let expected: Vec<f32> = images.concat().into_iter().map(|byte| scale.value(byte)).collect();
    assert_eq!(scale.read(&images, 70), expected);
}

#[test]
#[should_panic(expected = "bytes of an image")]
fn images_have_one_length() {
    Scale::<f32>::new(0.0, 1.0).read(&[&[1, 2, 3], &[1, 2]], 3);
}
