//! How MNIST places a digit: in a box of 20×20 pixels, whose centre of mass is put at the centre of 28×28.

use crate::images::SIDE;

/// Height and width of the box that a digit is written in.
pub(crate) const BOX: usize = 20;

/// Copies a written digit into an empty image, its centre of mass as near to the image's centre as whole pixels allow.
pub(crate) fn centre(written: &[[u8; BOX]; BOX], image: &mut [u8]) {
    let (mut mass, mut x, mut y) = (0, 0, 0);
    for (row, pixels) in written.iter().enumerate() {
        for (column, &pixel) in pixels.iter().enumerate() {
            let ink = usize::from(pixel);
            mass += ink;
            x += ink * (2 * column + 1);
            y += ink * (2 * row + 1);
        }
    }
    let room = (SIDE - BOX) as f32;
    let offset = |doubled: usize| {
        let centre = doubled as f32 / (2 * mass) as f32;
        (SIDE as f32 / 2.0 - centre).round().clamp(0.0, room) as usize
    };
    let (left, top) = (offset(x), offset(y));
    for (row, pixels) in written.iter().enumerate() {
        image[(top + row) * SIDE + left..][..BOX].copy_from_slice(pixels);
    }
}
