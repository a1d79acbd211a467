//! How much memory the worst files take: the bounds that `RELIABILITY.md` states.

use std::io::{Cursor, Read};

use flate2::Compression;
use flate2::bufread::{GzEncoder, ZlibEncoder};
use image::ColorType::{L8, Rgb8, Rgba8, Rgba16};
use image::ImageFormat::{Jpeg, Png};
use image::{ColorType, DynamicImage, ImageFormat};
use peak_alloc::PeakAlloc;
use testkit::full;
use testkit::readers::{csv, gzip, idx, image, npz, png, weights};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

const MIB: usize = 1 << 20;

/// Reads the bytes; they may take so many MiB beside themselves, and are refused or accepted as expected.
#[track_caller]
fn costs_at_most(mib: usize, what: &str, read: fn(&[u8]) -> bool, bytes: &[u8], accepted: bool) {
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    assert_eq!(read(bytes), accepted, "{what}");
    let took = (ALLOCATOR.peak_usage() - before) / MIB;
    eprintln!("{what}: {took} MiB");
    assert!(took < mib, "{what} of {} bytes took {took} MiB, at most {mib} are allowed", bytes.len());
}

fn packed(content: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzEncoder::new(std::io::BufReader::new(content), Compression::fast()).read_to_end(&mut bytes).unwrap();
    bytes
}

fn images(count: u32) -> Vec<u8> {
    [0x803, count, 28, 28].iter().flat_map(|number: &u32| number.to_be_bytes()).collect()
}

fn zeros(mib: usize) -> impl Read {
    std::io::repeat(0).take((mib * MIB) as u64)
}

fn tensors(header: &str, mib: usize) -> Vec<u8> {
    let mut bytes = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes()].concat();
    bytes.resize(bytes.len() + mib * MIB, 0);
    bytes
}

/// One test, since the allocator counts what all threads take. What takes seconds to make is smaller without [`full`].
#[test]
fn the_worst_files_take_bounded_memory() {
    let share = if full() { 1 } else { 8 };
    // MNIST: 64 MiB, or three times what really is there.
    costs_at_most(66, "a header of images that do not come", gzip, &packed(&images(668_000)[..]), false);
    costs_at_most(66, "the same, not packed", gzip, &images(668_000), false);
    costs_at_most(2, "zeros after the last image", gzip, &packed(images(1).as_slice().chain(zeros(100))), false);
    let n = (1 << 17) / share;
    let come = packed(images(n as u32).as_slice().chain(std::io::repeat(0).take(784 * n as u64)));
    costs_at_most(300 / share, "images that do come", gzip, &come, true);
    costs_at_most(2, "a count near the largest", idx, &images(u32::MAX), false);

    // Tables, arrays and pictures of digits: what they hold is known before it is kept.
    costs_at_most(2, "a line without end", csv, &b"1,".repeat(10 * MIB), false);
    costs_at_most(64, "a table of zeros", csv, &[&b"1"[..], &b",0".repeat(784), b"\n"].concat().repeat(5_000), true);
    costs_at_most(2, "an array of more than 512 MiB", npz, &member(600 << 20), false);
    costs_at_most(2, "an array that does not come", npz, &member(500 << 20), false);
    let n = 10_000 / share;
    let floats = npy("<f4", &format!("{n}, 28, 28"), n * 784 * 4);
    let labelled = archive(&[("x_test.npy", floats), ("y_test.npy", npy("|u1", &format!("{n},"), n))]);
    costs_at_most(30 * 4 / share, "images as floats", npz, &labelled, true);
    costs_at_most(2, "a picture of many pixels", png, &claiming(8192, 8192, Rgba8), false);
    costs_at_most(64 * 2, "the largest of which nothing comes", png, &claiming(8192, 8192, L8), false);

    // Weights: nine times the content, once more if it is packed, and 64 MiB.
    let halves = |shape: &str, mib: usize| {
        tensors(&format!(r#"{{"W1":{{"dtype":"F16","shape":{shape},"data_offsets":[0,{}]}}}}"#, mib * MIB), mib)
    };
    costs_at_most(8 * 9 + 64, "half floats", weights, &halves("[4194304]", 8), true);
    costs_at_most(2, "an overflowing shape", weights, &halves("[4611686018427387904,4]", 0), false);
    costs_at_most(2, "a huge header", weights, &[&(1_u64 << 62).to_le_bytes()[..], b"{}"].concat(), false);
    let many: Vec<String> =
        (0..15_000).map(|i| format!(r#""{i}":{{"dtype":"F16","shape":[0],"data_offsets":[0,0]}}"#)).collect();
    costs_at_most(64, "many arrays", weights, &tensors(&format!("{{{}}}", many.join(",")), 0), true);
    let nested = [&b"\x80\x02)"[..], &[0x85].repeat(10 * MIB), b"."].concat();
    costs_at_most(64, "deep nesting", weights, &nested, false);
    let marks = [&b"\x80\x02"[..], &b"(".repeat(10 * MIB), b"."].concat();
    costs_at_most(8 * 9 + 64, "half floats by columns", weights, &columns(8, &["a"]), true);
    costs_at_most(8 * 9 + 64, "one array under four names", weights, &columns(8, &["a", "b", "c", "d"]), false);
    costs_at_most(8 * 10 + 64, "the same, packed", weights, &packed(&columns(8, &["a"])[..]), true);
    let escaped = [&b"(S'"[..], &[0xff].repeat(8 * MIB), b"'\np0\n", &b"g0\n".repeat(10_000), b"l."].concat();
    costs_at_most(64, "text that is remembered", weights, &escaped, false);
    costs_at_most(64 * 4, "zeros without end", weights, &packed(zeros(300)), false);
    costs_at_most(64, "marks", weights, &marks, false);
    let remembered: Vec<u8> = (0..50_000_u32).flat_map(|i| [&b")r"[..], &i.to_le_bytes()].concat()).collect();
    costs_at_most(64, "a large memo", weights, &[b"\x80\x02", &remembered[..], b"."].concat(), false);
    costs_at_most(2, "a huge length", weights, b"\x80\x04}\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.", false);

    // Pictures: twice the 256 MiB that their pixels may have, and 32 MiB for what is beside them.
    let height = 4096 / share as u32;
    let large = blank(4096, height, Rgb8, Png);
    costs_at_most(48 * 2 / share, "a large picture", image, &large, true);
    costs_at_most(48 * 2 / share, "the same as JPEG", image, &blank(4096, height, Rgb8, Jpeg), true);
    costs_at_most(48 * 2 / share, "a part of it", image, &large[..large.len() / 2], false);
    costs_at_most(512, "the largest of which nothing comes", image, &claiming(8192, 8192, Rgba8), false);
    costs_at_most(2, "more pixels than that", image, &claiming(8192, 4097, Rgba16), false);
    costs_at_most(2, "as many as can be claimed", image, &claiming(u32::MAX >> 1, u32::MAX >> 1, L8), false);
    costs_at_most(32, "a profile that unpacks to much", image, &with_profile(&blank(2, 2, L8, Png)), true);
}

/// A pickle of an array of half floats, the first index running fastest, under several names. Its content is text, as
/// protocol 2 has it.
fn columns(mib: usize, names: &[&str]) -> Vec<u8> {
    let text = |text: &[u8]| [b"X", &(text.len() as u32).to_le_bytes()[..], text].concat();
    let rows = [b"J", &((mib * MIB / 4) as u32).to_le_bytes()[..]].concat();
    let content = [b"c_codecs\nencode\n", &text(&vec![0; mib * MIB])[..], &text(b"latin1"), b"\x86R"].concat();
    let dtype = [b"cnumpy\ndtype\n", &text(b"f2")[..], b"\x85R"].concat();
    let array = [b"cnumpy.core.numeric\n_frombuffer\n(", &content[..], &dtype, &rows, b"K\x02\x86", &text(b"F"), b"tR"];
    let mut pickle = b"\x80\x03}".to_vec();
    for (place, name) in names.iter().enumerate() {
        let value = if place == 0 { [&array.concat()[..], b"q\x00"].concat() } else { b"h\x00".to_vec() };
        pickle.extend([&text(name.as_bytes())[..], &value, b"s"].concat());
    }
    pickle.push(b'.');
    pickle
}

/// An array of zeros as NumPy saves it.
fn npy(descr: &str, shape: &str, bytes: usize) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': True, 'shape': ({shape}), }}");
    [b"\x93NUMPY\x01\0", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), &vec![0; bytes]].concat()
}

/// A zip archive of such files, as they are.
fn archive(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let mut sum = flate2::Crc::new();
        sum.update(content);
        let size = content.len() as u32;
        let numbers = [0, sum.sum(), size, size, name.len() as u32].map(u32::to_le_bytes).concat();
        let common = [&[20, 0, 0, 0, 0, 0], &numbers[..]].concat();
        let place = (archive.len() as u32).to_le_bytes();
        directory.extend([&b"PK\x01\x02\x14\0"[..], &common, &[0; 10], &place, name.as_bytes()].concat());
        archive.extend([&b"PK\x03\x04"[..], &common, name.as_bytes(), content].concat());
    }
    let count = (files.len() as u16).to_le_bytes();
    let places = [directory.len() as u32, archive.len() as u32].map(u32::to_le_bytes).concat();
    [&archive[..], &directory, b"PK\x05\x06\0\0\0\0", &count, &count, &places, &[0, 0]].concat()
}

/// A zip archive with a member that claims so many bytes, of which few come.
fn member(size: u32) -> Vec<u8> {
    let fields = |at: usize| [&[0; 16][..at], &8_u32.to_le_bytes(), &size.to_le_bytes()].concat();
    let content = b"\x93NUMPY\x01\0";
    let local = [&b"PK\x03\x04"[..], &fields(14), &[1, 0, 0, 0], b"x", content].concat();
    let entry = [&b"PK\x01\x02"[..], &fields(16), &[1, 0], &[0; 16], b"x"].concat();
    let place = [entry.len() as u32, local.len() as u32].map(u32::to_le_bytes).concat();
    let end = [&b"PK\x05\x06\0\0\0\0\x01\0\x01\0"[..], &place, &[0, 0]].concat();
    [local, entry, end].concat()
}

fn blank(width: u32, height: u32, color: ColorType, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    DynamicImage::new(width, height, color).write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

/// A PNG of one pixel whose header claims another size.
fn claiming(width: u32, height: u32, color: ColorType) -> Vec<u8> {
    let mut png = blank(1, 1, color, Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = checksum(&png[12..29]);
    png[29..33].copy_from_slice(&sum);
    png
}

/// A colour profile that unpacks to a thousand times its size, behind the PNG's first chunk.
fn with_profile(png: &[u8]) -> Vec<u8> {
    let mut content = b"iCCPbomb\0\0".to_vec();
    ZlibEncoder::new(std::io::BufReader::new(zeros(if full() { 160 } else { 64 })), Compression::fast())
        .read_to_end(&mut content)
        .unwrap();
    let length = (content.len() as u32 - 4).to_be_bytes();
    [&png[..33], &length, &content, &checksum(&content), &png[33..]].concat()
}

fn checksum(chunk: &[u8]) -> [u8; 4] {
    let mut sum = flate2::Crc::new();
    sum.update(chunk);
    sum.sum().to_be_bytes()
}
