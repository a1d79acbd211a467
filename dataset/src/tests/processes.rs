//! Several processes and threads at once, and processes that are killed.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

use super::server::{Reply, Server, nobody};
use super::{Small, folder, names, options, patient};
use crate::load::load;
use crate::{Choice, Source};

/// The test that other tests run in a process of its own.
const CHILD: &str = "tests::processes::child";
const CACHE: &str = "DATASET_TEST_CACHE";
const MIRRORS: &str = "DATASET_TEST_MIRRORS";
const CHOICE: &str = "DATASET_TEST_CHOICE";
/// How long to wait for the first file, where that is not what [`patient`] says.
const SECONDS: &str = "DATASET_TEST_SECONDS";
/// What a download looks for in its environment.
const OF_NETWORK: [&str; 10] = [
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "NO_PROXY",
    "no_proxy",
];

#[test]
#[ignore = "run by the other tests of this module"]
fn child() {
    let Ok(cache) = std::env::var(CACHE) else { return };
    let mirrors: Vec<String> = std::env::var(MIRRORS).unwrap().split(' ').map(String::from).collect();
    let mut options = options(Path::new(&cache), &mirrors);
    options.choice = std::env::var(CHOICE).unwrap().parse().unwrap();
    let mut patience = patient();
    if let Ok(seconds) = std::env::var(SECONDS) {
        patience.first = Duration::from_secs(seconds.parse().unwrap());
    }
    let small = Small::new();
    let mnist = load(&options, &small.manifest, patience).unwrap();
    if options.choice == Choice::Mnist {
        assert_eq!((mnist.train, mnist.test), (small.train, small.test));
    }
    println!("source: {}", mnist.source);
}

/// The child, with nothing of the network in its environment.
pub(super) fn command(cache: &Path, mirrors: &[String], choice: Choice) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--ignored", "--exact", CHILD, "--nocapture"])
        .env(CACHE, cache)
        .env(MIRRORS, mirrors.join(" "))
        .env(CHOICE, choice.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    OF_NETWORK.iter().for_each(|variable| {
        command.env_remove(variable);
    });
    command
}

fn start(cache: &Path, mirrors: &[String], choice: Choice) -> Child {
    command(cache, mirrors, choice).spawn().unwrap()
}

#[test]
fn ten_processes_download_once() {
    let (_temporary, cache) = folder();
    let server = Server::always(Reply::Slowly);
    let children: Vec<Child> = (0..10).map(|_| start(&cache, &[server.mirror()], Choice::Mnist)).collect();
    let mut downloads = 0;
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        downloads += usize::from(String::from_utf8_lossy(&output.stdout).contains("downloaded from"));
    }
    assert_eq!((downloads, server.requests().len()), (1, 4));
    assert_eq!(names(&cache).len(), 4);
}

#[test]
fn threads_download_once() {
    let small = Small::new();
    let (_temporary, cache) = folder();
    let server = Server::always(Reply::Slowly);
    let options = options(&cache, &[server.mirror()]);
    thread::scope(|scope| {
        let threads: Vec<_> =
            (0..4).map(|_| scope.spawn(|| load(&options, &small.manifest, patient()).unwrap())).collect();
        assert!(threads.into_iter().all(|thread| thread.join().unwrap().train == small.train));
    });
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn a_killed_download_leaves_whole_files_and_the_next_one_works() {
    let small = Small::new();
    let good = Server::always(Reply::File);
    // Killed before the first byte, within the first file, at the begin, in the middle and at the end of the next one.
    for (first, later) in [
        (Reply::StallAfter(0), Reply::File),
        (Reply::StallAfter(20), Reply::File),
        (Reply::File, Reply::StallAfter(0)),
        (Reply::File, Reply::StallAfter(100)),
        (Reply::File, Reply::StallAfter(usize::MAX)),
    ] {
        let (_temporary, cache) = folder();
        let wanted = if matches!(first, Reply::File) { 2 } else { 1 };
        let server = Server::start(first.clone(), later.clone());
        let mut child = start(&cache, &[server.mirror()], Choice::Mnist);
        while server.requests().len() < wanted {
            assert!(child.try_wait().unwrap().is_none(), "the child ended by itself");
            thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        for entry in small.manifest.entries() {
            let path = cache.join(entry.packed_name());
            assert!(
                !path.exists() || entry.read_verified(&path).is_ok(),
                "{} after {first:?} {later:?}",
                path.display()
            );
        }
        let mnist = load(&options(&cache, &[good.mirror()]), &small.manifest, patient()).unwrap();
        assert_eq!(mnist.train, small.train);
        assert_eq!(names(&cache).len(), 4, "{:?}", names(&cache));
    }
}

#[test]
fn whenever_a_download_is_killed_the_cache_has_whole_files() {
    let small = Small::new();
    let slow = Server::always(Reply::Slowly);
    let (_temporary, cache) = folder();
    let start_and_end = std::time::Instant::now();
    assert!(start(&cache, &[slow.mirror()], Choice::Mnist).wait_with_output().unwrap().status.success());
    let whole = start_and_end.elapsed();
    let moments = if std::env::var_os("FULL_TESTS").is_some() { 20 } else { 7 };
    // How many files are there after a kill.
    let killed_at = |moment: u32| {
        let (_temporary, cache) = folder();
        let mut child = start(&cache, &[slow.mirror()], Choice::Mnist);
        thread::sleep(whole * moment / moments);
        child.kill().unwrap();
        child.wait().unwrap();
        let there: Vec<_> = small.manifest.entries().into_iter().filter(|e| e.find(&cache).is_ok()).collect();
        assert!(there.iter().all(|entry| entry.read_verified(&entry.find(&cache).unwrap()).is_ok()), "{moment}");
        if there.len() < 4 {
            let mnist = load(&options(&cache, &[slow.mirror()]), &small.manifest, patient()).unwrap();
            assert_eq!(mnist.train, small.train);
            assert_eq!(names(&cache).len(), 4, "{:?}", names(&cache));
        }
        there.len()
    };
    let counts: Vec<usize> = thread::scope(|scope| {
        let kills: Vec<_> = (0..moments).map(|moment| scope.spawn(move || killed_at(moment))).collect();
        kills.into_iter().map(|kill| kill.join().unwrap()).collect()
    });
    assert!(counts.iter().any(|&count| count < 4), "none was killed before its end; files there: {counts:?}");
}

/// Times of files are never compared: `clippy.toml` forbids to ask for them.
#[test]
fn a_clock_that_was_set_back_changes_nothing() {
    let small = Small::new();
    let good = Server::always(Reply::File);
    // In the year 2037, and in 1970.
    for seconds in [2_114_380_800, 1] {
        let (_temporary, cache) = folder();
        small.write_packed(&cache);
        std::fs::remove_file(cache.join("train-images-idx3-ubyte.gz")).unwrap();
        for name in [".lock", ".killed.part", "train-labels-idx1-ubyte.gz"] {
            let file = File::options().append(true).create(true).open(cache.join(name)).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
        }
        let mnist = load(&options(&cache, &[good.mirror()]), &small.manifest, patient()).unwrap();
        assert_eq!((mnist.train, names(&cache).len()), (small.train.clone(), 4));
    }
    assert!(!good.requests().iter().any(|request| request.contains("train-labels")), "it is whole, and is kept");
}

#[test]
fn one_line_on_stderr_says_that_the_digits_are_drawn() {
    let (_temporary, cache) = folder();
    let mut child = start(&cache, &[nobody()], Choice::Auto);
    let (mut out, mut err) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(out.contains("source: synthetic digits (seed 1)"), "{out}");
    assert_eq!(err.lines().count(), 1, "{err}");
    for part in ["digits drawn by the program", "cannot be reached: ", "--data-dir FOLDER", "MNIST_DIR=FOLDER"] {
        assert!(err.contains(part), "{part} in {err}");
    }
}

#[test]
fn who_waits_for_a_process_that_receives_nothing_gives_up_in_time() {
    let small = Small::new();
    let (_temporary, cache) = folder();
    let lock = crate::cache::Lock::acquire(&cache, std::time::Instant::now()).unwrap();
    let mut options = options(&cache, &[Server::always(Reply::File).mirror()]);
    let mut patience = patient();
    patience.first = std::time::Duration::ZERO;
    let error = load(&options, &small.manifest, patience).unwrap_err();
    assert!(matches!(error, crate::Error::Busy { .. }), "{error}");
    options.choice = Choice::Auto;
    assert_eq!(load(&options, &small.manifest, patience).unwrap().source, Source::Synthetic(1));
    drop(lock);
}

#[test]
fn who_waits_for_a_process_that_receives_something_waits_on() {
    let small = Small::new();
    let (_temporary, cache) = folder();
    let (lock, _) = crate::cache::Lock::acquire(&cache, std::time::Instant::now()).unwrap();
    lock.mark_received().unwrap();
    let mut patience = patient();
    patience.first = std::time::Duration::ZERO;
    thread::scope(|scope| {
        let waiting = scope.spawn(|| load(&options(&cache, &[]), &small.manifest, patience));
        small.write_packed(&cache);
        drop(lock);
        assert_eq!(waiting.join().unwrap().unwrap().train, small.train);
    });
}
