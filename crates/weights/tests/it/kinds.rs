//! Kinds of files: npz, npy and gzip are read, others are named, and none takes more memory than its content.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use flate2::bufread::GzEncoder;
use flate2::{Compression, write::DeflateEncoder};
use ndarray::{ArrayD, array};
use proptest::prelude::*;
use rawzip::{CompressionMethod, ZipArchiveWriter};
use weights::{Tensor, Weights, to_bytes};

/// A `.npy` file of this header.
fn npy(descr: &str, fortran: bool, shape: &str, content: &[u8]) -> Vec<u8> {
    let fortran = if fortran { "True" } else { "False" };
    let header = format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}");
    let header = format!("{header:<117}\n");
    [b"\x93NUMPY\x01\0", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), content].concat()
}

fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn w1() -> Vec<u8> {
    npy("<f4", false, "(2, 3)", &floats(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]))
}

fn b1() -> Vec<u8> {
    npy("<f4", false, "(3,)", &floats(&[7.0, 8.0, 9.0]))
}

/// A zip archive of these files.
fn zip(files: &[(&str, &[u8])], deflated: bool) -> Vec<u8> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, content) in files {
        let method = if deflated { CompressionMethod::DEFLATE } else { CompressionMethod::STORE };
        let (mut entry, config) = archive.new_file(name).compression_method(method).start().unwrap();
        let descriptor = if deflated {
            let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::best()));
            writer.write_all(content).unwrap();
            let (encoder, descriptor) = writer.finish().unwrap();
            encoder.finish().unwrap();
            descriptor
        } else {
            let mut writer = config.wrap(&mut entry);
            writer.write_all(content).unwrap();
            writer.finish().unwrap().1
        };
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap()
}

fn npz(deflated: bool) -> Vec<u8> {
    zip(&[("W1.npy", &w1()), ("b1.npy", &b1())], deflated)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    GzEncoder::new(bytes, Compression::best()).read_to_end(&mut packed).unwrap();
    packed
}

fn safetensors() -> Vec<u8> {
    let (w1, b1) = (array![[1.0_f32, 2.0, 3.0], [4.0, 5.0, 6.0]], array![7.0_f32, 8.0, 9.0]);
    to_bytes(&[Tensor::new("W1", &w1), Tensor::new("b1", &b1)], &BTreeMap::new(), "w.safetensors").unwrap()
}

fn pickle() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pickles/protocol2.pkl")).unwrap()
}

fn arrays(bytes: &[u8]) -> BTreeMap<String, ArrayD<f64>> {
    Weights::from_bytes(bytes, "w").unwrap().arrays
}

#[track_caller]
fn refused(bytes: &[u8], name: &str, words: &[&str]) {
    let said = Weights::from_bytes(bytes, name).expect_err("refused").to_string();
    assert!(words.iter().all(|words| said.contains(words)), "{said}");
    assert!(said.contains(name) && said.lines().count() == 1 && !said.contains("0x"), "{said}");
}

#[test]
fn the_content_tells_the_kind_whatever_the_name_is() {
    let expected = arrays(&safetensors());
    assert_eq!(expected["b1"], array![7.0, 8.0, 9.0].into_dyn());
    for bytes in [npz(false), npz(true), gzip(&safetensors()), gzip(&npz(true))] {
        for name in ["w.npz", "w.pkl", "w.safetensors", "w.pt", "重み"] {
            assert_eq!(Weights::from_bytes(&bytes, name).unwrap().arrays, expected);
        }
    }
    assert_eq!(arrays(&gzip(&pickle())), arrays(&pickle()));
}

#[test]
fn arrays_of_every_type_and_order_are_read() {
    let one = |file: &[u8]| arrays(&zip(&[("a.npy", file)], true)).remove("a").unwrap();
    let (half, big) = ([0x00, 0x3e, 0x00, 0xc0], [1.5_f64, -2.0].map(f64::to_be_bytes).concat());
    for (descr, content) in [("<f2", &half[..]), (">f8", &big), ("<f4", &floats(&[1.5, -2.0]))] {
        assert_eq!(one(&npy(descr, false, "(2,)", content)), array![1.5, -2.0].into_dyn(), "{descr}");
    }
    for (descr, content) in [("|i1", &[7, 0xff][..]), ("<i2", &[7, 0, 0xff, 0xff]), (">i2", &[0, 7, 0xff, 0xff])] {
        assert_eq!(one(&npy(descr, false, "(2L,)", content)), array![7.0, -1.0].into_dyn(), "{descr}");
    }
    for (descr, content) in [("|u1", &[7, 1][..]), ("|b1", &[7, 1]), ("<u4", &[7, 0, 0, 0, 1, 0, 0, 0])] {
        assert_eq!(one(&npy(descr, false, "(2,)", content)), array![7.0, 1.0].into_dyn(), "{descr}");
    }
    let columns = npy("<f4", true, "(2, 3)", &floats(&[1.0, 4.0, 2.0, 5.0, 3.0, 6.0]));
    assert_eq!(one(&columns), arrays(&safetensors())["W1"]);
    assert_eq!(one(&npy("<f4", false, "()", &floats(&[1.5]))), ArrayD::from_elem(vec![], 1.5));
    assert_eq!(one(&npy("<f4", false, "(0, 7)", &[])).shape(), [0, 7]);
}

#[test]
fn arrays_without_names_are_named_in_order() {
    let expected = arrays(&npz(false));
    assert_eq!(arrays(&zip(&[("arr_0.npy", &w1()), ("arr_1.npy", &b1())], false)), expected);
    assert_eq!(arrays(&[w1(), b1()].concat()), expected, "two calls of numpy.save");
    refused(&w1(), "w.npy", &["an array without a name", "numpy.savez(file, W1=…, b1=…)"]);
    refused(&zip(&[("arr_0.npy", &w1()), ("b1.npy", &b1())], false), "w.npz", &["an array without a name"]);
    let objects = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pickles/object_array4.pkl")).unwrap();
    let saved = npy("|O", false, "()", &objects);
    assert_eq!(arrays(&saved)["b1"], array![5.0, -6.0].into_dyn(), "numpy.save of a dict");
    assert_eq!(arrays(&zip(&[("params.npy", &saved)], true)), arrays(&saved), "numpy.savez of a dict");
}

#[test]
fn half_downloads_are_named_wherever_they_end() {
    for (name, bytes) in [("w.npz", npz(false)), ("w.npz", npz(true)), ("w.gz", gzip(&safetensors()))] {
        for end in 30..bytes.len() {
            let said = Weights::from_bytes(&bytes[..end], name).expect_err("refused").to_string();
            assert!(said.contains("half download") || said.contains("ends in the middle"), "{end}: {said}");
        }
    }
    for end in 9..safetensors().len() {
        refused(&safetensors()[..end], "w.safetensors", &["it was cut, as a half download is"]);
    }
    for end in 2..pickle().len() {
        Weights::from_bytes(&pickle()[..end], "w.pkl").expect_err("refused");
    }
    refused(&[0; 1000], "w.safetensors", &["nothing but zeros, as a half download"]);
    refused(b"", "w.npz", &["it is empty"]);
}

#[test]
fn files_of_others_are_named_with_what_to_do() {
    let torch = zip(&[("archive/data.pkl", b"\x80\x02}."), ("archive/version", b"3\n")], false);
    let python = "python -c \"import numpy, torch; numpy.savez('d/w.npz', ";
    for bytes in
        [&torch[..], &torch[..60], b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03."]
    {
        refused(bytes, "d/w.pt", &["it is a PyTorch file", python, "torch.load('d/w.pt', "]);
    }
    refused(&torch, "it's.pt", &["torch.load('FILE', "]);
    refused(&torch, "$(ls).pt", &["torch.load('FILE', "]);
    for (bytes, words) in [
        (&b"\x89HDF\r\n\x1a\n\0\0"[..], &["a file of Keras", "load_model('d/w')"][..]),
        (&zip(&[("metadata.json", b"{}"), ("model.weights.h5", b"\x89HDF")], false), &["a file of Keras"]),
        (b"\x08\x08\x12\x07pytorch\x1a", &["an ONNX file", "onnx.load('d/w')"]),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", &["Git LFS", "`git lfs pull`"]),
        (b"\n<!DOCTYPE html><html>", &["a web page", "download the raw file"]),
        (b"404: Not Found", &["it is text", "begins with `404: Not Found`"]),
        ("重み".as_bytes(), &["it is text", "重み"]),
        (b"\xff\xfe(\0d\0p\0", &["text in UTF-16", "PowerShell"]),
        (b"{\"W1\": [[1, 2]]}", &["it is text"]),
        (b"x\x9c\x01\x02", &["packed with zlib, as joblib does", "joblib.load('d/w')"]),
        (b"\xfd7zXZ\0", &["packed with xz", "unxz d/w"]),
        (&zip(&[("w.pkl", b"\x80\x02}.")], true), &["a zip archive without NumPy arrays: unpack it"]),
        (b"\0\0\x08\x03\0\0\xea\x60", &["a file of MNIST", "--data-dir"]),
        (&gzip(b"\0\0\x08\x03\0\0\xea\x60"), &["unpacked, it is a file of MNIST"]),
        (&gzip(&gzip(&safetensors())), &["unpacked, it is no safetensors", "1f 8b"]),
        (b"\x01\x02\x03", &["it is no safetensors, npz, npy or pickle", "it begins with 01 02 03"]),
    ] {
        refused(bytes, "d/w", words);
    }
}

#[test]
fn pickles_of_objects_say_what_to_pickle_instead() {
    for (bytes, words) in [
        (&b"\x80\x04\x8c\x08__main__\x8c\x03Net\x93)\x81."[..], &["__main__.Net", "pickle network.params instead"][..]),
        (b"ccopy_reg\n_reconstructor\n(c__main__\nNet\n", &["__main__.Net", "pickle network.params instead"]),
        (b"(i__main__\nNet\np0\n", &["__main__.Net", "pickle network.params instead"]),
        (b"\x80\x02}X\x01\0\0\0actorch._utils\n_rebuild_tensor_v2\n", &["PyTorch tensors", "tensor.numpy()"]),
        (b"\x80\x04\x8c\x13joblib.numpy_pickle\x8c\x11NumpyArrayWrapper\x93", &["joblib", "numpy.savez"]),
        (b"\x80\x02ccupy._core.core\narray\n", &["arrays of CuPy", "cupy.asnumpy"]),
    ] {
        refused(bytes, "w.pkl", words);
        refused(bytes, "w.pkl", &["nothing was executed"]);
    }
}

#[test]
fn bytes_that_were_changed_on_their_way_are_noticed() {
    let crlf = |bytes: &[u8]| bytes.iter().flat_map(|&b| [&b"\r"[..usize::from(b == b'\n')], &[b]].concat()).collect();
    for name in ["protocol0", "protocol2", "python2_protocol0", "python2_protocol1"] {
        let path = format!("{}/tests/pickles/{name}.pkl", env!("CARGO_MANIFEST_DIR"));
        let changed: Vec<u8> = crlf(&std::fs::read(path).unwrap());
        refused(&changed, "w.pkl", &["its line ends were converted", "fetch the file as binary"]);
    }
    let newline =
        to_bytes(&[Tensor::new("b", &array![f32::from_le_bytes(*b"\n\n\n1")])], &BTreeMap::new(), "w").unwrap();
    let changed: Vec<u8> = crlf(&newline);
    refused(&changed, "w.safetensors", &["its line ends were converted"]);
    let text = String::from_utf8_lossy(&[&pickle()[..], &[0xff; 20]].concat()).into_owned();
    refused(text.as_bytes(), "w.pkl", &["read as text and saved again"]);
}

#[test]
fn damaged_npz_are_refused() {
    let entry = |content: &[u8]| zip(&[("a.npy", content)], true);
    for (bytes, words) in [
        (entry(b""), ""),
        (entry(b"\x93NUMPY\x01\0\xff\xff{"), "ends in the middle"),
        (entry(b"\x93NUMPY\x09\0\x01\0{"), "version 9 of the npy format"),
        (entry(&npy("<f4", false, "(2, 3", &[])), "a header that NumPy does not write"),
        (entry(&npy("<f4", false, "(2, -3)", &[])), "a header that NumPy does not write"),
        (entry(&npy("<f4", false, &format!("({})", "1, ".repeat(65)), &[0; 4])), "a header that NumPy does not write"),
        (entry(&npy("<f4", false, "(4611686018427387904, 4)", &[])), "an array of shape"),
        (entry(&npy("<f4", false, "(1000000000,)", &[0; 8])), "an array of 4000000000 bytes has only 8"),
        (entry(&npy("<c8", false, "(1,)", &[0; 8])), "an array of type <c8"),
        (entry(&npy("<U3", false, "(1,)", &[0; 12])), "an array of type <U3"),
        (entry(&[w1(), vec![1, 2, 3]].concat()), "bytes after the array that are no array"),
        (zip(&[("W1.npy", &w1()), ("notes.txt", b"x")], false), "`notes.txt`: no array (.npy)"),
        (zip(&[("W1.npy", &w1()), ("W1.npy", &w1())], false), "`W1` comes twice"),
    ] {
        match Weights::from_bytes(&bytes, "w.npz") {
            Ok(weights) => assert!(words.is_empty() && weights.arrays.is_empty(), "{words}"),
            Err(error) => assert!(error.to_string().contains(words), "{error}"),
        }
    }
    let mut changed = npz(false);
    let place = changed.windows(4).position(|four| four == 4.0_f32.to_le_bytes()).unwrap();
    changed[place] ^= 1;
    refused(&changed, "w.npz", &["`W1.npy`: damaged"]);
    let mut infinite = w1();
    infinite.truncate(infinite.len() - 4);
    infinite.extend(f32::NAN.to_le_bytes());
    refused(&zip(&[("W1.npy", &infinite)], false), "w.npz", &["`W1` has a value that is infinite or NaN"]);
}

#[test]
fn what_unpacks_to_too_much_is_refused() {
    let zeros = vec![0; (64 << 20) + 1];
    refused(&gzip(&zeros), "w.gz", &["more than 67108864 bytes when unpacked"]);
    refused(&zip(&[("a.npy", &zeros)], true), "w.npz", &["more than 67108864 bytes when unpacked"]);
    let half = npy("|u1", false, "(33554432,)", &zeros[..32 << 20]);
    refused(&zip(&[("a.npy", &half), ("b.npy", &half)], true), "w.npz", &["`b.npy`: more than 67108864 bytes"]);
}

/// The message if a file has these arrays and these are expected.
fn check(found: &[(&str, &[usize])], expected: &[(&str, &[usize])]) -> String {
    let zeros: Vec<Tensor> =
        found.iter().map(|(name, shape)| Tensor::new(*name, &ArrayD::<f32>::zeros(*shape))).collect();
    let weights = Weights::from_bytes(&to_bytes(&zeros, &BTreeMap::new(), "w").unwrap(), "w").unwrap();
    let expected = expected.iter().map(|(name, shape)| (name.to_string(), shape.to_vec())).collect();
    weights.check(expected).map_or_else(|error| error.to_string(), |()| String::new())
}

#[test]
fn shapes_and_names_of_others_come_with_a_hint() {
    let one = |got, expected| check(&[("W1", got)], &[("W1", expected)]);
    assert_eq!(one(&[2, 3], &[2, 3]), "");
    assert_eq!(
        one(&[50, 784], &[784, 50]),
        "w: `W1` has shape [50, 784], the network's has [784, 50]: it looks transposed, as PyTorch and MLX keep weights; \
         save `numpy.ascontiguousarray(W1.T)`"
    );
    for (got, axes) in [(&[30, 5, 4, 1], "(0, 3, 1, 2)"), (&[5, 4, 1, 30], "(3, 2, 0, 1)")] {
        assert!(one(got, &[30, 1, 5, 4]).contains(&format!("W1.transpose{axes}")), "{}", one(got, &[30, 1, 5, 4]));
    }
    assert!(one(&[1, 50], &[50]).ends_with("save `W1.reshape([50])`"));
    assert_eq!(one(&[4, 5], &[4, 3]), "w: `W1` has shape [4, 5], the network's has [4, 3]");

    let expected: &[(&str, &[usize])] = &[("W1", &[784, 50]), ("b1", &[50])];
    let said = check(&[("fc1.weight", &[50, 784]), ("fc1.bias", &[50])], expected);
    assert!(
        said.contains("it has `fc1.bias` [50], `fc1.weight` [50, 784]; expected `W1` [784, 50], `b1` [50]"),
        "{said}"
    );
    assert!(said.contains("names as PyTorch and MLX give them") && said.contains("w['fc1.weight'].T"), "{said}");
    let said = check(&[("epoch", &[]), ("params.W1", &[784, 50])], expected);
    assert!(said.ends_with("they are in `params`: save that dict alone"), "{said}");
    let said = check(&[("network0.W1", &[784, 50])], expected);
    assert!(said.ends_with("it is the checkpoint of a training"), "{said}");
}

proptest! {
    #[test]
    fn no_changed_archive_makes_it_panic(
        deflated: bool,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let mut bytes = npz(deflated);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = Weights::from_bytes(&bytes, "w.npz");
        let _ = Weights::from_bytes(&gzip(&bytes), "w.npz");
    }
}
