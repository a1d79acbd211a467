//! The READMEs: every command runs, every link leads somewhere, nothing of the book is left out, and both languages say
//! the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use book::CHAPTERS;

use crate::markdown::{Section, root, sections};
use crate::whole_book::gallery;

const PAGES: [&str; 5] = ["README.md", "README.ja.md", "CONTRIBUTING.md", "DEVIATIONS.md", "docs/figures/README.md"];

#[test]
fn both_languages_have_the_same_headings_commands_links_and_tables() {
    let (english, mut japanese) = (sections("README.md"), sections("README.ja.md"));
    // Each begins with a link to the other.
    assert_eq!((english[0].links[0].as_str(), japanese[0].links[0].as_str()), ("README.ja.md", "README.md"));
    japanese[0].links[0] = "README.ja.md".into();
    assert_eq!(english.len(), japanese.len());
    for (ours, theirs) in english.iter().map(comparable).zip(japanese.iter().map(comparable)) {
        assert_eq!(ours, theirs);
    }
}

/// A section without what differs between languages: order and repetition in a sentence, and the words of a drawing.
fn comparable(section: &Section) -> Section {
    let sorted = |strings: &Vec<String>| {
        let mut strings = strings.clone();
        strings.sort();
        strings.dedup();
        strings
    };
    let block = |(language, text): &(String, String)| {
        (language.clone(), if language == "text" { String::new() } else { text.clone() })
    };
    let (code, links) = (sorted(&section.code), sorted(&section.links));
    let (blocks, places) = (section.blocks.iter().map(block).collect(), section.places.clone());
    Section { level: section.level, code, links, blocks, places, ..*section }
}

#[test]
fn every_link_and_picture_leads_to_a_file() {
    for page in PAGES {
        let path = root().join(page);
        let sections = sections(page);
        for link in sections.iter().flat_map(|section| &section.links) {
            let elsewhere = match link.strip_prefix('#') {
                Some(id) => sections.iter().any(|section| section.places.iter().any(|place| place == id)),
                None => link.starts_with("https://"),
            };
            assert!(elsewhere || path.parent().unwrap().join(link).exists(), "{page}: {link} leads nowhere");
        }
    }
}

#[test]
fn every_published_figure_is_shown_and_together_they_are_small() {
    let figures = root().join("docs/figures");
    let sections = sections("docs/figures/README.md");
    let pictures = sections.iter().flat_map(|section| &section.links).filter(|link| link.starts_with("ch0"));
    let shown: BTreeSet<_> = pictures.map(|link| figures.join(link)).collect();
    let folders = fs::read_dir(&figures).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let files: BTreeSet<_> =
        folders.flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files, shown);
    let bytes: u64 = files.iter().map(|file| fs::metadata(file).unwrap().len()).sum();
    assert!(bytes < 8 << 20, "{bytes} bytes");
}

#[test]
fn every_experiment_has_its_row_with_section_binary_and_figure() {
    for page in ["README.md", "README.ja.md"] {
        let text = fs::read_to_string(root().join(page)).unwrap();
        for chapter in CHAPTERS {
            for info in chapter.experiments.iter().map(|entry| entry.info) {
                let section = info.section.trim_start_matches("beside ");
                let row = format!("| {section} | `{}` | ", info.binary);
                let (_, rest) = text.split_once(&row).unwrap_or_else(|| panic!("{page}: no row {row}"));
                let figure =
                    rest.starts_with('[') && rest.contains(&format!("](docs/figures/{}/", chapter.crate_name()));
                assert!(figure || info.figures.is_empty() || info.only_when_named, "{page}: no figure in {row}");
            }
        }
    }
}

#[test]
fn every_command_runs() {
    let full = std::env::var_os("FULL_TESTS").is_some();
    let ci = fs::read_to_string(root().join(".ci/run")).unwrap().replace(" --quiet", "");
    let mut whole_book = false;
    for command in PAGES[..3].iter().flat_map(|page| commands(page)).collect::<BTreeSet<_>>() {
        let words: Vec<_> = command.split_whitespace().collect();
        match words[..] {
            // It serves its page until Ctrl-C: its own tests do what it is for.
            ["cargo", "run", "-p", "playground", ..] => run("playground", "playground", &["--help"]),
            ["cargo", "run", "-p", "book", ..] if !words.contains(&"--only") => whole_book = true,
            // A chapter runs the experiments that the gallery has run.
            ["cargo", "run", "-p", package] if !full => run(package, package, &["--list"]),
            ["cargo", "run", "-p", package, "--bin", "awesome_net"] if !full => {
                run(package, "awesome_net", &["--members=1", "--epochs=1"]);
            }
            ["cargo", "run", "-p", package, "--bin", binary, ref flags @ ..] => run(package, binary, flags),
            ["cargo", "run", "-p", package, ref flags @ ..] => run(package, package, flags),
            // It would open a browser.
            _ => assert!(ci.contains(command.trim_end_matches(" --open")), "nothing runs {command}"),
        }
    }
    // Last: the test in the browser, beside this one, makes it meanwhile.
    if whole_book {
        gallery();
    }
}

/// Commands in blocks for a shell, and between backticks.
fn commands(page: &str) -> Vec<String> {
    let in_section = |section: Section| {
        let lines = section.blocks.iter().filter(|(language, _)| language == "sh").flat_map(|(_, text)| text.lines());
        lines.map(str::to_owned).chain(section.code.clone()).collect::<Vec<_>>()
    };
    let all = sections(page).into_iter().flat_map(in_section);
    all.filter(|line| ["cargo ", "bash "].iter().any(|start| line.starts_with(start))).collect()
}

/// Runs the binary that `cargo run` would run, quickly, without network, and into a folder that goes away.
fn run(package: &str, binary: &str, flags: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(built(package, binary));
    command.args(flags.iter().skip_while(|flag| **flag == "--")).stdin(Stdio::null());
    if !flags.contains(&"--help") && !flags.contains(&"--list") {
        let quick = ["--quick"].into_iter().filter(|flag| !flags.contains(flag));
        command.args(quick).args(["--dataset", "synthetic", "--no-progress", "--out-dir"]).arg(folder.path());
    }
    let output = command.output().unwrap_or_else(|error| panic!("cannot start {binary}: {error}"));
    assert!(output.status.success(), "{binary} {flags:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(!output.stdout.is_empty(), "{binary} {flags:?} says nothing");
}

/// Where the binary is. `cargo test --workspace` has built it; after `cargo test -p book` it may be missing.
fn built(package: &str, binary: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_book")).with_file_name(binary);
    let path = path.with_extension(std::env::consts::EXE_EXTENSION);
    if !path.exists() {
        let build = ["build", "--quiet", "--package", package, "--bin", binary];
        let mut cargo = Command::new(env!("CARGO"));
        // Of this test; crates that read it in their build scripts would be compiled again.
        let status = cargo.args(build).env_remove("CARGO_MANIFEST_DIR").status();
        assert!(status.unwrap().success(), "cannot build {binary}");
    }
    path
}
