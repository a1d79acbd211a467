//! What a script's file shows of the page: `run` and its functions, without what only Rust needs.

use std::fs;
use std::path::Path;

use experiment::{Chapter, Info};

use super::highlight::highlight;

/// The code of an experiment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Source {
    /// What the book calls the section; empty where its file does not say.
    pub(crate) japanese: String,
    /// The script itself, then what it takes from other files of its chapter.
    pub(crate) files: Vec<File>,
}

/// A part of a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct File {
    /// Relative to the workspace.
    pub(crate) path: String,
    /// HTML.
    pub(crate) code: String,
}

impl File {
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

impl Source {
    /// What the files below `root` say; nothing if they are not there.
    pub(crate) fn read(root: &Path, chapter: &Chapter, info: &Info) -> Self {
        let folder = format!("crates/{}/src", chapter.crate_name());
        let file = |name: &str| {
            let path = format!("{folder}/{name}.rs");
            let text = fs::read_to_string(root.join(&path)).ok()?;
            Some((File { path, code: highlight(&of_the_page(&text)) }, text))
        };
        let Some((script, text)) = file(info.name) else { return Source::default() };
        let taken = taken_from(&text).into_iter().filter_map(|name| file(&name)).map(|(file, _)| file);
        Source { japanese: japanese(&text, info.section), files: [script].into_iter().chain(taken).collect() }
    }
}

/// The items of a file without its description, imports and flags.
fn of_the_page(text: &str) -> String {
    let items = items(text).into_iter().filter(|item| {
        let mut heads = item.lines().filter(|line| line.starts_with(|c: char| !c.is_whitespace()));
        let only_imports = heads.all(|line| {
            ["use ", "pub use ", "pub(crate) use ", "mod ", "pub mod ", "}", "//!"].iter().any(|s| line.starts_with(s))
        });
        let is_flags = item.lines().any(|line| line.starts_with("#[derive(") && line.contains("Args"));
        !only_imports && !is_flags
    });
    items.collect::<Vec<_>>().join("\n\n")
}

/// The file's paragraphs: an empty line ends one if the next line is not indented.
fn items(text: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut after_empty = false;
    for line in text.lines() {
        if line.is_empty() {
            after_empty = true;
            continue;
        }
        let item = items.last_mut().expect("never empty");
        if after_empty && !line.starts_with([' ', '}', ')']) {
            items.push(line.to_owned());
        } else {
            let ends = if item.is_empty() {
                ""
            } else if after_empty {
                "\n\n"
            } else {
                "\n"
            };
            item.push_str(ends);
            item.push_str(line);
        }
        after_empty = false;
    }
    items
}

/// The modules of the chapter from which the file takes something: `two_layer_net` for `use crate::TwoLayerNet;`.
fn taken_from(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (_, import) in text.match_indices("use crate::").map(|(place, found)| text.split_at(place + found.len())) {
        let import = import.split_once(';').map_or(import, |(import, _)| import);
        let words = import.trim_start_matches('{').split(',');
        let firsts = if import.starts_with('{') { words.collect::<Vec<_>>() } else { vec![import] };
        for first in firsts {
            let name = first.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            let name = snake_case(name);
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

/// The title of the section in the book, where the file begins with it: `//! §5.4.1 乗算レイヤの実装: two apples …`.
fn japanese(text: &str, section: &str) -> String {
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    let (_, number) = section.split_once('§').unwrap_or_default();
    let number = number.split(|c| !is_number(c)).next().unwrap_or_default();
    let first = text.lines().next().unwrap_or_default();
    let Some((_, title)) = first.split_once(&format!("§{number} ")) else { return String::new() };
    let end = [", ", ": "].into_iter().filter_map(|mark| title.find(mark)).min().unwrap_or(title.len());
    title[..end].trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CHAPTERS;
    use experiment::workspace_root;

    #[test]
    fn the_page_is_left_and_what_only_rust_needs_is_not() {
        let text = "//! §5.4.1 乗算レイヤの実装: apples.\n\nuse a::{\n    b,\n};\nuse crate::graphs;\n\n/// Adds.\nfn f() {\n    1;\n\n    2;\n}\n\n\
                    #[derive(Debug, clap::Args)]\nstruct Flags {\n    x: f64,\n}\n\nimpl Experiment for Flags {\n    run\n}\n";
        assert_eq!(
            of_the_page(text),
            "/// Adds.\nfn f() {\n    1;\n\n    2;\n}\n\nimpl Experiment for Flags {\n    run\n}"
        );
        assert_eq!(
            (japanese(text, "§5.4.1").as_str(), taken_from(text)),
            ("乗算レイヤの実装", vec!["graphs".to_owned()])
        );
        assert_eq!(taken_from("use crate::{TwoLayerNet, gate::draw};"), ["two_layer_net", "gate"]);
        let two = "//! §7.2.3 パディング, §7.2.4 ストライド: the output size.";
        assert_eq!(
            ["§7.2.3", "beside §7.2.4", "§7.2.3–7.2.4"].map(|s| japanese(two, s)),
            ["パディング", "ストライド", "パディング"]
        );
        assert_eq!(["§7.2", "§7.2.40", "beside"].map(|section| japanese(two, section)), ["", "", ""]);
        assert_eq!(japanese("//! §7.6.1: what filters see", "§7.6.1"), "");
    }

    #[test]
    fn every_script_shows_its_run_and_no_flag() {
        for chapter in CHAPTERS {
            for info in chapter.experiments.iter().map(|entry| &entry.info) {
                let source = Source::read(&workspace_root(), chapter, info);
                let script = &source.files.first().unwrap_or_else(|| panic!("{} has no source", info.name)).code;
                assert!(script.contains(">run</span>"), "{}: {script}", info.name);
                assert!(!script.contains("#[arg("), "{}: {script}", info.name);
            }
        }
        let train = CHAPTERS[4].find("train_neuralnet").unwrap();
        let source = Source::read(&workspace_root(), CHAPTERS[4], &train.info);
        let paths: Vec<_> = source.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["crates/ch05/src/train_neuralnet.rs", "crates/ch05/src/two_layer_net.rs"]);
        assert_eq!(source.japanese, "誤差逆伝播法を使った学習");
    }

    #[test]
    fn without_the_files_there_is_nothing_to_show() {
        let nowhere = tempfile::tempdir().unwrap();
        let entry = &CHAPTERS[0].experiments[0];
        assert_eq!(Source::read(nowhere.path(), CHAPTERS[0], &entry.info), Source::default());
    }
}
