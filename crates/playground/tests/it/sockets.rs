//! The server on a real socket: tabs that are closed, and the program itself.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use playground::{Address, router};
use tokio::net::TcpListener;

use crate::client::{Events, app, ch05, good, run};

/// A tab that watches the trainings; closed when it is dropped.
fn tab(address: &Address) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", address.port)).unwrap();
    let Address { port, secret } = address;
    write!(stream, "GET /{secret}/trainings/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").unwrap();
    stream
}

/// The status line of the answer.
fn status(stream: &TcpStream) -> String {
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    line.trim_end().to_string()
}

#[test]
fn trainings_go_on_and_places_come_back_when_tabs_are_closed() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = Address { port: listener.local_addr().unwrap().port(), secret: "secret".into() };
        let app = app(600, 100);
        tokio::spawn(axum::serve(listener, router(app.clone(), &address)).into_future());
        // The same trainings, asked in process.
        let inside = router(app, &crate::client::address());

        let watched = address.clone();
        let tabs = tokio::task::spawn_blocking(move || {
            let tabs: Vec<TcpStream> = (0..16).map(|_| tab(&watched)).collect();
            assert!(tabs.iter().all(|tab| status(tab) == "HTTP/1.1 200 OK"));
            assert_eq!(status(&tab(&watched)), "HTTP/1.1 503 Service Unavailable");
            tabs
        });
        let tabs = tabs.await.unwrap();
        let id = good(&inside, "trainings", ch05(3_000)).await["id"].as_u64().unwrap();
        drop(tabs);
        // Every place comes back: there is one for a new tab as soon as the server has noticed.
        let waits = tokio::task::spawn_blocking(move || while status(&tab(&address)) != "HTTP/1.1 200 OK" {});
        waits.await.unwrap();
        let updates = Events::open(&inside).await.until(id, "finished").await;
        assert_eq!(updates.last().unwrap()["iteration"], 3_000);
    });
}

#[test]
fn a_request_that_breaks_off_harms_nobody() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = Address { port: listener.local_addr().unwrap().port(), secret: "secret".into() };
        tokio::spawn(axum::serve(listener, router(app(10, 10), &address)).into_future());
        let ask = move || {
            let start = format!("POST /secret/recognize HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n", address.port);
            for rest in ["", "Content-Length: 19600\r\n\r\nabc", "Content-Length: 99999999999\r\n\r\n", "\0\r\n\r\n"] {
                let mut stream = TcpStream::connect(("127.0.0.1", address.port)).unwrap();
                stream.write_all(start.as_bytes()).unwrap();
                stream.write_all(rest.as_bytes()).unwrap();
                stream.shutdown(std::net::Shutdown::Write).unwrap();
                let _ = stream.read_to_end(&mut Vec::new());
            }
            assert_eq!(status(&tab(&address)), "HTTP/1.1 200 OK");
        };
        tokio::task::spawn_blocking(ask).await.unwrap();
    });
}

fn playground(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_playground"));
    command.args(["--no-open", "--dataset", "synthetic"]).args(flags).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn the_program_says_where_it_is_and_serves_the_page() {
    let mut child = playground(&[]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let (host, secret) = line.trim_end_matches("/\n").rsplit_once('/').unwrap();
    let host = host.split_once("http://").unwrap().1;
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET /{secret}/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(page.starts_with("HTTP/1.1 200 OK") && page.contains("<title>Playground</title>"), "{page}");
}

#[test]
fn a_port_that_is_taken_is_an_error_in_words() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let output = playground(&["--port", &port.to_string()]).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && error.contains(&format!("cannot listen on port {port}")), "{error}");
}
