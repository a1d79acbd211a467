//! Pictures of digits, as a user gives them to `recognize`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::tempdir;

fn recognize(pictures: &[PathBuf]) -> Output {
    let out_dir = tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_recognize"));
    command.args(["--no-progress", "--out-dir"]).arg(out_dir.path()).args(pictures);
    command.output().unwrap()
}

/// `NN_LABEL_KIND`: 60 digits that people wrote, on paper, dark, photographed, transparent, small, in a corner.
#[test]
fn at_least_55_of_60_written_digits_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/field/own_digits");
    if !folder.exists() {
        eprintln!("skipped: there is no {}", folder.display());
        return;
    }
    let output = recognize(&[folder]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let answers: Vec<(&str, &str)> = said.lines().map_while(|line| line.split_once(": ")).collect();
    let is_right = |(name, answer): &&(&str, &str)| {
        let label = name.split('_').nth(1).unwrap();
        answer.starts_with(&format!("{label} ("))
    };
    let right = answers.iter().filter(is_right).count();
    assert!(answers.len() == 60 && right >= 55, "{right} of {}: {answers:?}", answers.len());
}

#[test]
fn what_has_no_digit_is_said_in_words() {
    let folder = tempdir().unwrap();
    let text = folder.path().join("notes.png");
    std::fs::write(&text, "buy milk").unwrap();
    let missing = folder.path().join("missing.jpg");
    let output = recognize(&[text, missing]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!output.status.success());
    assert!(said.contains("notes.png: cannot read the picture") && said.contains("is not a PNG"), "{said}");
    assert!(said.contains("missing.jpg: cannot open the picture"), "{said}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no digit on what was given"));
}

/// Without a picture it reads its own page, from left to right.
#[test]
fn the_page_of_the_program_is_read() {
    let output = recognize(&[]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let labels: String = dataset::synthetic::digits(4, 1).labels.iter().map(u8::to_string).collect();
    assert!(said.contains(&format!("generated page: {labels} (")), "{labels}: {said}");
}
