//! Who may use the server: pages that it sent itself, and whoever knows its address.
//!
//! Other pages that are open in the browser, and names of other hosts that lead here (DNS rebinding), are refused: the
//! path begins with a secret, `Host` must be this machine, and `Origin`, where a browser sends it, must be this server.

use std::fmt::Write as _;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use rand::TryRng;
use rand::rngs::SysRng;

use crate::refusal::Refusal;

/// Where the server is: `http://127.0.0.1:PORT/SECRET/`.
#[derive(Clone, Debug)]
pub struct Address {
    /// The port on 127.0.0.1.
    pub port: u16,
    /// The first part of every path.
    pub secret: String,
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "http://127.0.0.1:{}/{}/", self.port, self.secret)
    }
}

/// 128 random bits from the operating system, as text.
///
/// # Errors
/// If the operating system has none.
pub fn random_secret() -> anyhow::Result<String> {
    let mut bytes = [0; 16];
    SysRng.try_fill_bytes(&mut bytes)?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// Headers of every answer: nothing from elsewhere, in no frame, kept nowhere.
const HEADERS: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Refuses what comes from elsewhere.
pub(crate) async fn guard(State(address): State<Address>, request: Request, next: Next) -> Response {
    let mut response = match check(&address, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(reason) => Refusal::new(StatusCode::FORBIDDEN, reason).into_response(),
    };
    response.headers_mut().extend(HEADERS.map(|(name, value)| (name, HeaderValue::from_static(value))));
    response
}

fn check(address: &Address, headers: &HeaderMap) -> Result<(), &'static str> {
    let hosts = ["127.0.0.1", "localhost"].map(|host| format!("{host}:{}", address.port));
    let is = |name: HeaderName, allowed: &dyn Fn(&str) -> bool| {
        headers.get_all(name).iter().all(|value| value.to_str().is_ok_and(allowed))
    };
    if !headers.contains_key(header::HOST) || !is(header::HOST, &|host| hosts.iter().any(|known| known == host)) {
        return Err("this server answers to 127.0.0.1 only");
    }
    let own = |origin: &str| origin.strip_prefix("http://").is_some_and(|host| hosts.iter().any(|known| known == host));
    if !is(header::ORIGIN, &own) {
        return Err("another page asks: only the playground's own page may");
    }
    Ok(())
}
