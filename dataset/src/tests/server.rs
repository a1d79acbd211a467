//! A mirror on this machine that behaves as badly as a test wants.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::Small;

/// What the server answers when it is asked for one of its files.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    /// The file.
    File,
    /// The file, a little at a time.
    Slowly,
    /// This many bytes of the file, then nothing, until the client goes away.
    StallAfter(usize),
    /// This status.
    Status(u16),
    /// A file of the right kind with other content.
    OtherFile,
    /// Half of the file, although its whole length is announced.
    Truncated,
    /// The whole file, although half of its length is announced.
    Understated,
    /// Half of the file, and no length announced.
    Half,
    /// A huge length announced.
    Overstated,
    /// Bytes that begin like the file and never end.
    Endless,
    /// Half a megabyte of zeros for each kilobyte that travels.
    Bomb,
    /// The connection is reset.
    Reset,
    /// Go there instead.
    Redirect(String),
    /// Status 200 and a page.
    LoginPage,
}

/// A server that runs until the test process ends.
pub(super) struct Server {
    address: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// A server of the small data set that answers `first` when it is asked for the first file (the labels to test
    /// with), and `later` when it is asked for another.
    pub(super) fn start(first: Reply, later: Reply) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let asked = Arc::clone(&requests);
        let files: Arc<HashMap<String, Vec<u8>>> = Arc::new(Small::new().packed().into_iter().collect());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (files, asked) = (Arc::clone(&files), Arc::clone(&asked));
                let (first, later) = (first.clone(), later.clone());
                // What the client breaks off is not the server's business.
                thread::spawn(move || answer(stream, &files, &asked, &first, &later).ok());
            }
        });
        Server { address, requests }
    }

    /// A server that always answers in this way.
    pub(super) fn always(reply: Reply) -> Self {
        Server::start(reply.clone(), reply)
    }

    /// Its address, as in the list of mirrors.
    pub(super) fn mirror(&self) -> String {
        format!("http://{}/mnist/", self.address)
    }

    /// Its address without a scheme.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// The first lines and User-Agents of the requests that came so far.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// An address where nobody listens.
pub(super) fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}/", listener.local_addr().unwrap())
}

fn answer(
    mut stream: TcpStream,
    files: &HashMap<String, Vec<u8>>,
    asked: &Mutex<Vec<String>>,
    first: &Reply,
    later: &Reply,
) -> std::io::Result<()> {
    if matches!(first, Reply::Reset) {
        // Closing a connection before its data have been read resets it.
        stream.peek(&mut [0])?;
        return Ok(());
    }
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let Some(Ok(request)) = lines.next() else {
        return stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    };
    let mut agent = String::new();
    for line in lines.map_while(Result::ok).take_while(|line| !line.is_empty()) {
        if line.to_ascii_lowercase().starts_with("user-agent:") {
            agent = line;
        }
    }
    asked.lock().unwrap().push(format!("{request} {agent}"));
    let name = request.split(' ').nth(1).and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let Some(file) = files.get(name) else {
        return stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    };

    let reply = if name.starts_with("t10k-labels") { first } else { later };
    let ok = |length: usize| format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    let unknown = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    let mut send = |head: &str, body: &[u8]| {
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)
    };
    match reply {
        Reply::File => send(&ok(file.len()), file),
        Reply::Slowly => {
            send(&ok(file.len()), &[])?;
            file.chunks(2000).try_for_each(|piece| {
                thread::sleep(Duration::from_millis(10));
                send("", piece)
            })
        }
        Reply::StallAfter(bytes) => {
            send(&ok(file.len()), &file[..(*bytes).min(file.len() - 1)])?;
            stream.read_to_end(&mut Vec::new()).map(|_| ())
        }
        Reply::Status(status) => {
            send(&format!("HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), &[])
        }
        Reply::OtherFile => {
            let other = if name.contains("images") { "images" } else { "labels" };
            let (_, other) = files.iter().find(|(known, _)| known.contains(other) && *known != name).unwrap();
            send(&ok(other.len()), other)
        }
        Reply::Truncated => send(&ok(file.len()), &file[..file.len() / 2]),
        Reply::Understated => send(&ok(file.len() / 2), file),
        Reply::Half => send(unknown, &file[..file.len() / 2]),
        Reply::Overstated => send(&ok(usize::MAX), file),
        Reply::Endless => {
            send(unknown, file)?;
            loop {
                send("", &[0; 4096])?;
            }
        }
        Reply::Bomb => {
            let header = [0, 0, 8, if name.contains("images") { 3 } else { 1 }, 0, 0, 0, 100, 0, 0, 0, 28, 0, 0, 0, 28];
            let bomb = super::gzip(&[&header[..], &vec![0; 32 << 20]].concat());
            send(&ok(bomb.len()), &bomb)
        }
        Reply::Reset => unreachable!("handled before the request was read"),
        Reply::Redirect(to) => send(
            &format!("HTTP/1.1 302 Found\r\nLocation: {to}{name}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
            &[],
        ),
        Reply::LoginPage => {
            let page = b"<!DOCTYPE html><title>Welcome to the hotel</title>";
            send(&ok(page.len()), page)
        }
    }
}
