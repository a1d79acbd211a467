//! Networks of schools and companies: certificates of their own, and proxies. What a program finds in its environment is
//! given to a process of its own.

use std::path::Path;

use super::between::{AUTHORITY, EXPIRED, FakeProxy, MIRROR, Manner, with_tls};
use super::processes::command;
use super::server::{Reply, Server, nobody};
use super::{folder, names};
use crate::Choice;

/// The name of the mirror in its certificate, which only a proxy knows how to reach.
const BY_NAME: &str = "https://mirror.test/mnist/";

/// What a process with these variables prints as its source, and says on stderr.
fn load_with(mirrors: &[&str], variables: &[(&str, &str)]) -> (String, String) {
    let (_temporary, cache) = folder();
    let mirrors: Vec<String> = mirrors.iter().map(|&mirror| mirror.into()).collect();
    let output = command(&cache, &mirrors, Choice::Auto).envs(variables.to_vec()).output().unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    assert!(output.status.success(), "{err}");
    let source = out.lines().find_map(|line| line.strip_prefix("source: ")).expect("the source").to_owned();
    assert_eq!(names(&cache).len(), if source.starts_with("MNIST") { 4 } else { 0 }, "{source}");
    (source, err)
}

/// The one line about a download that failed.
#[track_caller]
fn refusal(mirrors: &[&str], variables: &[(&str, &str)]) -> String {
    let (source, said) = load_with(mirrors, variables);
    assert!(source.starts_with("synthetic digits"), "{source}");
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

#[test]
fn a_network_that_inspects_connections_is_recognised_and_its_authority_can_be_named() {
    let server = Server::always(Reply::File);
    let mirror = format!("https://{}/mnist/", with_tls(server.address(), MIRROR));
    let folder = Path::new(AUTHORITY).parent().unwrap().to_str().unwrap();
    let several = std::env::join_paths(["/no/such/folder", folder]).unwrap().into_string().unwrap();
    for variable in [("SSL_CERT_FILE", AUTHORITY), ("SSL_CERT_DIR", folder), ("SSL_CERT_DIR", &several)] {
        let (source, said) = load_with(&[&mirror], &[variable]);
        assert_eq!(source, format!("MNIST, downloaded from {mirror}"), "{said}");
    }

    let said = refusal(&[&mirror], &[]);
    let advice = format!(
        "{mirror} has a certificate of an issuer that is unknown here: a school or company network that inspects \
         connections? Set SSL_CERT_FILE to the file (PEM) of its root certificate"
    );
    assert!(said.contains(&advice), "{said}");
    let said = refusal(&[&mirror], &[("SSL_CERT_FILE", "/gone.pem")]);
    assert!(said.contains("(SSL_CERT_FILE is \"/gone.pem\": failed to read PEM from file: "), "{said}");
}

#[test]
fn a_certificate_that_is_not_valid_now_makes_one_think_of_the_clock() {
    let server = Server::always(Reply::File);
    let mirror = format!("https://{}/mnist/", with_tls(server.address(), EXPIRED));
    let said = refusal(&[&mirror], &[("SSL_CERT_FILE", AUTHORITY)]);
    assert!(said.contains("not valid at this time: is the clock of this computer right?"), "{said}");
}

#[test]
fn a_proxy_is_used_as_its_variable_says() {
    let server = Server::always(Reply::File);
    let proxy = FakeProxy::start(Manner::ConnectsTo(with_tls(server.address(), MIRROR)));
    let value = format!("http://user:secret@{}", proxy.address);
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"] {
        let (source, said) = load_with(&[BY_NAME], &[(variable, &value), ("SSL_CERT_FILE", AUTHORITY)]);
        assert_eq!(source, format!("MNIST, downloaded from {BY_NAME}"), "{variable}: {said}");
    }
    let requests = proxy.requests();
    let is_as_it_should = |request: &String| {
        request.starts_with("CONNECT mirror.test:443 ")
            && request.contains("Proxy-Authorization: Basic dXNlcjpzZWNyZXQ=")
    };
    assert!(requests.len() >= 6 * 4 && requests.iter().all(is_as_it_should), "{requests:?}");
}

#[test]
fn a_proxy_that_is_gone_is_named_with_its_variable_and_the_mirrors_are_not() {
    let gone = nobody();
    let address = gone.trim_start_matches("http://").trim_end_matches('/');
    for variable in ["HTTPS_PROXY", "all_proxy", "http_proxy"] {
        let said = refusal(&[BY_NAME, "https://other.test/", "https://third.test/"], &[(variable, &gone)]);
        let expected = format!(": the proxy {address} (variable {variable}) cannot be reached: ");
        // Windows does not tell the cases of a variable's name apart.
        assert!(said.to_lowercase().contains(&expected.to_lowercase()) && !said.contains(".test"), "{said}");
    }
}

#[test]
fn a_proxy_that_refuses_or_says_nothing_is_named_with_its_variable() {
    for (manner, expected) in [
        (Manner::Refuses(407), "refuses: proxy server responded 407/407; it asks for a name and a password"),
        (Manner::Refuses(403), "refuses: proxy server responded 403/403"),
        (Manner::SaysNothing, "did not answer or deliver in time"),
    ] {
        let proxy = FakeProxy::start(manner);
        let value = format!("http://user:secret@{}", proxy.address);
        let said = refusal(&[BY_NAME], &[("HTTPS_PROXY", &value), ("DATASET_TEST_SECONDS", "2")]);
        let expected = format!(": the proxy {} (variable HTTPS_PROXY) {expected}", proxy.address);
        assert!(said.contains(&expected) && !said.contains("secret"), "{said}");
    }
}

#[test]
fn a_variable_that_names_no_proxy_is_named() {
    let said = refusal(&[BY_NAME], &[("HTTPS_PROXY", "ftp://user:secret@proxy.test")]);
    assert!(
        said.contains("the variable HTTPS_PROXY is \"ftp://proxy.test\": expected the address of a proxy"),
        "{said}"
    );
}

/// Systems that connect to 0.0.0.0 as to themselves have with it an address that is no other machine's, but goes through
/// proxies.
#[cfg(unix)]
#[test]
fn what_no_proxy_lists_is_asked_directly() {
    let server = Server::always(Reply::File);
    let mirror = server.mirror().replace("127.0.0.1", "0.0.0.0");
    let gone = nobody();
    let said = refusal(&[&mirror], &[("HTTP_PROXY", &gone)]);
    assert!(said.contains("(variable HTTP_PROXY)"), "{said}");
    for list in ["example.org, 0.0.0.0", "*"] {
        let (source, said) = load_with(&[&mirror], &[("HTTP_PROXY", &gone), ("NO_PROXY", list)]);
        assert_eq!(source, format!("MNIST, downloaded from {mirror}"), "{said}");
    }
}
