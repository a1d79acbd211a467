//! The list of binaries in each chapter's manifest: without it, each of them would be built as a test, too.

use std::collections::BTreeSet;
use std::fs;

use book::CHAPTERS;

use crate::markdown::root;

#[test]
fn every_binary_is_listed_in_the_order_of_the_book() {
    for chapter in CHAPTERS {
        let name = chapter.crate_name();
        let folder = root().join("crates").join(&name);
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let in_list = |line| {
            let rest: &str = str::strip_prefix(line, "    { name = \"")?;
            rest.strip_suffix("\", test = false, bench = false, doc = false },")
        };
        let listed: Vec<_> = manifest.lines().filter_map(in_list).collect();
        let in_order = chapter.experiments.iter().map(|entry| entry.info.binary);
        assert!(listed.iter().copied().eq([name.as_str()].into_iter().chain(in_order)), "{name} lists {listed:?}");

        let files = fs::read_dir(folder.join("src/bin")).unwrap().map(|file| file.unwrap().path());
        let files: BTreeSet<_> = files.map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
        assert!(files.iter().eq(listed[1..].iter().copied().collect::<BTreeSet<_>>()), "{name} has {files:?}");
    }
}
