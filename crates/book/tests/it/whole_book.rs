//! `cargo run -p book`: every experiment, and what becomes of one that fails.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;

use book::CHAPTERS;
use tempfile::TempDir;

/// A first look at the whole book, made once: its gallery is what the browser sees.
pub(crate) fn gallery() -> &'static Path {
    static GALLERY: OnceLock<TempDir> = OnceLock::new();
    let folder = GALLERY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let published = folder.path().join("published");
        // What stands in a figure does not depend on its resolution, but the time to draw it does.
        let dpi = if std::env::var_os("FULL_TESTS").is_some() { "200" } else { "100" };
        let flags = ["--quick", "--dataset", "synthetic", "--dpi", dpi, "--publish", published.to_str().unwrap()];
        let output = book(folder.path(), &flags);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        folder
    });
    folder.path()
}

fn book(folder: &Path, flags: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_book"))
        .args(flags)
        .args(["--no-progress", "--out-dir"])
        .arg(folder)
        .env_remove("MNIST_DIR")
        .output()
        .unwrap()
}

#[test]
fn every_figure_of_the_book_is_in_the_gallery_and_is_published() {
    let folder = gallery();
    let page = fs::read_to_string(folder.join("index.html")).unwrap();
    let published = fs::read_to_string(folder.join("published/README.md")).unwrap();
    for chapter in CHAPTERS {
        for info in chapter.experiments.iter().map(|entry| entry.info).filter(|info| !info.only_when_named) {
            assert!(page.contains(&format!("id=\"{}-{}\"", chapter.crate_name(), info.name)), "{}", info.name);
            for (figure, caption) in info.figures {
                let path = format!("{}/{figure}.png", chapter.crate_name());
                assert!(page.contains(&format!("src=\"{path}\"")), "{path} is not in the gallery");
                assert!(
                    published.contains(&format!("<img src=\"{path}\" width=")),
                    "{path} is not on the page of Markdown"
                );
                assert!(published.contains(&format!("| {caption} |")), "{path} has no caption that one sees");
                let (drawn, copied) = (fs::read(folder.join(&path)), fs::read(folder.join("published").join(&path)));
                assert_eq!(drawn.unwrap(), copied.unwrap(), "{path}");
            }
        }
    }
}

#[test]
fn an_experiment_that_fails_is_listed_at_the_end_and_the_others_run() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere");
    let only = ["sigmoid", "mnist_show", "softmax"].map(|name| ["--only", name]).concat();
    let flags = [&only[..], &["--data-dir", nowhere.to_str().unwrap()]].concat();
    let output = book(folder.path(), &flags);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(error.contains("1 of 3 experiments failed:\n  ch03 mnist_show:"), "{error}");
    let page = fs::read_to_string(folder.path().join("index.html")).unwrap();
    assert!(page.contains("ch03-sigmoid") && page.contains("ch03-softmax") && !page.contains("ch03-mnist_show"));
}

#[test]
fn a_part_of_the_book_keeps_the_rest_of_the_gallery() {
    let folder = tempfile::tempdir().unwrap();
    assert!(book(folder.path(), &["--only", "and_gate"]).status.success());
    assert!(book(folder.path(), &["--chapter", "1", "--only", "hungry"]).status.success());
    let page = fs::read_to_string(folder.path().join("index.html")).unwrap();
    assert!(page.contains("ch02-and_gate") && page.contains("ch01-hungry"));
}

#[test]
fn vectors_are_shown_and_published_as_pixels_are() {
    let folder = tempfile::tempdir().unwrap();
    let published = folder.path().join("published");
    let flags = ["--only", "sigmoid", "--format", "svg", "--publish", published.to_str().unwrap()];
    assert!(book(folder.path(), &flags).status.success());
    let (page, markdown) = (folder.path().join("index.html"), published.join("README.md"));
    let (page, markdown) = (fs::read_to_string(page).unwrap(), fs::read_to_string(markdown).unwrap());
    assert!(page.contains("<img src=\"ch03/sigmoid.svg\"") && page.contains("width=\"640\" height=\"480\""));
    assert!(page.contains("href=\"ch03/sigmoid.csv\"") && folder.path().join("ch03/sigmoid.csv").is_file());
    assert!(markdown.contains("<img src=\"ch03/sigmoid.svg\" width=\"400\""), "{markdown}");
    assert!(published.join("ch03/sigmoid.svg").is_file());
}

#[test]
fn what_was_published_stays_when_more_is() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let published = first.path().join("published");
    let publish = ["--publish", published.to_str().unwrap()];
    assert!(book(first.path(), &[&["--only", "sigmoid"][..], &publish].concat()).status.success());
    assert!(book(second.path(), &[&["--only", "relu"][..], &publish].concat()).status.success());
    let page = fs::read_to_string(published.join("README.md")).unwrap();
    for picture in ["ch03/sigmoid.png", "ch03/relu.png"] {
        assert!(page.contains(&format!("src=\"{picture}\"")) && published.join(picture).is_file(), "{picture}");
    }
}
