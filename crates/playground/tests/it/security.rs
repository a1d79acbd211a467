//! Others who ask.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use tower::ServiceExt as _;

use crate::client::{good, run, server};

fn from(path: &str, headers: &[(&'static str, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(Method::GET).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

fn status_and_headers(path: &str, headers: &[(&'static str, &str)]) -> (StatusCode, HeaderMap) {
    let response = run(server().oneshot(from(path, headers))).unwrap();
    (response.status(), response.headers().clone())
}

#[test]
fn only_the_own_page_on_this_machine_is_answered() {
    let host = ("Host", "127.0.0.1:4321");
    for headers in [
        &[host][..],
        &[("Host", "localhost:4321")],
        &[host, ("Origin", "http://127.0.0.1:4321")],
        &[("Host", "localhost:4321"), ("Origin", "http://localhost:4321")],
    ] {
        assert_eq!(status_and_headers("/secret/networks", headers).0, StatusCode::OK, "{headers:?}");
    }
    for headers in [
        &[][..],
        &[("Host", "127.0.0.1")],
        &[("Host", "127.0.0.1:80")],
        &[("Host", "evil.example:4321")],
        &[host, ("Host", "evil.example")],
        &[host, ("Origin", "http://evil.example")],
        &[host, ("Origin", "https://127.0.0.1:4321")],
        &[host, ("Origin", "http://127.0.0.1:4322")],
        &[host, ("Origin", "http://127.0.0.1:4321.evil.example")],
        &[host, ("Origin", "null")],
        &[host, ("Origin", "")],
    ] {
        assert_eq!(status_and_headers("/secret/networks", headers).0, StatusCode::FORBIDDEN, "{headers:?}");
    }
}

#[test]
fn without_the_secret_there_is_nothing() {
    for path in ["/", "/networks", "/wrong/networks", "/secre/networks", "/secret", "/secret/../secret/x", "//secret/"]
    {
        let (status, _) = status_and_headers(path, &[("Host", "127.0.0.1:4321")]);
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn every_answer_forbids_frames_and_what_comes_from_elsewhere() {
    for path in ["/secret/", "/secret/networks", "/wrong/"] {
        let (_, headers) = status_and_headers(path, &[("Host", "127.0.0.1:4321")]);
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(
            (&headers["cache-control"], &headers["referrer-policy"]),
            (&"no-store".parse().unwrap(), &"same-origin".parse().unwrap())
        );
    }
}

#[test]
fn secrets_are_long_and_differ() {
    let secrets = [playground::random_secret().unwrap(), playground::random_secret().unwrap()];
    assert!(secrets.iter().all(|secret| secret.len() == 32) && secrets[0] != secrets[1]);
}

#[test]
fn a_thousand_questions_at_once_are_all_answered() {
    run(async {
        let server = server();
        let questions: Vec<_> = (0..1_000)
            .map(|i| {
                let server = server.clone();
                let body = format!(r#"{{"apple":{i},"apple_num":2,"orange":150,"orange_num":3,"tax":1}}"#);
                tokio::spawn(async move { good(&server, "graph", body).await["forward"][8].as_f64() })
            })
            .collect();
        for (i, question) in questions.into_iter().enumerate() {
            assert_eq!(question.await.unwrap(), Some(2.0 * i as f64 + 450.0));
        }
    });
}
