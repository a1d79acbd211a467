//! Draws a sheet of digits, one row per class: `cargo run -p dataset --example sheet -- FILE.png [SEED]`

use dataset::{CLASSES, SIDE, synthetic};
use image::{GrayImage, Luma, imageops};

const COLUMNS: usize = 20;
const ZOOM: u32 = 2;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("usage: sheet FILE.png [SEED]")?;
    let seed = arguments.next().map_or(Ok(1), |seed| seed.parse())?;
    let digits = synthetic::digits(COLUMNS * CLASSES, seed);

    let mut sheet = GrayImage::new((COLUMNS * SIDE) as u32, (CLASSES * SIDE) as u32);
    let mut drawn = [0; CLASSES];
    for (index, &label) in digits.labels.iter().enumerate() {
        let (column, row) = (drawn[usize::from(label)], usize::from(label));
        drawn[row] += 1;
        for (pixel, &value) in digits.images.image(index).iter().enumerate() {
            sheet.put_pixel((column * SIDE + pixel % SIDE) as u32, (row * SIDE + pixel / SIDE) as u32, Luma([value]));
        }
    }
    let (width, height) = sheet.dimensions();
    imageops::resize(&sheet, width * ZOOM, height * ZOOM, imageops::FilterType::Nearest).save(file)?;
    Ok(())
}
