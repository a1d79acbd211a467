//! Where figures go, and what goes wrong there: what the user sees, and what becomes of the files.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const SIN_GRAPH: &str = env!("CARGO_BIN_EXE_sin_graph");

fn sin_graph(out_dir: impl AsRef<Path>) -> Command {
    let mut command = Command::new(SIN_GRAPH);
    command.arg("--out-dir").arg(out_dir.as_ref()).args(["--no-progress"]).stdin(Stdio::null());
    command
}

/// The one line that the user sees when it fails.
#[track_caller]
fn refusal(output: Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_killed_run_leaves_the_old_figure_or_the_new_one() {
    let dir = tempfile::tempdir().unwrap();
    let start = Instant::now();
    assert!(sin_graph(dir.path()).output().unwrap().status.success());
    let whole_run = start.elapsed();
    let files = names(dir.path()).into_iter().map(|name| dir.path().join(name));
    let new: Vec<_> = files.map(|path| (path.clone(), fs::read(&path).unwrap())).collect();
    assert!(new.len() >= 2, "a figure and its numbers");

    const MOMENTS: u32 = 40;
    let mut survived = [0, 0];
    for moment in 0..MOMENTS {
        new.iter().for_each(|(path, _)| fs::write(path, "old").unwrap());
        let mut child = sin_graph(dir.path()).stdout(Stdio::null()).spawn().unwrap();
        sleep(whole_run * moment / MOMENTS);
        child.kill().unwrap();
        child.wait().unwrap();
        for (path, new) in &new {
            let found = fs::read(path).unwrap();
            assert!(found == b"old" || found == *new, "{} is a mixture of {} bytes", path.display(), found.len());
            survived[usize::from(found == *new)] += 1;
        }
    }
    assert!(survived[0] > 0, "no run was killed before it wrote: {survived:?}");

    assert!(sin_graph(dir.path()).output().unwrap().status.success(), "the run after a killed one");
    assert!(new.iter().all(|(path, new)| fs::read(path).unwrap() == *new));
}

/// A file may have at most 1 KiB: to a program this is as a full disk is.
#[test]
#[cfg(unix)]
fn a_full_disk_leaves_the_old_figure() {
    let dir = tempfile::tempdir().unwrap();
    let png = dir.path().join("sin_graph.png");
    fs::write(&png, "old").unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "sh", SIN_GRAPH, "--out-dir"]).arg(dir.path());
    let said = refusal(command.output().unwrap());
    assert!(said.contains("sin_graph.png: File too large") && !said.contains(".part"), "{said}");
    assert_eq!(fs::read(&png).unwrap(), b"old");
    assert_eq!(names(dir.path()), ["sin_graph.png"]);
}

#[test]
#[cfg(target_os = "linux")]
fn nobody_reads_what_is_printed() {
    let dir = tempfile::tempdir().unwrap();
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = sin_graph(dir.path()).stdout(full).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Where nobody may write, not even the administrator.
#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_cannot_be_written_to_is_named() {
    let said = refusal(sin_graph("/proc/figures").output().unwrap());
    assert!(said.starts_with("error: cannot create the folder /proc/figures: choose another with --out-dir"), "{said}");
    let said = refusal(sin_graph("/proc/self").output().unwrap());
    assert!(said.starts_with("error: cannot write to the folder /proc/self: choose another with --out-dir"), "{said}");
}

#[test]
#[cfg(unix)]
fn a_read_only_folder_is_named() {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), std::os::unix::fs::PermissionsExt::from_mode(0o555)).unwrap();
    if fs::write(dir.path().join("probe"), "").is_ok() {
        eprintln!("skipped: this user may write into read-only folders");
        return;
    }
    let said = refusal(sin_graph(dir.path()).output().unwrap());
    assert!(said.contains("cannot write to the folder") && said.contains("--out-dir"), "{said}");
}

#[test]
fn a_file_in_the_place_of_the_folder_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("figures");
    fs::write(&file, "precious").unwrap();
    let said = refusal(sin_graph(&file).output().unwrap());
    assert!(said.contains("figures is a file, not a folder: choose another with --out-dir"), "{said}");
    assert_eq!(fs::read(&file).unwrap(), b"precious");
    refusal(sin_graph(file.join("below")).output().unwrap());
}

#[test]
fn spaces_and_japanese_are_names_like_others() {
    let dir = tempfile::tempdir().unwrap();
    let out_dir = dir.path().join("第 1 章/図 表");
    let output = sin_graph(&out_dir).output().unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("第 1 章/図 表"));
    assert!(names(&out_dir).contains(&"sin_graph.png".to_owned()));
}

/// A binary that was copied elsewhere and starts without any variable writes below the current folder.
#[test]
fn neither_home_nor_workspace_is_needed() {
    let dir = tempfile::tempdir().unwrap();
    let copy = dir.path().join("sin_graph").with_extension(std::env::consts::EXE_EXTENSION);
    // By another process: a file that this one has open for writing cannot be started while a thread forks.
    assert!(Command::new("cp").arg(SIN_GRAPH).arg(&copy).status().unwrap().success());
    let output = Command::new(copy).current_dir(dir.path()).env_clear().output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(dir.path().join("figures/ch01/sin_graph.png").is_file());
}

/// A checkout that is read-only has the target folder elsewhere, and results go elsewhere too. Here a file is where the
/// folder of the results should be, since permissions do not stop an administrator.
#[test]
#[cfg(unix)]
fn a_read_only_checkout_has_its_results_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    // The folder that a process is in has a name without links, which temporary folders have on macOS.
    let here = dir.path().canonicalize().unwrap();
    let [root, home, temporary, none] = ["checkout", "home", "tmp", "none"].map(|name| here.join(name));
    fs::create_dir_all(root.join("crates/experiment")).unwrap();
    fs::create_dir_all(root.join("notes")).unwrap();
    fs::create_dir(&temporary).unwrap();
    for file in [root.join("Cargo.toml"), root.join("figures"), none.clone()] {
        fs::write(file, "").unwrap();
    }
    let run = |binary: &str, here: &Path, home: &Path| {
        let mut command = Command::new(binary);
        command.current_dir(here).env_clear().env("HOME", home).env("TMPDIR", &temporary).arg("--quick");
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{said}");
        said
    };
    let data = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/share" };
    let ours = "deep-learning-from-scratch/figures/ch01";
    for (here, home, taken) in [
        (root.join("notes"), &home, root.join("notes/figures/ch01")),
        (root.clone(), &home, home.join(data).join(ours)),
        (root.clone(), &none, temporary.join(ours)),
    ] {
        let said = run(SIN_GRAPH, &here, home);
        assert_eq!(said.lines().count(), 1, "{said}");
        let refused = format!("note: cannot create the folder {}: choose another", root.join("figures/ch01").display());
        assert!(said.starts_with(&refused) && said.contains(&format!("results go to {}", taken.display())), "{said}");
        assert!(names(&taken).contains(&"sin_graph.png".to_owned()));
    }
    let said = run(env!("CARGO_BIN_EXE_ch01"), &root, &home);
    assert_eq!(said.lines().count(), 1, "once for all experiments: {said}");
}

#[test]
fn a_picture_that_is_none_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let show = |path: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_img_show"));
        refusal(command.arg("--out-dir").arg(dir.path()).arg("--image").arg(path).output().unwrap())
    };
    let said = show(&dir.path().join("猫.png"));
    assert!(said.contains("cannot open the picture") && said.contains("猫.png: "), "{said}");
    let said = show(dir.path());
    assert!(said.contains("cannot read the picture"), "{said}");
    let text = dir.path().join("notes.txt");
    fs::write(&text, "notes").unwrap();
    let said = show(&text);
    assert!(said.contains("notes.txt: it is not a PNG, JPEG, BMP, GIF, WebP or TIFF picture"), "{said}");
}

#[test]
fn figures_are_as_fine_as_is_asked_for_and_vectors_where_those_are() {
    let dir = tempfile::tempdir().unwrap();
    let draw = |flags: &[&str]| sin_graph(dir.path()).args(flags).output().unwrap();
    let size = || {
        let png = fs::read(dir.path().join("sin_graph.png")).unwrap();
        [16, 20].map(|at| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()))
    };
    for (flags, expected) in [(&[][..], [1280, 960]), (&["--dpi", "100"], [640, 480]), (&["--dpi=300"], [1920, 1440])] {
        assert!(draw(flags).status.success());
        assert_eq!(size(), expected, "{flags:?}");
    }
    fs::remove_file(dir.path().join("sin_graph.png")).unwrap();
    let output = draw(&["--format", "svg"]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("sin_graph.svg"), "it says what it wrote");
    assert_eq!(names(dir.path()), ["sin_graph.csv", "sin_graph.svg"]);
    let svg = fs::read_to_string(dir.path().join("sin_graph.svg")).unwrap();
    assert!(svg.starts_with("<svg ") && svg.contains(">sin(x)<") && svg.ends_with("</svg>\n"), "{svg}");

    for (flags, what) in
        [(["--dpi", "20"], "20 is not in 50..=600"), (["--format", "gif"], "possible values: png, svg")]
    {
        let output = draw(&flags);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(what), "{said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn show_opens_the_figure_and_says_where_it_cannot() {
    use std::os::unix::fs::PermissionsExt;

    let dir = tempfile::tempdir().unwrap();
    let (viewer, opened) = (dir.path().join("xdg-open"), dir.path().join("opened"));
    fs::write(&viewer, format!("#!/bin/sh\nprintf %s \"$1\" > '{}'\n", opened.display())).unwrap();
    fs::set_permissions(&viewer, fs::Permissions::from_mode(0o755)).unwrap();
    let show = |path: &Path| sin_graph(dir.path().join("図")).arg("--show").env("PATH", path).output().unwrap();

    let output = show(dir.path());
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    // The viewer is not waited for.
    while fs::read(&opened).map_or(true, |path| path.is_empty()) {
        sleep(Duration::from_millis(10));
    }
    assert_eq!(Path::new(&fs::read_to_string(opened).unwrap()), dir.path().join("図/sin_graph.png"));

    let output = show(&dir.path().join("no-such-folder"));
    assert!(output.status.success(), "the figure is there all the same");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("cannot open") && said.contains("sin_graph.png"), "{said}");
}
