//! Downloading the four files over a list of mirrors, as long as something arrives and is the right thing.

use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rustls::CertificateError;
use tempfile::NamedTempFile;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, http::Response};

use crate::cache::Lock;
use crate::error::{Attempt, Error};
use crate::manifest::{Entry, Manifest};
use crate::proxy::{Proxy, proxy_for};
use crate::trust;

/// The header `User-Agent`; some servers refuse clients without one.
const USER_AGENT: &str =
    concat!("Mozilla/5.0 (compatible; deep-learning-from-scratch/", env!("CARGO_PKG_VERSION"), ")");
/// Every mirror is tried once, and once more where another try can help.
const ROUNDS: usize = 2;
/// gzip makes nothing longer than this and what it packs.
const GZIP_OVERHEAD: u64 = 64 << 10;

/// What is said of a mirror whose name has no address.
const NOT_FOUND: &str = "cannot be found: there is no network, or no such host";

/// How long to wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// For the first file (4.5 KB) over all mirrors: it shows whether there is a network.
    pub(crate) first: Duration,
    /// For a connection, a reply, and each next piece of a file, once the first file is there.
    pub(crate) stall: Duration,
    /// For a file as a whole.
    pub(crate) file: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { first: Duration::from_secs(7), stall: Duration::from_secs(10), file: Duration::from_secs(900) }
    }
}

/// A download of some of the four files.
pub(crate) struct Download<'a> {
    agent: Agent,
    /// Whether the agent trusts more than the built-in certificate authorities.
    trusts_more: bool,
    lock: &'a Lock,
    patience: Patience,
    deadline: Instant,
    /// The mirrors; the one that delivered last comes first.
    mirrors: Vec<String>,
    /// Whether a file has arrived.
    received: bool,
    bar: ProgressBar,
}

/// Why an attempt failed.
enum Failure {
    /// The mirror's fault, or the network's.
    Mirror { problem: String, again: bool },
    /// The fault of the proxy that is between.
    Proxy { problem: String, again: bool },
    /// Another mirror would not help: the disk is full, say.
    Fatal(Error),
}

impl From<ureq::Error> for Failure {
    fn from(error: ureq::Error) -> Self {
        let again = !matches!(error, ureq::Error::StatusCode(400..=499) | ureq::Error::BadUri(_));
        if let Some(problem) = trust::refused_certificate(&error) {
            return Failure::Mirror { problem: trust::describe(problem), again: false };
        }
        let problem = match error {
            ureq::Error::StatusCode(status) => format!("answers with HTTP status {status}"),
            ureq::Error::Timeout(_) => "did not answer or deliver in time".into(),
            ureq::Error::HostNotFound => NOT_FOUND.into(),
            // The resolver's errors have no kind of their own.
            ureq::Error::Io(error) if error.to_string().contains("lookup address") => NOT_FOUND.into(),
            // How rustls says that a handshake failed.
            ureq::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                format!("failed to set up TLS: {error}")
            }
            ureq::Error::Io(error) => format!("cannot be reached: {error}"),
            ureq::Error::ConnectProxyFailed(reason) => {
                let advice = "; it asks for a name and a password, as in http://NAME:PASSWORD@HOST:PORT";
                let advice = if reason.contains("407") { advice } else { "" };
                return Failure::Proxy { problem: format!("refuses: {reason}{advice}"), again };
            }
            other => format!("failed: {other}"),
        };
        Failure::Mirror { problem, again }
    }
}

impl Failure {
    /// Of a request through a proxy: whoever cannot be reached or does not answer is the proxy.
    fn through_proxy(error: ureq::Error) -> Self {
        let of_proxy = match &error {
            ureq::Error::HostNotFound | ureq::Error::Timeout(_) => true,
            ureq::Error::Io(error) => {
                !matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof)
            }
            _ => false,
        };
        match error.into() {
            Failure::Mirror { problem, again } if of_proxy => Failure::Proxy { problem, again },
            failure => failure,
        }
    }
}

impl<'a> Download<'a> {
    /// Prepares a download into the locked folder. The first file must be there before `deadline`.
    pub(crate) fn new(
        mirrors: &[String],
        lock: &'a Lock,
        patience: Patience,
        deadline: Instant,
        progress: bool,
    ) -> Result<Self, Error> {
        let mirrors = mirrors.iter().map(|mirror| folder_address(mirror)).collect::<Result<Vec<_>, _>>()?;
        if mirrors.is_empty() {
            return Err(Error::NoMirrors);
        }
        let agent = agent(RootCerts::WebPki);
        let target = if progress { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        Ok(Download { agent, trusts_more: false, lock, patience, deadline, mirrors, received: false, bar })
    }

    /// Downloads those of the four files that are `wanted`.
    ///
    /// The smallest comes first, wanted or not, under the time limit for a machine without network.
    pub(crate) fn fetch_all(mut self, manifest: &Manifest, wanted: impl Fn(&Entry) -> bool) -> Result<String, Error> {
        for (number, entry) in manifest.entries().into_iter().enumerate() {
            if number == 0 || wanted(entry) {
                self.fetch(entry)?;
                self.received = true;
                self.lock.mark_received()?;
            }
        }
        self.bar.finish_and_clear();
        Ok(self.mirrors.swap_remove(0))
    }

    /// Tries the mirrors until one delivers the file, and puts it into the folder.
    fn fetch(&mut self, entry: &Entry) -> Result<(), Error> {
        let mut attempts = Vec::new();
        let mut useful = vec![true; self.mirrors.len()];
        for _ in 0..ROUNDS {
            for (number, useful) in useful.iter_mut().enumerate() {
                let left = self.deadline.saturating_duration_since(Instant::now());
                if !*useful || (!self.received && left.is_zero()) {
                    continue;
                }
                let url = format!("{}{}", self.mirrors[number], entry.packed_name());
                let proxy = proxy_for(&url, |variable| std::env::var(variable).ok())?;
                // Each mirror that is still to come in this round gets an equal share of the time.
                let share = left / (self.mirrors.len() - number) as u32;
                let result = self.attempt(&url, proxy.as_ref(), entry, share);
                match result {
                    Ok(part) => {
                        self.lock.keep(part, &entry.packed_name())?;
                        self.mirrors[..=number].rotate_right(1);
                        return Ok(());
                    }
                    Err(Failure::Fatal(error)) => return Err(error),
                    Err(Failure::Mirror { problem, again }) => {
                        *useful = again;
                        attempts.push(Attempt { server: self.mirrors[number].clone(), problem });
                    }
                    Err(Failure::Proxy { problem, again }) => {
                        *useful = again;
                        attempts.extend(proxy.map(|proxy| Attempt { server: proxy.to_string(), problem }));
                    }
                }
            }
        }
        if attempts.is_empty() {
            // The time went by while another process tried in vain.
            return Err(Error::Busy { folder: self.lock.folder().into() });
        }
        Err(Error::Download { file: entry.packed_name(), attempts })
    }

    /// One try: the verified file, not yet under its name.
    fn attempt(
        &mut self,
        url: &str,
        proxy: Option<&Proxy>,
        entry: &Entry,
        share: Duration,
    ) -> Result<NamedTempFile, Failure> {
        let mut response = self.request(url, proxy, share);
        let refused = response.as_ref().err().and_then(trust::refused_certificate);
        if refused == Some(&CertificateError::UnknownIssuer) && !self.trusts_more {
            self.agent = agent(trust::further_roots());
            self.trusts_more = true;
            response = self.request(url, proxy, share);
        }
        let response = response.map_err(if proxy.is_some() { Failure::through_proxy } else { Failure::from })?;
        let mut part = self.lock.part().map_err(Failure::Fatal)?;
        self.receive(response, &mut part, entry)?;
        match entry.read_verified(part.path()) {
            Ok(_) => Ok(part),
            Err(Error::Malformed { problem, .. }) => {
                Err(Failure::Mirror { problem: format!("delivers a damaged file ({problem})"), again: true })
            }
            Err(Error::Checksum { got, .. }) => {
                let problem = format!("delivers another file than the published one (SHA-256 {got})");
                Err(Failure::Mirror { problem, again: false })
            }
            Err(error) => Err(Failure::Fatal(error)),
        }
    }

    fn request(&self, url: &str, proxy: Option<&Proxy>, share: Duration) -> Result<Response<Body>, ureq::Error> {
        let request = self.agent.get(url).config().proxy(proxy.map(|proxy| proxy.proxy.clone()));
        let request = if self.received {
            request
                .timeout_connect(Some(self.patience.stall))
                .timeout_recv_response(Some(self.patience.stall))
                .timeout_per_read(Some(self.patience.stall))
                .timeout_global(Some(self.patience.file))
        } else {
            request.timeout_global(Some(share))
        };
        request.build().call()
    }

    /// Copies the body into the file, if it begins as it should and does not grow too long.
    fn receive(&self, response: Response<Body>, part: &mut NamedTempFile, entry: &Entry) -> Result<(), Failure> {
        let most = entry.bytes + GZIP_OVERHEAD;
        let too_long = || Failure::Mirror { problem: format!("delivers more than {most} bytes"), again: false };
        let mut body = response.into_body();
        if body.content_length().is_some_and(|length| length > most) {
            return Err(too_long());
        }
        self.start_bar(entry, body.content_length());
        let mut body = body.as_reader();
        let mut buffer = vec![0; 1 << 16];
        let mut length = 0;
        loop {
            let count = match body.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(ureq::Error::from(error).into()),
            };
            if length == 0 && !begins_like_a_file(&buffer[..count]) {
                let problem = "answers with something else than the file (the login page of a network?)".into();
                return Err(Failure::Mirror { problem, again: false });
            }
            length += count as u64;
            if length > most {
                return Err(too_long());
            }
            let written = part.write_all(&buffer[..count]);
            written.map_err(|error| Failure::Fatal(Error::io("write", part.path())(error)))?;
            self.bar.set_position(length);
        }
        Ok(())
    }

    fn start_bar(&self, entry: &Entry, length: Option<u64>) {
        let style = ProgressStyle::with_template("{msg} [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec}");
        self.bar.set_style(style.expect("the template is well-formed").progress_chars("=> "));
        self.bar.set_message(entry.packed_name());
        self.bar.set_length(length.unwrap_or(entry.bytes));
        self.bar.set_position(0);
    }
}

/// Whether the first bytes are those of gzip or idx data.
fn begins_like_a_file(bytes: &[u8]) -> bool {
    matches!(bytes[0], 0x1f | 0x00)
}

fn agent(roots: RootCerts) -> Agent {
    let tls = TlsConfig::builder().root_certs(roots).build();
    Agent::config_builder().user_agent(USER_AGENT).tls_config(tls).build().new_agent()
}

/// Checks an address, and adds the slash at its end.
fn folder_address(mirror: &str) -> Result<String, Error> {
    let host = mirror.strip_prefix("https://").or_else(|| mirror.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() => Ok(format!("{}/", mirror.trim_end_matches('/'))),
        _ => Err(Error::Mirror { address: mirror.into() }),
    }
}
