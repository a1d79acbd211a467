//! Files of weights: what comes back, what is refused, and that no bytes make it panic.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ndarray::{Array, ArrayD, array};
use proptest::prelude::*;
use weights::{Tensor, Weights, WeightsError, to_bytes};

fn pickle(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pickles/{name}.pkl"))
}

fn fixture(protocol: usize) -> PathBuf {
    pickle(&format!("protocol{protocol}"))
}

/// A `.safetensors` file of this header and so many zeros.
fn safetensors(header: &str, bytes: usize) -> Vec<u8> {
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.extend(vec![0; bytes]);
    file
}

/// The message for these bytes under this name.
fn refused(bytes: &[u8], name: &str) -> String {
    Weights::from_bytes(bytes, name).expect_err("refused").to_string()
}

#[test]
fn what_is_written_is_read_and_the_same_arrays_are_the_same_bytes() {
    let (w1, b1) = (array![[1.0_f32, -0.1], [0.3, 4.0]], array![0.1_f64, 0.2]);
    let tensors = || [Tensor::new("W1", &w1), Tensor::new("b1", &b1)];
    let metadata = BTreeMap::from([("b".to_string(), "2".to_string()), ("a".to_string(), "1".to_string())]);
    let bytes = to_bytes(&tensors(), &metadata, "w.safetensors").unwrap();
    let mut reversed = tensors();
    reversed.reverse();
    assert_eq!(to_bytes(&reversed, &metadata, "w.safetensors").unwrap(), bytes);

    let weights = Weights::from_bytes(&bytes, "w.safetensors").unwrap();
    assert_eq!(weights.arrays["W1"], w1.mapv(f64::from).into_dyn());
    assert_eq!(weights.arrays["b1"], b1.into_dyn());
    assert_eq!(weights.metadata, metadata);
}

#[test]
fn infinite_weights_are_neither_written_nor_read() {
    let tensors = [Tensor::new("W1", &array![0.0_f32, f32::NAN])];
    let error = to_bytes(&tensors, &BTreeMap::new(), "w.safetensors").unwrap_err();
    assert!(matches!(error, WeightsError::NotFinite { name, .. } if name == "W1"));

    let mut bytes = safetensors(r#"{"W1":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 0);
    bytes.extend(f32::INFINITY.to_le_bytes());
    assert!(refused(&bytes, "w.safetensors").contains("`W1` has a value that is infinite or NaN"));
}

#[test]
fn half_floats_are_read() {
    let header = r#"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[],"data_offsets":[4,6]}}"#;
    let mut bytes = safetensors(header, 0);
    bytes.extend([0x00, 0x3e, 0x00, 0xc0, 0xc0, 0x3f]);
    let weights = Weights::from_bytes(&bytes, "w.safetensors").unwrap();
    assert_eq!(weights.arrays["a"], array![1.5, -2.0].into_dyn());
    assert_eq!(weights.arrays["b"], ArrayD::from_elem(vec![], 1.5));
}

#[test]
fn damaged_safetensors_are_refused() {
    let tensor = r#"{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#;
    for (bytes, expected) in [
        ([&[0, 0, 0, 1, 0, 0, 0, 0][..], b"{"].concat(), "would have 16777216 bytes"),
        (safetensors("{", 0), "in the header"),
        (safetensors(&format!(r#"{{"W1":{tensor},"W1":{tensor}}}"#), 4), "`W1` comes twice"),
        (safetensors(&format!(r#"{{"W1":{tensor}}}"#), 3), "it was cut, as a half download is: 66 bytes of 67"),
        (safetensors(&format!(r#"{{"W1":{tensor}}}"#), 5), "not fully covered"),
        (safetensors(r#"{"W1":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}"#, 8), "`W1` has type C64"),
        (safetensors(r#"{"W1":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0), "overflow"),
    ] {
        let message = refused(&bytes, "w.safetensors");
        assert!(message.contains(expected), "{message}");
    }
    let deep = format!("{}{{}}{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
    assert!(refused(&safetensors(&deep, 0), "w.safetensors").contains("recursion"), "deep nesting");
}

#[test]
fn pickles_of_every_protocol_hold_the_same_arrays() {
    let names = (0..=5).map(|protocol| format!("protocol{protocol}"));
    for name in names.chain((0..=2).map(|protocol| format!("python2_protocol{protocol}"))) {
        let weights = Weights::read(pickle(&name)).unwrap();
        assert_eq!(weights.arrays.len(), 5, "{name}");
        assert_eq!(weights.arrays["W1"], array![[0.0, 0.25, 0.5], [0.75, 1.0, 1.25]].into_dyn());
        assert_eq!(weights.arrays["b1"], array![0.1, 0.2, 0.3].into_dyn());
        assert_eq!(weights.arrays["tied"], weights.arrays["b1"]);
        let w2 = Array::from_iter((0..24).map(|i| f64::from(i) - 12.0)).into_shape_with_order((2, 3, 2, 2)).unwrap();
        assert_eq!(weights.arrays["W2"], w2.into_dyn());
        assert_eq!(weights.arrays["b2"], array![1.5, -2.0].into_dyn());
    }
}

#[test]
fn pickles_that_would_do_something_are_refused() {
    for (pickle, expected) in [
        (&b"cos\nsystem\n(S'echo hello'\ntR."[..], "would import os.system"),
        (b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x02ls\x85R.", "would import posix.system"),
        (b"\x80\x03cbuiltins\neval\nX\x01\x00\x00\x001\x85R.", "would import builtins.eval"),
        (b"\x80\x02ccollections\ndefaultdict\n)R.", "would import collections.defaultdict"),
        (
            b"\x80\x02ccollections\nOrderedDict\n}\x85R.",
            "OrderedDict with arguments that Python and NumPy do not write",
        ),
        (b"\x80\x02(ios\nsystem\n.", "would import os.system"),
        (b"(icollections\nOrderedDict\n.", "an object, not only arrays: pickle network.params instead"),
        (b"\x80\x04\x8c\x05numpy\x8c\x07ndarray\x93)\x81.", "instruction 0x81"),
        (b"\x80\x02cnumpy\nndarray\n)R.", "Ndarray with arguments that Python and NumPy do not write"),
        (b"\x80\x02cnumpy\ndtype\nX\x02\0\0\0c8K\0K\x01\x87R.", "an array of type c8"),
        (b"\x80\x02}K\x01\x85R.", "a call of what cannot be called"),
    ] {
        let message = refused(pickle, "w.pkl");
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn damaged_pickles_are_refused() {
    for (pickle, expected) in [
        (&b"\x80\x02"[..], "ends in the middle"),
        (b"\x80\x02.", "no dict"),
        (b"\x80\x02K\x01.", "no dict"),
        (b"\x80\x02}.x", "1 bytes after the end"),
        (b"\x80\x06}.", "protocol 6"),
        (b"\x80\x02}X\x01\0\0\0aNs.", "`a`: no array"),
        (b"\x80\x02}NK\x02s.", "a key that is no text"),
        (b"\x80\x02}(X\x01\0\0\0au.", "items of what is no dict"),
        (b"\x80\x02\x86.", "the stack is empty"),
        (b"\x80\x02t.", "there is no mark"),
        (b"\x80\x02h\x05.", "nothing was remembered as 5"),
        (b"\x80\x02B\xff\xff\xff\xff.", "ends in the middle"),
        (b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\xff.", "ends in the middle"),
    ] {
        let message = refused(pickle, "w.pkl");
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn deep_and_long_pickles_end_in_an_error() {
    let nested = [&b"\x80\x02)"[..], &[0x85].repeat(10_000_000), b"."].concat();
    assert!(refused(&nested, "w.pkl").contains("more than 100000 instructions"));
    let marks = [&b"\x80\x02"[..], &b"(".repeat(10_000_000), b"."].concat();
    assert!(refused(&marks, "w.pkl").contains("more than 100000 instructions"));
    // A small array under so many names that it would fill the memory.
    let mut many = fs::read(fixture(3)).unwrap();
    many.pop();
    let array = memo_of_w2(&many);
    for i in 0..20_000 {
        many.extend([&b"X\x05\0\0\0"[..], format!("{i:05}").as_bytes(), b"h", &[array], b"s"].concat());
    }
    many.push(b'.');
    assert!(refused(&many, "w.pkl").contains("the arrays are larger than the file"));
}

/// What protocol 3 remembers `W2` as: the operand of BINPUT after REDUCE, each array having two, itself and its type.
fn memo_of_w2(pickle: &[u8]) -> u8 {
    let mut calls = pickle.windows(3).filter(|bytes| bytes.starts_with(b"Rq"));
    calls.nth(4).expect("five calls")[2]
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.safetensors");
    fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
    let error = Weights::read(&path).unwrap_err();
    assert!(matches!(error, WeightsError::TooLarge { limit: 67_108_864, .. }), "{error}");
}

#[test]
fn a_missing_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = Weights::read(folder.path().join("none.pkl")).unwrap_err();
    assert!(error.to_string().starts_with("cannot read") && error.to_string().ends_with("none.pkl"), "{error}");
}

#[test]
fn dicts_and_lists_of_arrays_and_numbers_are_read() {
    let (w1, b1) = (array![[1.0, 2.0], [3.0, 4.0]].into_dyn(), array![5.0, -6.0].into_dyn());
    for protocol in [0, 2, 4] {
        let read = |name: &str| Weights::read(pickle(&format!("{name}{protocol}"))).unwrap().arrays;
        assert_eq!(read("ordered_dict"), BTreeMap::from([("W1".into(), w1.clone()), ("b1".into(), b1.clone())]));
        for name in ["list", "dict_of_lists"] {
            let arrays = read(name);
            let keys = arrays.keys().map(String::as_str).collect::<Vec<_>>();
            assert_eq!(keys, if name == "list" { &["W1", "W2", "b1", "b2"][..] } else { &["W1", "W2", "b"] });
            assert_eq!((&arrays["W1"], &arrays["W2"]), (&w1, &(&w1 + 1.0)));
            assert_eq!(arrays[if name == "list" { "b1" } else { "b" }], b1);
        }
        let numbers = [("bool", 1.0), ("f4", 1.5), ("float", 0.5), ("int", 7.0)];
        let numbers = numbers.map(|(name, value)| (name.to_string(), ArrayD::from_elem(vec![], value)));
        assert_eq!(read("scalars"), BTreeMap::from(numbers));
    }
    let integers = Weights::read(pickle("integers4")).unwrap().arrays;
    assert_eq!(integers.len(), 9);
    for (code, array) in integers {
        let expected = if code == "?" { array![1.0, 1.0, 1.0] } else { array![1.0, 2.0, 100.0] };
        assert_eq!(array, expected.into_dyn(), "{code}");
    }
    assert_eq!(Weights::read(pickle("object_array4")).unwrap().arrays["b1"], b1);
}

/// The pickles of the book's repository (MIT licence), of which this one has no copy.
#[test]
#[ignore = "needs BOOK_WEIGHTS_DIR"]
fn the_pickles_of_the_book_are_read() {
    let folder = PathBuf::from(std::env::var_os("BOOK_WEIGHTS_DIR").expect("BOOK_WEIGHTS_DIR"));
    let first = |name: &str| {
        let weights = Weights::read(folder.join(name)).unwrap().arrays;
        let shapes: Vec<_> = weights.iter().map(|(name, array)| (name.clone(), array.shape().to_vec())).collect();
        (shapes, weights["W1"].as_slice().unwrap()[..2].to_vec())
    };
    let (shapes, w1) = first("sample_weight.pkl");
    assert_eq!(shapes[0], ("W1".into(), vec![784, 50]));
    assert_eq!(shapes[5], ("b3".into(), vec![10]));
    assert_eq!(w1, [-0.007412489_f32, -0.007904391].map(f64::from));
    let (shapes, w1) = first("simple_convnet_params.pkl");
    assert_eq!(shapes[1], ("W2".into(), vec![4320, 100]));
    assert_eq!(w1, [0.029043125307097867, 0.04382340274650647]);
    let (shapes, w1) = first("deep_convnet_params.pkl");
    assert_eq!((shapes.len(), &shapes[6]), (16, &("W7".into(), vec![1024, 50])));
    assert_eq!(w1, [-0.8277412376260538, 0.7702184045245654]);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), pickle: bool) {
        let name = if pickle { "w.pkl" } else { "w.safetensors" };
        let _ = Weights::from_bytes(&bytes, name);
    }

    #[test]
    fn no_changed_pickle_makes_it_panic(
        protocol in 0..=5_usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let mut bytes = fs::read(fixture(protocol)).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = Weights::from_bytes(&bytes, "w.pkl");
    }

    #[test]
    fn no_changed_safetensors_makes_it_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let header = r#"{"W1":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b1":{"dtype":"F64","shape":[2],"data_offsets":[16,32]}}"#;
        let mut bytes = safetensors(header, 32);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = Weights::from_bytes(&bytes, "w.safetensors");
    }
}
