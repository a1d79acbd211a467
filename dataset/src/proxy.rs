//! Proxies, as the variables of the environment name them.
//!
//! `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY`, in either case: that of the address's scheme first, then the one for all,
//! then the other scheme's. `NO_PROXY` lists hosts that are asked directly, as curl reads it: `example.org` with
//! everything below it, `10.0.0.0/8`, `host:port`, or `*`.

use std::fmt;
use std::net::IpAddr;

use ureq::http::Uri;

use crate::error::Error;

/// The variables, and how they are tried for an address of `https://`; for one of `http://` in the order 2, 1, 0.
const VARIABLES: [[&str; 2]; 3] =
    [["HTTPS_PROXY", "https_proxy"], ["ALL_PROXY", "all_proxy"], ["HTTP_PROXY", "http_proxy"]];
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// A proxy, and the variable that names it.
#[derive(Clone, Debug)]
pub(crate) struct Proxy {
    variable: &'static str,
    pub(crate) proxy: ureq::Proxy,
}

impl fmt::Display for Proxy {
    /// Without the password that may stand in the variable.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the proxy {}:{} (variable {})", self.proxy.host(), self.proxy.port(), self.variable)
    }
}

/// The proxy for an address, if it goes through one. `variable` gives the value of a variable.
///
/// # Errors
/// If the variable has something else than the address of a proxy.
pub(crate) fn proxy_for(url: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Option<Proxy>, Error> {
    let variable = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
    let Ok(url) = url.parse::<Uri>() else { return Ok(None) };
    let is_https = url.scheme_str() == Some("https");
    let (host, port) = (url.host().unwrap_or_default(), url.port_u16().unwrap_or(if is_https { 443 } else { 80 }));
    let exceptions = EXCEPTIONS.iter().find_map(|name| variable(name)).unwrap_or_default();
    if is_on_this_machine(host) || is_listed(&exceptions, host, port) {
        return Ok(None);
    }
    let mut variables = VARIABLES;
    if !is_https {
        variables.reverse();
    }
    let found = variables.into_iter().flatten().find_map(|name| Some((name, variable(name)?)));
    let Some((variable, value)) = found else { return Ok(None) };
    match ureq::Proxy::new(value.trim()) {
        Ok(proxy) => Ok(Some(Proxy { variable, proxy })),
        Err(_) => {
            // A password would stand between the scheme and the @.
            let is_scheme = |text: &str| text.chars().all(char::is_alphanumeric);
            let (scheme, rest) = value.split_once("://").filter(|(text, _)| is_scheme(text)).unzip();
            let host = rest.unwrap_or(&value).rsplit('@').next().unwrap_or_default();
            let value = scheme.map_or(host.to_owned(), |scheme| format!("{scheme}://{host}"));
            Err(Error::Proxy { variable, value })
        }
    }
}

/// Whether a host is one that a proxy could not reach.
fn is_on_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || bare(host).parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

/// Whether a list of exceptions names the host.
fn is_listed(exceptions: &str, host: &str, port: u16) -> bool {
    let host = bare(host).trim_end_matches('.').to_ascii_lowercase();
    exceptions.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty()).any(|entry| {
        let entry = entry.to_ascii_lowercase();
        if let (Some((network, bits)), Ok(ip)) = (entry.split_once('/'), host.parse()) {
            return is_in_network(ip, network, bits);
        }
        let entry = match entry.rsplit_once(':') {
            // More than one colon is an address of IPv6.
            Some((name, only)) if !name.contains(':') || name.ends_with(']') => {
                if only != port.to_string() {
                    return false;
                }
                name
            }
            _ => &entry,
        };
        let name = bare(entry.strip_prefix('*').unwrap_or(entry)).trim_matches('.');
        let below = host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
        entry == "*" || host == name || (!name.is_empty() && below)
    })
}

/// Whether an address begins with the same bits as a network's.
fn is_in_network(ip: IpAddr, network: &str, bits: &str) -> bool {
    let (Ok(network), Ok(bits)) = (network.parse::<IpAddr>(), bits.parse::<u32>()) else { return false };
    match (ip, network) {
        (IpAddr::V4(ip), IpAddr::V4(network)) if bits <= 32 => {
            (ip.to_bits() ^ network.to_bits()).leading_zeros() >= bits
        }
        (IpAddr::V6(ip), IpAddr::V6(network)) if bits <= 128 => {
            (ip.to_bits() ^ network.to_bits()).leading_zeros() >= bits
        }
        _ => false,
    }
}

/// An address of IPv6 without its brackets.
fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(url: &str, variables: &[(&str, &str)]) -> Option<String> {
        let value = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into());
        proxy_for(url, value).unwrap().map(|proxy| proxy.to_string())
    }

    #[test]
    fn the_scheme_decides_which_variable_counts() {
        let all = [
            ("http_proxy", "http://p:1"),
            ("https_proxy", "p:2"),
            ("ALL_PROXY", "socks5://p"),
            ("HTTPS_PROXY", " "),
            ("HTTP_PROXY", ""),
        ];
        let proxy = |url, from: usize| chosen(url, &all[from..]).unwrap_or_default();
        assert_eq!(proxy("https://a.example/", 0), "the proxy p:2 (variable https_proxy)");
        assert_eq!(proxy("http://a.example/", 0), "the proxy p:1 (variable http_proxy)");
        assert_eq!(proxy("http://a.example/", 1), "the proxy p:1080 (variable ALL_PROXY)");
        assert_eq!(proxy("https://a.example/", 2), "the proxy p:1080 (variable ALL_PROXY)");
        assert_eq!(proxy("https://a.example/", 3), "", "blank is not set");
        // Only for the other scheme: better than none.
        assert_eq!(chosen("https://a.example/", &all[..1]).as_deref(), Some("the proxy p:1 (variable http_proxy)"));
    }

    #[test]
    fn passwords_are_not_shown() {
        let with_password =
            |value| proxy_for("https://a.example/", |name| (name == "HTTPS_PROXY").then(|| String::from(value)));
        let shown = with_password("http://user:secret@p:8080").unwrap().unwrap().to_string();
        assert_eq!(shown, "the proxy p:8080 (variable HTTPS_PROXY)");
        let error = with_password("ftp://user:secret@p:8080").unwrap_err().to_string();
        assert!(
            error.contains("HTTPS_PROXY") && error.contains("ftp://p:8080") && !error.contains("secret"),
            "{error}"
        );
        let error = with_password("user:pass://secret@p:8080:x").unwrap_err().to_string();
        assert!(error.contains("p:8080:x") && !error.contains("secret") && !error.contains("pass:"), "{error}");
    }

    #[test]
    fn no_proxy_lists_hosts_and_what_is_below_them() {
        let goes_through =
            |url, exceptions| chosen(url, &[("ALL_PROXY", "http://p:1"), ("no_proxy", exceptions)]).is_some();
        for (url, exceptions) in [
            ("https://example.org/", "example.org"),
            ("https://www.Example.org/", "other.org, Example.ORG"),
            ("https://www.example.org/", "*.example.org"),
            ("https://example.org/", ".example.org"),
            ("https://example.org/", "*"),
            ("https://example.org/", "example.org:443"),
            ("http://example.org:8000/", "other.org example.org:8000"),
            ("http://10.1.2.3/", "10.0.0.0/8"),
            ("http://10.1.2.3/", "10.1.2.3"),
            ("http://[fd00::1]/", "fd00::/16"),
            ("http://[fd00::1]:80/", "[fd00::1]:80"),
            ("http://[fd00::1]/", "fd00::1"),
            ("http://localhost:8000/", ""),
            ("http://127.0.0.1:8000/", ""),
            ("http://[::1]:8000/", ""),
        ] {
            assert!(!goes_through(url, exceptions), "{url} is excepted by {exceptions:?}");
        }
        for (url, exceptions) in [
            ("https://example.org/", "www.example.org, org.example"),
            ("https://badexample.org/", "example.org,.,*.,/"),
            ("https://example.org/", "example.org:80"),
            ("http://11.1.2.3/", "10.0.0.0/8, 11.1.2.3/33, fd00::/8"),
            ("http://[fe00::1]/", "fd00::/16"),
            ("https://127.0.0.1.example.org/", ""),
        ] {
            assert!(goes_through(url, exceptions), "{url} is not excepted by {exceptions:?}");
        }
    }
}
