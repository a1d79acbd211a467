//! Both programs, for a few milliseconds a measurement: that they run, and what they write.

use std::fs;
use std::path::Path;
use std::process::Command;

/// What the program says on standard error; its table is in `BENCHMARKS.md` in `folder`.
fn run(binary: &str, flags: &[&str], folder: &Path) -> String {
    let mut command = Command::new(binary);
    command.args(["--quick", "--dataset", "synthetic", "--out"]).arg(folder.join("BENCHMARKS.md")).args(flags);
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    said
}

fn compare(flags: &[&str], folder: &Path) -> String {
    run(env!("CARGO_BIN_EXE_compare"), flags, folder)
}

fn table(folder: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(folder.join("BENCHMARKS.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| "));
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_string()).collect()).collect()
}

#[test]
fn without_peers_ours_stands_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("BENCHMARKS.md"), "# Mine\n").unwrap();
    let said = compare(&["--python", "no-such-python", "--candle", "no-candle"], folder.path());
    for (peer, program) in [
        ("numpy_peer.py", "no-such-python"),
        ("torch_peer.py", "no-such-python"),
        ("jax_peer.py", "no-such-python"),
        ("candle_peer", "no-candle"),
    ] {
        let note = format!("note: going on without {peer}: cannot run `{program}`");
        assert!(said.contains(&note), "{said}");
    }
    let table = table(folder.path());
    assert_eq!(table[0], ["work", "ours", "images/s"]);
    assert_eq!(table.len(), 6, "{table:?}");
    assert!(table[1..].iter().all(|row| row[2].parse::<f64>().unwrap() > 0.0), "{table:?}");
    assert!(fs::read_to_string(folder.path().join("BENCHMARKS.md")).unwrap().starts_with("# Mine\n"));
}

#[cfg(unix)]
#[test]
fn a_peer_gets_columns_of_its_own_and_its_faster_variant_counts() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let python = folder.path().join("python");
    let script = r#"#!/bin/sh
        case $1 in *torch*|*jax*) echo "none of ${1##*/} here" >&2; exit 1;; esac
        test -s "$2/images.u8" -a -s "$2/labels.u8" || exit 1
        echo '{"name": "Snail 1", "works": ["ch07", "ch07-last"]}'
        while read work calls; do
            case $work in ch07) echo $((calls * 2000));; *) echo $((calls * 1000));; esac
        done"#;
    fs::write(&python, script).unwrap();
    fs::set_permissions(&python, fs::Permissions::from_mode(0o755)).unwrap();
    let said = compare(&["--python", python.to_str().unwrap(), "--candle", "no-candle"], folder.path());
    assert!(said.contains("note: going on without torch_peer.py: none of torch_peer.py here"), "{said}");
    let table = table(folder.path());
    assert_eq!(table[0], ["work", "ours", "images/s", "Snail 1", "ours / Snail 1"]);
    assert_eq!(table[1][3..], ["–", "–"], "it does not know ch05");
    assert_eq!(table[2][3..], ["1000 s (1000 s…1000 s)", "**0.000**"]);
}

#[test]
fn growth_is_written_and_drawn() {
    let folder = tempfile::tempdir().unwrap();
    run(env!("CARGO_BIN_EXE_scaling"), &[], folder.path());
    let table = table(folder.path());
    let columns: Vec<_> = table.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(columns[1..8], ["10", "20", "50", "100", "200", "500", "1000"]);
    assert_eq!(columns[9..15], ["50", "100", "200", "400", "800", "1600"]);
    assert_eq!(columns[16], "1");
    let figure = fs::read(folder.path().join("docs/scaling.png")).unwrap();
    assert!(figure.starts_with(b"\x89PNG"), "a picture");
}

#[test]
fn more_threads_are_simulated() {
    let folder = tempfile::tempdir().unwrap();
    run(env!("CARGO_BIN_EXE_scaling"), &["--simulate"], folder.path());
    let table = table(folder.path());
    let column = |name: &str| table[0].iter().position(|head| head == name).unwrap();
    assert_eq!(table.len(), 5, "{table:?}");
    for row in &table[1..] {
        let ms = |name: &str| {
            let words: Vec<_> = row[column(name)].split(' ').collect();
            words[0].parse::<f64>().unwrap() * if words[1] == "s" { 1e3 } else { 1.0 }
        };
        let pieces: usize = row[column("most pieces")].parse().unwrap();
        let serial: f64 = row[column("serial")].trim_end_matches(" %").parse().unwrap();
        assert!(pieces >= 10 || row[0].starts_with("ch05"), "the chunks of a convolution are seen: {row:?}");
        assert!((0.0..=100.0).contains(&serial), "{row:?}");
        // Of one and the same run, so that no timer decides.
        let times = ["1 thread", "2 threads", "4 threads", "8 threads", "16 threads", "any number"].map(ms);
        assert!(times.is_sorted_by(|fewer, more| fewer >= more) && times[5] > 0.0, "{row:?}");
    }
}
