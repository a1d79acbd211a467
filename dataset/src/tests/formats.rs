//! Tables, pictures, arrays, and idx files of other types.

use std::io::Cursor;
use std::path::Path;

use super::layouts::{assert_read, images, labels, load_as, write};
use super::{Small, folder, gzip};
use crate::{Choice, PIXELS, Split};

#[test]
fn tables_are_read() {
    let small = Small::new();
    let row = |split: &Split, i: usize| {
        let pixels = split.images.image(i).iter().map(u8::to_string).collect::<Vec<_>>().join(",");
        format!("{},{pixels}\n", split.labels[i])
    };
    let table = |split: &Split| (0..split.len()).map(|i| row(split, i)).collect::<String>();
    let names: Vec<String> = (0..PIXELS).map(|i| format!("pixel{i}")).collect();
    let head = format!("label,{}\n", names.join(","));

    let (_temporary, folder) = folder();
    write(folder.join("mnist_train.csv"), table(&small.train));
    write(
        folder.join("mnist_test.csv/mnist_test.csv"),
        format!("\u{feff}{head}{}", table(&small.test)).replace('\n', "\r\n"),
    );
    assert_read(&folder, &small);
    // Semicolons and fractions, packed, beside idx files of the other part.
    let (_temporary, folder) = self::folder();
    let fractions = |row: String| {
        let fields = row.trim().split(',').enumerate();
        let fields =
            fields.map(|(i, x)| if i == 0 { x.into() } else { (x.parse::<f64>().unwrap() / 255.0).to_string() });
        fields.collect::<Vec<_>>().join(";") + "\n"
    };
    let packed: String = (0..small.train.len()).map(|i| fractions(row(&small.train, i))).collect();
    write(folder.join("train.csv.gz"), gzip(packed.as_bytes()));
    write(folder.join("t10k-images-idx3-ubyte"), images(&small.test));
    write(folder.join("t10k-labels-idx1-ubyte"), labels(&small.test));
    assert_read(&folder, &small);

    let refused = |content: &str| {
        let (_temporary, folder) = self::folder();
        write(folder.join("mnist_train.csv"), table(&small.train));
        write(folder.join("mnist_test.csv"), content);
        load_as(&folder, Choice::Mnist).unwrap_err().to_string()
    };
    let one = row(&small.test, 0);
    assert!(refused("").contains("mnist_test.csv: it is empty"), "{}", refused(""));
    assert!(refused(&one[2..]).contains("784 columns, pixels without labels"), "{}", refused(&one[2..]));
    let last = format!("{one}\n7,1,2\n");
    assert!(refused(&last).ends_with("line 3: 3 instead of 785 numbers"), "{}", refused(&last));
    assert!(refused(&format!("{one}{}", one.replacen(",0", ",x", 1))).ends_with("line 2: \"x\" is no number"));
    assert!(refused(&one.replacen(",0", ",256", 1)).contains("line 1: a pixel is 256"));
    assert!(refused(&format!("12{}", &one[1..])).contains("label 0 is 12, expected 0 to 9"));
    assert!(refused("<!DOCTYPE html>\n<html></html>").contains("it is a web page"));
}

#[test]
fn a_table_that_is_not_divided_is_divided() {
    let small = Small::new();
    let rows = (0..small.train.len()).map(|i| {
        let pixels = small.train.images.image(i).iter().map(u8::to_string).collect::<Vec<_>>().join(",");
        format!("{pixels},{}\n", small.train.labels[i])
    });
    let names: Vec<String> = (0..PIXELS).map(|i| format!("pixel{i}")).collect();
    let (_temporary, folder) = folder();
    write(folder.join("mnist_784.csv"), format!("{},class\n{}", names.join(","), rows.collect::<String>()));
    let mnist = load_as(&folder, Choice::Auto).unwrap();
    assert_eq!((mnist.train.len(), mnist.test.len(), mnist.for_inference().len()), (240, 60, 300));
    assert!(mnist.source.to_string().contains("undivided: 60 of them to test with"), "{}", mnist.source);
}

fn png(pixels: &[u8]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = image::GrayImage::from_raw(28, 28, pixels.to_vec()).unwrap();
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn pictures_in_folders_of_their_digits_are_a_data_set() {
    let small = Small::new();
    let write_split = |folder: &Path, split: &Split| {
        for i in 0..split.len() {
            write(folder.join(format!("{}/{i:03}.png", split.labels[i])), png(split.images.image(i)));
        }
    };
    let sorted = |split: &Split| {
        let mut images: Vec<(u8, Vec<u8>)> =
            (0..split.len()).map(|i| (split.labels[i], split.images.image(i).to_vec())).collect();
        images.sort();
        images
    };
    let (_temporary, folder) = folder();
    write_split(&folder.join("mnist_png/training"), &small.train);
    write_split(&folder.join("mnist_png/testing"), &small.test);
    let mnist = load_as(&folder, Choice::Mnist).unwrap();
    assert_eq!((sorted(&mnist.train), sorted(&mnist.test)), (sorted(&small.train), sorted(&small.test)));

    let (_temporary, folder) = self::folder();
    write_split(&folder, &small.test);
    let mnist = load_as(&folder, Choice::Auto).unwrap();
    assert_eq!((mnist.train.len(), mnist.test.len()), (80, 20));
    assert_eq!(sorted(&mnist.for_inference()), sorted(&small.test));
    write(folder.join("7/photo.png"), b"\xff\xd8\xff\xe0 and so on");
    let error = load_as(&folder, Choice::Auto).unwrap_err().to_string();
    assert!(error.contains("7/photo.png: it is a JPEG picture: save it as PNG"), "{error}");

    let (_temporary, folder) = self::folder();
    write_split(&folder.join("train"), &small.train);
    write_split(&folder.join("val"), &small.test);
    assert_eq!(sorted(&load_as(&folder, Choice::Auto).unwrap().test), sorted(&small.test));

    let (_temporary, few) = self::folder();
    write(few.join("3/mine.png"), png(small.test.images.image(0)));
    let mnist = load_as(&few, Choice::Auto).unwrap();
    assert_eq!((mnist.train.len(), mnist.test.labels), (0, vec![3]));
}

/// An array as NumPy saves it.
fn npy(descr: &str, shape: &str, content: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({shape}), }}\n");
    [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), content].concat()
}

#[test]
fn arrays_in_files_of_their_own_are_read() {
    let small = Small::new();
    let (_temporary, folder) = folder();
    for (part, split) in [("train", &small.train), ("test", &small.test)] {
        let n = split.len();
        write(folder.join(format!("x_{part}.npy")), npy("|u1", &format!("{n}, 28, 28"), split.images.pixels()));
        let one_hot: Vec<u8> = split
            .labels
            .iter()
            .flat_map(|&label| (0..10).flat_map(move |k| f32::from(u8::from(k == label)).to_le_bytes()))
            .collect();
        write(folder.join(format!("y_{part}.npy")), npy("<f4", &format!("{n}, 10"), &one_hot));
    }
    assert_read(&folder, &small);
}

#[test]
fn other_types_and_shapes_of_idx_are_read() {
    use crate::idx::{parse_images, parse_labels};
    let small = Small::new().test.first(3);
    let pixels = small.images.pixels();
    let file = |code: u8, shape: &[u32], content: Vec<u8>| {
        let lengths: Vec<u8> = shape.iter().flat_map(|length| length.to_be_bytes()).collect();
        [&[0, 0, code, shape.len() as u8][..], &lengths, &content].concat()
    };
    let each = |f: &dyn Fn(u8) -> Vec<u8>| pixels.iter().flat_map(|&pixel| f(pixel)).collect::<Vec<u8>>();
    for file in [
        file(0x08, &[3, 1, 28, 28], pixels.to_vec()),
        file(0x08, &[3, 28, 28, 1], pixels.to_vec()),
        file(0x08, &[3, 784], pixels.to_vec()),
        file(0x09, &[3, 28, 28], pixels.to_vec()),
        file(0x0b, &[3, 28, 28], each(&|pixel| i16::from(pixel).to_be_bytes().to_vec())),
        file(0x0c, &[3, 28, 28], each(&|pixel| i32::from(pixel).to_be_bytes().to_vec())),
        file(0x0d, &[3, 28, 28], each(&|pixel| (f32::from(pixel) / 255.0).to_be_bytes().to_vec())),
        file(0x0d, &[3, 28, 28], each(&|pixel| f32::from(pixel).to_be_bytes().to_vec())),
        file(0x0e, &[3, 784], each(&|pixel| (f64::from(pixel) / 255.0).to_be_bytes().to_vec())),
    ] {
        assert_eq!(parse_images(&file).unwrap(), small.images, "{:?}", &file[..20]);
    }
    let qmnist = |label: u8| [u32::from(label), 1, 2, 3, 4, 5, 6, 7].map(u32::to_be_bytes).concat();
    for file in [
        file(0x0c, &[3], small.labels.iter().flat_map(|&label| u32::from(label).to_be_bytes()).collect()),
        file(0x0c, &[3, 8], small.labels.iter().flat_map(|&label| qmnist(label)).collect()),
        file(0x08, &[3, 1], small.labels.clone()),
        file(0x0d, &[3], small.labels.iter().flat_map(|&label| f32::from(label).to_be_bytes()).collect()),
    ] {
        assert_eq!(parse_labels(&file).unwrap(), small.labels, "{:?}", &file[..20]);
    }

    let said = |file: &[u8]| parse_images(file).unwrap_err().to_string();
    let normalised = file(0x0d, &[3, 784], each(&|pixel| (f32::from(pixel) / 255.0 - 0.5).to_be_bytes().to_vec()));
    assert_eq!(said(&normalised), "pixels are 32-bit floats from -0.5 to 0.5, expected 0 to 1 or 0 to 255");
    let nan = file(0x0d, &[3, 784], each(&|_| f32::NAN.to_be_bytes().to_vec()));
    assert!(said(&nan).contains("from NaN"), "{}", said(&nan));
    assert_eq!(said(&file(0x08, &[3, 32, 32], Vec::new())), "images of 32×32 pixels, expected 28×28");
    assert!(said(&file(0x08, &[3, 3, 32, 32], Vec::new())).contains("colour images of 32×32"));
    assert_eq!(said(&file(0x08, &[3], small.labels.clone())), "these are labels; expected images");
    assert!(said(&file(0x07, &[3, 28, 28], Vec::new())).contains("an unknown type"));
    let images = parse_labels(&file(0x08, &[3, 28, 28], pixels.to_vec())).unwrap_err().to_string();
    assert_eq!(images, "these are images; expected labels");
}

#[test]
fn other_files_are_named() {
    let said = |bytes: &[u8]| crate::idx::parse_images(bytes).unwrap_err().to_string();
    for (bytes, words) in [
        (&b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n"[..], "git-lfs pointer"),
        (b"PK\x03\x04rest of it", "zip archive: unpack it"),
        (b"7z\xbc\xaf\x27\x1crest", "7z archive: unpack it"),
        (b"\n <html><body>403", "web page"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied", "XML document"),
        (&[0; 100], "zeros only"),
        (&gzip(&gzip(b"x")), "packed with gzip twice"),
        (b"\x03\x08\0\0\x05\0\0\0\x1c\0\0\0\x1c\0\0\0", "reversed"),
        (b"404: Not Found", "a text"),
        (b"\x89PNG\r\n\x1a\nrest", "a picture"),
        (b"\x93NUMPY\x01\0v\0", "a NumPy array"),
    ] {
        assert!(said(bytes).contains(words), "{}", said(bytes));
    }
}

#[test]
fn other_pickles_are_named_and_do_nothing() {
    let said = |bytes: &[u8]| crate::pickle::parse(bytes).unwrap_err().to_string();
    for (bytes, words) in [
        (
            &b"\x80\x04)\x81."[..],
            "it is a pickle of other objects than a dict of arrays; expected the pickle that the book's",
        ),
        (b"\x80\x04}", "it ends in the middle: an incomplete download?"),
        (b"\x80\x04}.", "it holds no array; expected x_train"),
        (b"\x80\x04](K\x01)e.", "it is a pickle of a list"),
        (b"\x80\x04\x8c\x08__main__\x8c\x03Net\x93)\x81.", "it is a pickle of other objects"),
        (b"cos\nsystem\n.", "would import os.system"),
        (b"<html>", "it is a web page"),
        (b"", "it is empty"),
    ] {
        assert!(said(bytes).contains(words), "{}", said(bytes));
        assert!(!said(bytes).contains("0x"), "{}", said(bytes));
    }
}

#[test]
fn archives_of_arrays_that_cannot_be_read_are_named() {
    const STORED: &[u8] = include_bytes!("../../../fuzz/seeds/npz/stored");
    let said = |bytes: &[u8]| crate::npz::parse(bytes).unwrap_err().to_string();
    let whole = crate::npz::parse(STORED).unwrap();
    assert!(whole.train.is_some_and(|split| !split.is_empty()) && whole.test.is_some_and(|split| !split.is_empty()));
    for end in 4..STORED.len() {
        assert!(said(&STORED[..end]).contains("half download"), "{}", said(&STORED[..end]));
    }
    let mut damaged = STORED.to_vec();
    let pixel = STORED.windows(100).position(|pixels| pixels.iter().all(|&byte| byte == 0)).expect("background");
    damaged[pixel] = 1;
    assert!(said(&damaged).contains("`: damaged: download it again"), "{}", said(&damaged));
    let unnamed = Vec::from_iter(STORED.iter().copied());
    let unnamed = [("x_train.npy", "arr_000.npy"), ("y_train.npy", "arr_001.npy"), ("x_test.npy", "arr_02.npy")]
        .iter()
        .fold(unnamed, |bytes, (from, to)| replaced(&bytes, from.as_bytes(), to.as_bytes()));
    assert!(said(&unnamed).contains("its arrays have no names, as numpy.savez(file, a, b)"), "{}", said(&unnamed));
    assert!(said(b"PK\x05\x06 and no end").contains("half download"));
    assert!(said(b"<html>").starts_with("it is a web page"));

    let one = |bytes: &[u8]| crate::npz::parse_one(bytes).map(|table| table.shape).map_err(|error| error.to_string());
    assert_eq!(one(&npy("|u1", "2, 3", &[0; 6])), Ok(vec![2, 3]));
    assert!(one(&npy("|u1", "2, 3", &[0; 5])).unwrap_err().contains("an array of 6 bytes has only 5"));
    assert!(one(&npy("<c8", "2", &[0; 16])).unwrap_err().contains("an array of type <c8"));
    assert_eq!(one(STORED), Err("holds 4 arrays, expected one".into()));
}

/// Other names of the same length.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    while let Some(at) = bytes.windows(from.len()).position(|name| name == from) {
        bytes[at..][..to.len()].copy_from_slice(to);
    }
    bytes
}
