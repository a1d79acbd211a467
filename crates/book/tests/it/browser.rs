//! The gallery in a real browser: no error, every picture there, and filter, keys and enlarging at work.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::whole_book::gallery;

/// Uses the page as a reader does, and tells what is wrong.
const CHECK: &str = include_str!("check.js");

/// Chromium under one of its names; without it there is nothing to test with.
fn browser() -> Option<&'static str> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let found = names.into_iter().find(|name| Command::new(name).arg("--version").output().is_ok());
    if found.is_none() {
        // Written past the test harness, which keeps what passing tests print.
        let _ = writeln!(std::io::stderr(), "skipped: no chromium in PATH to open the gallery with");
    }
    found
}

/// The gallery with the check in it, within a frame of this width: a window is never narrower than 500 pixels.
fn page(folder: &Path, width: u32) -> PathBuf {
    let gallery = fs::read_to_string(folder.join("index.html")).unwrap();
    let (eager, check) = (gallery.replace(" loading=\"lazy\"", ""), format!("<script>{CHECK}</script></body>"));
    fs::write(folder.join(format!("checked-{width}.html")), eager.replace("</body>", &check)).unwrap();
    let frame = folder.join(format!("frame-{width}.html"));
    let content = format!(
        "<!DOCTYPE html><title>not checked</title><iframe src=\"checked-{width}.html\" width={width} height=800 \
         style=\"border: 0\"></iframe>"
    );
    fs::write(&frame, content).unwrap();
    frame
}

fn open(browser: &str, width: u32, flags: &[&str]) {
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--allow-file-access-from-files", "--enable-logging=stderr", "--dump-dom", "--window-size=1950,900"])
        .args(flags)
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}", page(gallery(), width).display()))
        .output()
        .unwrap();
    let (dom, log) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    // The browser has pages of its own, which complain where there is no network.
    let of_gallery = |line: &&str| line.contains("CONSOLE") && !line.contains("source: chrome://");
    let console: Vec<_> = log.lines().filter(of_gallery).collect();
    assert!(console.is_empty(), "{console:#?}");
    let title = dom.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).map(|(title, _)| title);
    let scheme = if flags.contains(&"--force-dark-mode") { "dark" } else { "light" };
    let figures: usize = book::CHAPTERS.iter().flat_map(|chapter| chapter.experiments).map(figures).sum();
    let fine = format!("checked {figures} figures, {width} wide, {scheme}: fine");
    assert_eq!(title, Some(fine.as_str()), "{log}");
}

fn figures(entry: &experiment::Entry) -> usize {
    if entry.info.only_when_named { 0 } else { entry.info.figures.len() }
}

/// Two of the three windows wait for `.ci/run`: each takes seconds.
fn full() -> bool {
    std::env::var_os("FULL_TESTS").is_some()
}

#[test]
fn the_gallery_works_on_a_desk_in_the_light() {
    if let Some(browser) = browser() {
        open(browser, 1280, &[]);
    }
}

#[test]
fn the_gallery_works_on_a_wide_screen() {
    if let Some(browser) = browser().filter(|_| full()) {
        open(browser, 1920, &[]);
    }
}

#[test]
fn the_gallery_works_on_a_phone_in_the_dark() {
    if let Some(browser) = browser().filter(|_| full()) {
        open(browser, 390, &["--force-dark-mode"]);
    }
}
