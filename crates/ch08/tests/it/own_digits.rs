//! Pictures of digits that people wrote.

use std::path::Path;

use ch08::{DeepConvNet, WEIGHTS};
use common::{Network, argmax, rows, tensor};
use dataset::handwriting::find_digits;
use experiment::{SaveParams, read_picture};
use ndarray::Array4;
use rand::SeedableRng;

#[test]
fn field() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/field/own_digits"));
    let mut network = DeepConvNet::<f32>::book(&mut rand_chacha::ChaCha8Rng::seed_from_u64(1));
    network.set_params(&weights::Weights::from_bytes(WEIGHTS, "shipped.safetensors").unwrap()).unwrap();
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    let mut right = 0;
    let start = std::time::Instant::now();
    let mut all = Vec::new();
    for path in &names {
        let name = path.file_name().unwrap().to_str().unwrap().to_string();
        let label: usize = name.split('_').nth(1).unwrap().parse().unwrap();
        let picture = read_picture(path, 4000).unwrap();
        match find_digits(picture.view()) {
            Ok(digits) => {
                let x: Vec<f32> = digits[0].image.iter().map(|&b| f32::from(b) / 255.0).collect();
                all.push(digits[0].image);
                let y = rows(&network.predict(&tensor(Array4::from_shape_vec((1, 1, 28, 28), x).unwrap())));
                let got = argmax(y.row(0));
                right += usize::from(got == label && digits.len() == 1);
                if got != label || digits.len() != 1 { println!("{name}: {got}, {} digits {:?}", digits.len(), digits.iter().map(|d| d.place).collect::<Vec<_>>()); }
            }
            Err(e) => { all.push([0; 784]); println!("{name}: {e}") }
        }
    }
    println!("{right} of {} in {:?}", names.len(), start.elapsed());
    let mut pgm = image::GrayImage::new(10 * 30, 6 * 30);
    for (i, im) in all.iter().enumerate() { for p in 0..784 { pgm.put_pixel((i % 10 * 30 + p % 28) as u32, (i / 10 * 30 + p / 28) as u32, image::Luma([im[p]])); } }
    image::imageops::resize(&pgm, 900, 540, image::imageops::FilterType::Nearest).save("/tmp/own.png").unwrap();
}
