//! Mirrors that fail, each in its own way.

use std::thread;
use std::time::Duration;

use super::server::{Reply, Server, nobody};
use super::{Small, folder, names, options, patient};
use crate::download::Patience;
use crate::load::load;
use crate::{Choice, DataSet, Error, Source};

/// Whether slow tests run at their full size, as they do in `.ci/run`.
fn full() -> bool {
    std::env::var_os("FULL_TESTS").is_some()
}

/// For what never comes: long enough for the good mirror on a busy machine.
fn impatient() -> Patience {
    let (first, stall) = if full() { (6, 3) } else { (3, 2) };
    Patience { first: Duration::from_secs(first), stall: Duration::from_secs(stall), file: Duration::from_secs(60) }
}

/// Alone, the bad mirror makes an error that says `message`, and leaves at most the first file. With a good one behind
/// it, everything arrives. Both at the same time, since each may wait for seconds.
fn fault(bad: &str, message: &str, patience: Patience) {
    let small = Small::new();
    thread::scope(|scope| {
        scope.spawn(|| fails_alone(&small, bad, message, patience));
        scope.spawn(|| a_good_one_helps(&small, bad, patience));
    });
}

fn fails_alone(small: &Small, bad: &str, message: &str, patience: Patience) {
    let (_temporary, cache) = folder();
    let error = load(&options(&cache, &[bad.into()]), &small.manifest, patience).unwrap_err();
    assert!(matches!(error, Error::Download { .. }), "{error:?}");
    assert!(error.to_string().contains(message), "{error}");
    assert!(error.to_string().contains(bad), "the address in: {error}");
    assert!(names(&cache).iter().all(|name| name == "t10k-labels-idx1-ubyte.gz"), "{:?}", names(&cache));
}

fn a_good_one_helps(small: &Small, bad: &str, patience: Patience) {
    let (_temporary, cache) = folder();
    let good = Server::always(Reply::File);
    let mnist = load(&options(&cache, &[bad.into(), good.mirror()]), &small.manifest, patience).unwrap();
    assert_eq!(mnist.source, Source::Download(DataSet::Mnist, good.mirror()));
    assert_eq!((&mnist.train, &mnist.test), (&small.train, &small.test));
    let mut all: Vec<String> = small.manifest.entries().map(|entry| entry.packed_name()).to_vec();
    all.sort();
    assert_eq!(names(&cache), all);
}

#[test]
fn not_found() {
    fault(&Server::always(Reply::Status(404)).mirror(), "answers with HTTP status 404", patient());
}

#[test]
fn unavailable() {
    fault(&Server::always(Reply::Status(503)).mirror(), "answers with HTTP status 503", patient());
}

#[test]
fn nobody_listens() {
    fault(&nobody(), "cannot be reached: ", patient());
}

#[test]
fn another_file_of_the_same_kind() {
    fault(&Server::always(Reply::OtherFile).mirror(), "another file than the published one (SHA-256 ", patient());
}

#[test]
fn the_first_file_good_and_the_others_missing() {
    fault(&Server::start(Reply::File, Reply::Status(404)).mirror(), "train-labels-idx1-ubyte.gz", patient());
}

#[test]
fn a_body_shorter_than_announced() {
    fault(&Server::always(Reply::Truncated).mirror(), "cannot be reached: Peer disconnected", patient());
}

#[test]
fn a_length_announced_too_short() {
    fault(&Server::always(Reply::Understated).mirror(), "delivers a damaged file", patient());
}

#[test]
fn half_a_file_of_unknown_length() {
    fault(&Server::always(Reply::Half).mirror(), "delivers a damaged file", patient());
}

#[test]
fn a_huge_length() {
    fault(&Server::always(Reply::Overstated).mirror(), "delivers more than", patient());
}

#[test]
fn a_body_without_end() {
    fault(&Server::always(Reply::Endless).mirror(), "delivers more than", patient());
}

#[test]
fn a_few_bytes_that_unpack_to_many() {
    fault(&Server::always(Reply::Bomb).mirror(), "delivers a damaged file", patient());
}

/// At the same time, since each waits for seconds.
#[test]
fn stalls() {
    thread::scope(|scope| {
        scope.spawn(a_stall_before_anything_has_arrived);
        scope.spawn(a_stall_in_the_middle_of_a_file);
        scope.spawn(with_mirrors_that_only_keep_waiting_it_takes_less_than_8_seconds);
    });
}

fn a_stall_before_anything_has_arrived() {
    fault(&Server::always(Reply::StallAfter(0)).mirror(), "did not answer or deliver in time", impatient());
}

fn a_stall_in_the_middle_of_a_file() {
    fault(
        &Server::start(Reply::File, Reply::StallAfter(100)).mirror(),
        "did not answer or deliver in time",
        impatient(),
    );
}

fn with_mirrors_that_only_keep_waiting_it_takes_less_than_8_seconds() {
    let small = Small::new();
    let (_temporary, cache) = folder();
    let silent = [0; 3].map(|_| Server::always(Reply::StallAfter(0)));
    let mut options = options(&cache, &silent.each_ref().map(Server::mirror));
    options.choice = Choice::Auto;
    let start = std::time::Instant::now();
    let patience = if full() { Patience::default() } else { impatient() };
    let mnist = load(&options, &small.manifest, patience).unwrap();
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    assert_eq!(mnist.source, Source::Synthetic(1));
    assert!(silent.iter().all(|server| !server.requests().is_empty()), "each was asked");
}

#[test]
fn a_reset_connection() {
    fault(&Server::always(Reply::Reset).mirror(), "cannot be reached", patient());
}

#[test]
fn the_login_page_of_a_network() {
    fault(&Server::always(Reply::LoginPage).mirror(), "the login page of a network?", patient());
}

#[test]
fn redirects_in_a_circle() {
    // The server sends everyone to itself: its own address is known only after it has started.
    let target = Server::always(Reply::Redirect("/mnist/".into()));
    fault(&target.mirror(), "redirect", patient());
}

#[test]
fn a_server_that_does_not_speak_tls() {
    let plain = Server::always(Reply::File);
    fault(&format!("https://{}/", plain.address()), "TLS", patient());
}

#[test]
fn a_redirect_is_followed() {
    let small = Small::new();
    let (_temporary, cache) = folder();
    let good = Server::always(Reply::File);
    let moved = Server::always(Reply::Redirect(good.mirror()));
    let mnist = load(&options(&cache, &[moved.mirror()]), &small.manifest, patient()).unwrap();
    assert_eq!(mnist.source, Source::Download(DataSet::Mnist, moved.mirror()));
    assert_eq!(mnist.train, small.train);
}

#[test]
fn a_redirect_to_the_login_page_of_a_network() {
    let portal = Server::always(Reply::LoginPage);
    fault(&Server::always(Reply::Redirect(portal.mirror())).mirror(), "the login page of a network?", patient());
}

#[test]
fn what_cannot_become_better_is_not_tried_again_and_the_rest_is() {
    let small = Small::new();
    for (reply, tries) in
        [(Reply::Status(404), 1), (Reply::LoginPage, 1), (Reply::Status(503), 2), (Reply::Truncated, 2)]
    {
        let (_temporary, cache) = folder();
        let server = Server::always(reply.clone());
        load(&options(&cache, &[server.mirror()]), &small.manifest, patient()).unwrap_err();
        assert_eq!(server.requests().len(), tries, "{reply:?}");
    }
}

#[test]
fn the_mirror_that_delivered_is_asked_first_afterwards() {
    let small = Small::new();
    let (_temporary, cache) = folder();
    let (bad, good) = (Server::always(Reply::Status(503)), Server::always(Reply::File));
    load(&options(&cache, &[bad.mirror(), good.mirror()]), &small.manifest, patient()).unwrap();
    assert_eq!((bad.requests().len(), good.requests().len()), (1, 4));
    let agent = "deep-learning-from-scratch/";
    assert!(good.requests().iter().all(|request| request.contains(agent)), "{:?}", good.requests());
}

#[test]
fn a_damaged_file_in_the_cache_is_downloaded_again_and_the_others_are_not() {
    let small = Small::new();
    let (_temporary, cache) = folder();
    small.write_packed(&cache);
    let damaged = cache.join("train-images-idx3-ubyte.gz");
    let mut content = std::fs::read(&damaged).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 1;
    std::fs::write(&damaged, content).unwrap();
    let good = Server::always(Reply::File);
    let mnist = load(&options(&cache, &[good.mirror()]), &small.manifest, patient()).unwrap();
    assert_eq!(mnist.train, small.train);
    // The smallest file shows whether there is a network.
    assert_eq!(good.requests().len(), 2, "{:?}", good.requests());
    let again = load(&options(&cache, &[]), &small.manifest, patient()).unwrap();
    assert_eq!(again.source, Source::Cache(DataSet::Mnist, cache));
}

#[test]
fn without_network_there_are_digits_unless_mnist_was_asked_for() {
    let small = Small::new();
    let (_temporary, cache) = folder();
    let mut options = options(&cache, &[nobody(), nobody()]);
    load(&options, &small.manifest, patient()).unwrap_err();
    options.choice = Choice::Auto;
    let mnist = load(&options, &small.manifest, patient()).unwrap();
    assert_eq!((mnist.source, mnist.train.len(), mnist.test.len()), (Source::Synthetic(1), 20, 10));
    assert!(names(&cache).is_empty());
}

#[test]
fn a_cache_that_cannot_be_made_names_the_place() {
    let small = Small::new();
    let (_temporary, file) = folder();
    std::fs::write(&file, "not a folder").unwrap();
    let mut options = options(&file.join("mnist"), &[Server::always(Reply::File).mirror()]);
    let error = load(&options, &small.manifest, patient()).unwrap_err().to_string();
    assert!(error.starts_with("cannot create the folder ") && error.contains("手書き 数字/mnist"), "{error}");
    options.choice = Choice::Auto;
    assert_eq!(load(&options, &small.manifest, patient()).unwrap().source, Source::Synthetic(1));
}

#[test]
fn mirrors_that_are_no_addresses_are_refused() {
    let small = Small::new();
    let (_temporary, cache) = folder();
    for bad in ["ftp://example.org/", "example.org", "https://"] {
        let error = load(&options(&cache, &[bad.into()]), &small.manifest, patient()).unwrap_err();
        assert!(matches!(&error, Error::Mirror { address } if address == bad), "{error}");
    }
    assert!(matches!(load(&options(&cache, &[]), &small.manifest, patient()), Err(Error::NoMirrors)));
}
