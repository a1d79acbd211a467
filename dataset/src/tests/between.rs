//! What stands between a program and a mirror: TLS, and proxies that behave as a test wants.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The certificate authority that signed the two certificates, as a file.
pub(super) const AUTHORITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/certificates/authority.pem");
/// A certificate of `mirror.test` and `127.0.0.1`.
pub(super) const MIRROR: &[u8] = include_bytes!("certificates/mirror.der");
/// The same, no longer valid.
pub(super) const EXPIRED: &[u8] = include_bytes!("certificates/expired.der");
const KEY: &[u8] = include_bytes!("certificates/mirror.key.der");

/// Handles each connection to a new address in a thread of its own.
fn listen(handle: impl Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let handle = Arc::new(handle);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let handle = Arc::clone(&handle);
            // What the client breaks off is not the server's business.
            thread::spawn(move || handle(stream).ok());
        }
    });
    address
}

/// The head of a request, to its empty line.
fn head(stream: &mut impl Read) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.extend(byte);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// Puts TLS before the server at an address, and returns the new address.
pub(super) fn with_tls(server: &str, certificate: &'static [u8]) -> String {
    let server = server.to_owned();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(KEY));
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate)], key)
        .unwrap();
    let config = Arc::new(config);
    listen(move |stream| {
        let connection = ServerConnection::new(Arc::clone(&config)).map_err(io::Error::other)?;
        let mut stream = StreamOwned::new(connection, stream);
        let request = head(&mut stream)?;
        let mut server = TcpStream::connect(&server)?;
        server.write_all(request.as_bytes())?;
        io::copy(&mut server, &mut stream)?;
        stream.conn.send_close_notify();
        stream.flush()
    })
}

/// How a proxy answers.
#[derive(Clone, Debug)]
pub(super) enum Manner {
    /// Connects to this address, whichever one is asked for.
    ConnectsTo(String),
    /// Refuses with this status.
    Refuses(u16),
    /// Takes the request and says nothing.
    SaysNothing,
}

/// A proxy on this machine that runs until the test process ends.
pub(super) struct FakeProxy {
    pub(super) address: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl FakeProxy {
    pub(super) fn start(manner: Manner) -> Self {
        let requests = Arc::new(Mutex::new(Vec::new()));
        let asked = Arc::clone(&requests);
        let address = listen(move |mut client| {
            let request = head(&mut client)?;
            asked.lock().unwrap().push(request);
            match &manner {
                Manner::ConnectsTo(address) => {
                    let server = TcpStream::connect(address)?;
                    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
                    let (mut up, mut down) = (client.try_clone()?, server.try_clone()?);
                    thread::spawn(move || {
                        io::copy(&mut up, &mut down).ok();
                        down.shutdown(Shutdown::Write).ok();
                    });
                    io::copy(&mut &server, &mut client)?;
                    client.shutdown(Shutdown::Write)
                }
                Manner::Refuses(status) => {
                    write!(client, "HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n")
                }
                Manner::SaysNothing => client.read_to_end(&mut Vec::new()).map(|_| ()),
            }
        });
        FakeProxy { address, requests }
    }

    /// The heads of the requests that came so far.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}
