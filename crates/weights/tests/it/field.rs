//! The cases of `../shared/field`, where that folder is: files of weights as people really have them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use weights::Weights;

/// The message about a case, or "" if it is read; none where the case is not.
fn outcome(file: &str) -> Option<String> {
    let field = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/field");
    let others = std::env::var_os("FIELD_CASES").map(PathBuf::from);
    let path = others.into_iter().chain([field]).map(|folder| folder.join(file)).find(|path| path.is_file())?;
    let layers = [("1", 784, 50), ("2", 50, 100), ("3", 100, 10)];
    let shapes = layers.into_iter().flat_map(|(i, n, m)| [(format!("W{i}"), vec![n, m]), (format!("b{i}"), vec![m])]);
    let weights = Weights::read(&path).and_then(|weights| {
        weights.check(shapes.collect::<BTreeMap<_, _>>())?;
        Ok(weights)
    });
    Some(match weights {
        Ok(weights) => {
            let w1 = &weights.arrays["W1"];
            // The numbers of the book's sample_weight.pkl.
            let first = [w1[[0, 0]] as f32, w1[[0, 1]] as f32];
            let permuted = file.contains("fortran_garbage");
            assert!(permuted || first == [-0.007412489, -0.007904391], "{file}: {first:?}");
            String::new()
        }
        Err(error) => error.to_string(),
    })
}

#[test]
fn every_case_is_read_or_named_for_what_it_is() {
    for (file, words) in [
        ("npz_weights/w.npz", &[][..]),
        ("pkl_gz/w.pkl.gz", &[]),
        ("pkl_int_bias/w.pkl", &[]),
        ("pkl_ordereddict/w.pkl", &[]),
        ("pkl_proto1/w.pkl", &[]),
        ("pkl_python2_str/w.pkl", &[]),
        // Nothing tells it from right weights but the accuracy, about which `neuralnet_mnist` says so.
        ("st_book_fortran_garbage/w.safetensors", &[]),
        ("lfs_weights/w.safetensors", &["it is a pointer of Git LFS", "`git lfs pull`"]),
        ("pkl_crlf/w.pkl", &["its line ends were converted", "fetch the file as binary"]),
        ("pkl_object_array/w.pkl", &["`W1`: an array of Python objects", "save it as numbers"]),
        ("pkl_whole_network/w.pkl", &["__main__.TwoLayerNet", "pickle network.params instead", "nothing was executed"]),
        ("pt_file/w.pt", &["it is a PyTorch file", "save it as safetensors or npz", "torch.load('", "w.npz'"]),
        ("st_cut/w.safetensors", &["it was cut", "download it again"]),
        ("st_transposed/w.safetensors", &["`W1` has shape [50, 784]", "[784, 50]", "it looks transposed", "W1.T"]),
    ] {
        let Some(said) = outcome(file) else { continue };
        assert_eq!(said.is_empty(), words.is_empty(), "{file}: {said}");
        assert!(words.iter().all(|words| said.contains(words)), "{file}: {said}");
        assert!(!said.contains("0x") && said.lines().count() <= 1, "{file}: {said}");
        eprintln!("{file}: {said}");
    }
}
