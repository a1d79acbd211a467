//! Every item that the library offers shows an example of its use.

use std::fs;
use std::path::{Path, PathBuf};

/// Made by the library and only looked at, and errors: nobody writes them down. And abbreviations of types.
const WITHOUT: [&str; 4] = ["Epoch", "OptimizerState", "Named", "Data"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

/// The names that `lib.rs` re-exports.
fn offered(lib: &str) -> Vec<&str> {
    let lists = lib.split("pub use ").skip(1).map(|rest| rest.split(';').next().unwrap());
    let names =
        lists.flat_map(|list| list.rsplit("::").next().unwrap().split(|c: char| !c.is_alphanumeric() && c != '_'));
    let error = |name: &str| name.ends_with("Error") || name.starts_with("Unknown");
    names.filter(|name| !name.is_empty() && !error(name) && !WITHOUT.contains(name)).collect()
}

/// The documentation before `pub struct Name`, `pub fn name` …
fn documentation<'a>(source: &'a str, name: &str) -> Option<&'a str> {
    let kinds = ["struct", "enum", "trait", "fn", "type"];
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let declared = kinds.iter().find_map(|kind| {
        let start = format!("\npub {kind} {name}");
        source.match_indices(&start).find(|(place, _)| ends(&source[place + start.len()..])).map(|(place, _)| place)
    })?;
    let before = &source[..declared];
    Some(&before[before.rfind("\n\n").unwrap_or(0)..])
}

#[test]
fn every_public_item_has_an_example() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files: Vec<_> = sources(&folder).iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let lib = fs::read_to_string(folder.join("lib.rs")).unwrap();
    let names = offered(&lib);
    assert!(names.contains(&"Affine") && names.contains(&"softmax") && names.len() > 50, "{names:?}");
    for name in names {
        let documentation = files.iter().find_map(|source| documentation(source, name));
        let documentation = documentation.unwrap_or_else(|| panic!("{name} is declared nowhere"));
        assert!(documentation.contains("```"), "{name} has no example");
    }
}
