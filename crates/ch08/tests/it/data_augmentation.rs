use ch08::data_augmentation::{CUT, crop};

#[test]
fn a_crop_keeps_its_window_only() {
    let cropped = crop(&[1.0; 784], 0);
    assert_eq!(cropped.iter().filter(|&&pixel| pixel == 1.0).count(), 22 * 22);
    assert_eq!((cropped[0], cropped[783]), (1.0, CUT));
}
