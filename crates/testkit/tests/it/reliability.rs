//! `RELIABILITY.md`: every test that it names exists, under that name and in that file.
//!
//! A file is named by its path from the root, or by what follows a folder that stands above the table; `chNN` stands for
//! each of the eight chapters. The tests named after it, in the same cell of the column `test`, are in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use testkit::readers::READERS;

/// What a document says of tests.
#[derive(Debug, Default)]
struct Claims {
    /// Each file that is named, with the line.
    files: Vec<(usize, String)>,
    /// Each test, with its file and the line; without a file if none was named before it.
    tests: Vec<(usize, Option<String>, String)>,
}

impl Claims {
    fn of(markdown: &str) -> Self {
        let (mut claims, mut column) = (Claims::default(), None);
        // What the text above a table names: a folder, and a file whose tests the rows name.
        let (mut folder, mut file) = (String::new(), None);
        for (number, line) in markdown.lines().enumerate().map(|(index, line)| (index + 1, line)) {
            if line.starts_with('#') {
                (folder, file) = (String::new(), None);
            }
            if !line.starts_with('|') {
                column = None;
                for span in spans(line) {
                    if span.ends_with(".rs") {
                        file = Some(folder.clone() + span);
                        claims.files.extend(file.clone().map(|file| (number, file)));
                    } else if span.ends_with("tests/it/") || span.ends_with("src/tests/") {
                        folder = span.into();
                    }
                }
                continue;
            }
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let Some(column) = column else {
                column = Some(cells.iter().position(|&cell| cell == "test"));
                continue;
            };
            let Some(cell) = column.and_then(|column| cells.get(column)) else { continue };
            let mut file = file.clone();
            for span in spans(cell) {
                if span.ends_with(".rs") || span.starts_with(".ci/") {
                    file = Some(if span.contains('/') { span.into() } else { folder.clone() + span });
                    claims.files.extend(file.clone().map(|file| (number, file)));
                } else if span.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
                    claims.tests.push((number, file.clone(), span.into()));
                }
            }
        }
        claims
    }

    /// What is not so, of a project whose files `read` returns.
    fn broken(&self, read: impl Fn(&str) -> Option<String>) -> Vec<String> {
        let gone = |(line, file): &(usize, String)| {
            let missing = each(file).into_iter().filter(|file| read(file).is_none());
            missing.map(|file| format!("line {line}: there is no {file}")).collect::<Vec<_>>()
        };
        let nowhere = |(line, file, test): &(usize, Option<String>, String)| {
            let Some(file) = file else { return vec![format!("line {line}: {test} in which file?")] };
            let lacks = |file: &String| !read(file).is_some_and(|text| has(&text, file, test));
            let files = each(file).into_iter().filter(lacks);
            files.map(|file| format!("line {line}: {file} has no test {test}")).collect()
        };
        self.files.iter().flat_map(gone).chain(self.tests.iter().flat_map(nowhere)).collect()
    }
}

/// What stands between backticks.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The files that a name stands for.
fn each(file: &str) -> Vec<String> {
    match file.contains("chNN") {
        true => (1..=8).map(|chapter| file.replace("chNN", &format!("ch{chapter:02}"))).collect(),
        false => vec![file.into()],
    }
}

/// Whether a file has a test that runs, or a module of tests, of this name; a script, the word.
fn has(text: &str, file: &str, name: &str) -> bool {
    if !file.ends_with(".rs") {
        return text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name);
    }
    // The attributes above a function, from the last line upwards.
    let is_test = |before: &str| {
        let above = before.trim_end().lines().rev().map(str::trim);
        let attributes: Vec<&str> = above.take_while(|line| line.starts_with(['#', '/'])).collect();
        attributes.contains(&"#[test]") && !attributes.iter().any(|line| line.starts_with("#[ignore"))
    };
    text.contains(&format!("mod {name} {{"))
        || text.match_indices(&format!("fn {name}(")).any(|(at, _)| is_test(&text[..at]))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn document() -> String {
    fs::read_to_string(root().join("RELIABILITY.md")).unwrap()
}

#[test]
fn every_test_that_the_document_names_is_there() {
    let claims = Claims::of(&document());
    let broken = claims.broken(|file| fs::read_to_string(root().join(file)).ok());
    assert!(broken.is_empty(), "RELIABILITY.md, {}", broken.join("\n"));
    assert!(claims.tests.len() > 80, "only {} tests were found in its tables", claims.tests.len());
}

/// Every row of a table with a column `test` names one, or a file of them.
#[test]
fn every_row_of_the_document_names_its_test() {
    let markdown = document();
    let claims = Claims::of(&markdown);
    let named: BTreeSet<usize> =
        claims.files.iter().map(|(line, _)| *line).chain(claims.tests.iter().map(|(line, ..)| *line)).collect();
    let (mut inside, mut rows) = (false, 0);
    for (number, line) in markdown.lines().enumerate().map(|(index, line)| (index + 1, line)) {
        match line.starts_with('|') {
            true if line.split('|').any(|cell| cell.trim() == "test") => inside = true,
            true if inside && !line.starts_with("|---") => {
                rows += 1;
                assert!(named.contains(&number), "line {number} names no test: {line}");
            }
            true => (),
            false => inside = false,
        }
    }
    assert!(rows > 80, "only {rows} rows were found");
}

#[test]
fn the_document_has_a_run_of_every_fuzz_target() {
    let markdown = document();
    for reader in READERS {
        assert!(markdown.contains(&format!("\n| {} | ", reader.name)), "{} is not in the table of runs", reader.name);
    }
}

#[test]
fn a_test_that_is_gone_renamed_ignored_or_nowhere_is_noticed() {
    let markdown = "\
# Tests
In `crates/a/tests/it/`:

| fault | test | what the user sees |
|---|---|---|
| a | `x.rs` `good` | `bad` |
| b | `x.rs` `good`, `bad` | |
| c | `gone.rs` `good` | |
| d | `good` | |
| e | `x.rs` `slow` | |
| f | `x.rs` `helper` | |
| g | `crates/chNN/x.rs` `good` | |
";
    let x = "#[test]\nfn good() {}\n\n#[test]\n#[ignore = \"slow\"]\nfn slow() {}\n\nfn helper() {}\n";
    let files = ["crates/a/tests/it/x.rs", "crates/ch01/x.rs", "crates/ch02/x.rs"];
    let broken = Claims::of(markdown).broken(|file| files.contains(&file).then(|| x.into()));
    let expected: Vec<String> = [
        "line 8: there is no crates/a/tests/it/gone.rs",
        "line 12: there is no crates/ch03/x.rs",
        "line 7: crates/a/tests/it/x.rs has no test bad",
        "line 8: crates/a/tests/it/gone.rs has no test good",
        "line 9: good in which file?",
        "line 10: crates/a/tests/it/x.rs has no test slow",
        "line 11: crates/a/tests/it/x.rs has no test helper",
        "line 12: crates/ch08/x.rs has no test good",
    ]
    .map(String::from)
    .into();
    let unexpected: Vec<_> = expected.iter().filter(|line| !broken.contains(line)).collect();
    assert!(unexpected.is_empty(), "{unexpected:?} is not among {broken:#?}");
    assert_eq!(broken.len(), 6 + 2 * 6, "{broken:#?}");
}
