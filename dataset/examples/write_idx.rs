//! Writes synthetic digits as the four idx files, so that any program that reads MNIST can read them:
//! `cargo run -p dataset --example write_idx -- FOLDER [SEED]`

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

use dataset::idx::{write_images, write_labels};
use dataset::{Split, synthetic};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("usage: write_idx FOLDER [SEED]")?);
    let seed = arguments.next().map_or(Ok(1), |seed| seed.parse())?;
    std::fs::create_dir_all(&folder)?;

    let start = std::time::Instant::now();
    let train = synthetic::digits(60_000, seed);
    let test = synthetic::test_digits(10_000, seed);
    eprintln!("drew 70,000 digits in {:.2} s", start.elapsed().as_secs_f64());
    for (name, Split { images, labels }) in [("train", train), ("t10k", test)] {
        write_images(BufWriter::new(File::create(folder.join(format!("{name}-images-idx3-ubyte")))?), &images)?;
        write_labels(BufWriter::new(File::create(folder.join(format!("{name}-labels-idx1-ubyte")))?), &labels)?;
    }
    println!("wrote {}", folder.display());
    Ok(())
}
