//! A user's own files, and files made to do harm.

use std::path::Path;

use proptest::prelude::*;

use super::{Small, folder, gzip, options, patient};
use crate::idx::{Kind, parse_images, parse_labels, read_images, read_labels, write_images, write_labels};
use crate::load::load;
use crate::{Error, Images, Malformed, PIXELS, Split, hints};

fn load_from(folder: &Path) -> Result<crate::Mnist, Error> {
    let mut options = options(&folder.join("no cache"), &[]);
    options.data_dir = Some(folder.into());
    load(&options, &Small::new().manifest, patient())
}

/// A header of images as it may come from outside.
fn header(numbers: [u32; 4]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

#[test]
fn files_may_be_packed_or_not_and_have_either_spelling() {
    let small = Small::new();
    for (ending, dotted) in [(".gz", false), ("", false), (".gz", true), ("", true)] {
        let (_temporary, folder) = folder();
        std::fs::create_dir_all(&folder).unwrap();
        for entry in small.manifest.entries() {
            let name = entry.packed_name().replace(".gz", ending);
            let name = if dotted { name.replace("-idx", ".idx") } else { name };
            let content = small.content(entry);
            std::fs::write(folder.join(name), if ending.is_empty() { content } else { gzip(&content) }).unwrap();
        }
        let mnist = load_from(&folder).unwrap();
        assert_eq!(mnist.source.to_string(), format!("MNIST from {}", folder.display()));
        assert_eq!((mnist.train, mnist.test), (small.train.clone(), small.test.clone()));
    }
}

#[test]
fn content_counts_and_not_the_ending() {
    let small = Small::new();
    let (_temporary, folder) = folder();
    std::fs::create_dir_all(&folder).unwrap();
    for entry in small.manifest.entries() {
        std::fs::write(folder.join(entry.packed_name()), small.content(entry)).unwrap();
    }
    assert_eq!(load_from(&folder).unwrap().train, small.train);
}

#[test]
fn a_folder_of_other_images_of_this_size_is_taken() {
    let (small, (_temporary, folder)) = (Small::new(), folder());
    small.write_packed(&folder);
    let (images, labels) = (Images::new(vec![9; 3 * PIXELS]), [1, 2, 3]);
    let (mut image_file, mut label_file) = (Vec::new(), Vec::new());
    write_images(&mut image_file, &images).unwrap();
    write_labels(&mut label_file, &labels).unwrap();
    std::fs::write(folder.join("t10k-images-idx3-ubyte.gz"), image_file).unwrap();
    std::fs::write(folder.join("t10k-labels-idx1-ubyte.gz"), label_file).unwrap();
    let mnist = load_from(&folder).unwrap();
    assert_eq!((mnist.test.images, mnist.test.labels), (images, labels.to_vec()));
}

#[test]
fn a_missing_folder_or_file_is_named() {
    let (_temporary, folder) = folder();
    let error = load_from(&folder).unwrap_err().to_string();
    assert!(error.starts_with("cannot read the folder ") && error.contains("手書き 数字: "), "{error}");

    Small::new().write_packed(&folder);
    std::fs::remove_file(folder.join("t10k-images-idx3-ubyte.gz")).unwrap();
    let error = load_from(&folder).unwrap_err().to_string();
    assert!(error.contains("has no t10k-images-idx3-ubyte, packed (.gz) or not"), "{error}");

    // A folder of the file's name that is empty.
    std::fs::create_dir(folder.join("t10k-images-idx3-ubyte.gz")).unwrap();
    assert_eq!(load_from(&folder).unwrap_err().to_string(), error);
}

#[test]
fn images_and_labels_must_be_as_many() {
    let (small, (_temporary, folder)) = (Small::new(), folder());
    small.write_packed(&folder);
    std::fs::copy(folder.join("t10k-labels-idx1-ubyte.gz"), folder.join("train-labels-idx1-ubyte.gz")).unwrap();
    let error = load_from(&folder).unwrap_err().to_string();
    assert!(error.starts_with("300 images in ") && error.contains(" but 100 labels in "), "{error}");
}

#[test]
fn malformed_headers_are_distinguished() {
    let image = [5; PIXELS];
    let file = |numbers| [&header(numbers)[..], &image].concat();
    assert_eq!(parse_images(&file([0x803, 1, 28, 28])).unwrap().pixels(), image);
    let problem = |numbers| parse_images(&file(numbers)).unwrap_err();
    assert!(matches!(problem([0x801, 1, 28, 28]), Malformed::Kind { expected: "images", .. }));
    assert!(matches!(problem([0x803, 1, 28, 29]), Malformed::Size { rows: 28, columns: 29 }));
    assert!(matches!(problem([0x803, 1, u32::MAX, u32::MAX]), Malformed::Size { .. }));
    assert!(matches!(problem([0x803, 0, 28, 28]), Malformed::Count { count: 0, .. }));
    assert!(matches!(problem([0x803, u32::MAX, 28, 28]), Malformed::Count { count: u32::MAX, .. }));
    assert!(matches!(problem([0x803, 2, 28, 28]), Malformed::Length { expected: 1584, got: 800, .. }));
    assert!(matches!(parse_images(&image[..15]), Err(Malformed::Kind { .. })));
    assert!(parse_images(&[]).unwrap_err().to_string().starts_with("it is empty: download"));
    assert!(matches!(parse_labels(&[0, 0, 8, 1, 0, 0, 0, 3, 1, 10, 2]), Err(Malformed::Label { index: 1, got: 10.0 })));
}

#[test]
fn packed_files_must_end_where_they_should() {
    let whole = [&header([0x803, 1, 28, 28])[..], &[5; PIXELS]].concat();
    let longer = parse_images(&gzip(&[&whole[..], &[0]].concat())).unwrap_err();
    assert_eq!(longer.to_string(), "has more than 800 bytes unpacked, but its header announces 800");
    let shorter = parse_images(&gzip(&whole[..799])).unwrap_err();
    assert_eq!(shorter.to_string(), "has 799 bytes unpacked, but its header announces 800: an incomplete download?");
    let packed = gzip(&whole);
    for cut in 0..packed.len() {
        assert!(parse_images(&packed[..cut]).is_err(), "cut after {cut} bytes");
    }
    for place in 0..packed.len() {
        let mut damaged = packed.clone();
        damaged[place] ^= 0x10;
        // What the format ignores (time, system) may change; the pixels may not.
        assert!(parse_images(&damaged).is_err() || (3..10).contains(&place), "damaged at {place}");
    }
}

#[test]
fn a_bomb_costs_what_its_header_claims_at_most() {
    // 64 MiB of zeros behind the header of one image: 65 KB packed.
    let bomb = gzip(&[&header([0x803, 1, 28, 28])[..], &vec![0; 64 << 20]].concat());
    assert!(matches!(parse_images(&bomb), Err(Malformed::Length { expected: 800, got: 801, .. })));
    // The header of 668,000 images with nothing behind it, packed or not.
    let most = header([0x803, 668_000, 28, 28]);
    assert!(matches!(parse_images(&gzip(&most)), Err(Malformed::Length { got: 16, .. })));
    assert!(matches!(parse_images(&most), Err(Malformed::Length { got: 16, .. })));
}

#[test]
fn headers_are_written_as_they_are_read() {
    assert_eq!(Kind::Images.header(60_000), [0, 0, 8, 3, 0, 0, 0xea, 0x60, 0, 0, 0, 28, 0, 0, 0, 28]);
    assert_eq!(Kind::Labels.header(10_000), [0, 0, 8, 1, 0, 0, 0x27, 0x10]);
}

proptest! {
    #[test]
    fn any_bytes_give_data_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = (parse_images(&bytes), parse_labels(&bytes));
    }

    #[test]
    fn any_header_gives_data_that_agree_with_it_or_an_error(
        numbers in prop::array::uniform4(prop_oneof![
            Just(0x801_u32), Just(0x803), Just(28), Just(1), Just(2), Just(u32::MAX), any::<u32>()
        ]),
        body in 0_usize..2000,
        packed in any::<bool>(),
    ) {
        let file = [&header(numbers)[..], &vec![3; body]].concat();
        let file = if packed { gzip(&file) } else { file };
        if let Ok(images) = parse_images(&file) {
            prop_assert_eq!((images.len(), images.pixels().len()), (numbers[1] as usize, body));
        }
        if let Ok(labels) = parse_labels(&file) {
            prop_assert_eq!(labels.len(), numbers[1] as usize);
        }
    }

    #[test]
    fn what_is_written_can_be_read(count in 1_usize..20, byte in any::<u8>(), packed in any::<bool>()) {
        let images = Images::new((0..count * PIXELS).map(|i| (i as u8) ^ byte).collect());
        let mut file = Vec::new();
        write_images(&mut file, &images).unwrap();
        let file = if packed { gzip(&file) } else { file };
        prop_assert_eq!(parse_images(&file).unwrap(), images);
    }
}

#[test]
#[ignore = "needs MNIST_DIR"]
fn mnist_is_the_published_one() {
    let folder = std::env::var_os("MNIST_DIR").map(std::path::PathBuf::from).expect("MNIST_DIR is set");
    let manifest = crate::manifest::Manifest::mnist();
    for entry in manifest.entries() {
        entry.read_verified(&entry.find(&folder).unwrap()).unwrap();
    }
    let images = read_images(&manifest.train_images.find(&folder).unwrap()).unwrap();
    assert_eq!(images.len(), 60_000);
    let split = Split { images, labels: read_labels(&manifest.train_labels.find(&folder).unwrap()).unwrap() };
    assert_eq!((split.labels.len(), split.labels[0]), (60_000, 5));
    assert_eq!(split.images.array().dim(), (60_000, 784));
    let test_labels = read_labels(&manifest.test_labels.find(&folder).unwrap()).unwrap();
    assert_eq!((test_labels.len(), test_labels[0]), (10_000, 7));
    assert!(hints::hints(&split).is_empty() && hints::lie(&split) == hints::Lie::Upright);
}
