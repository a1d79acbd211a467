//! Asks the server in process.

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use dataset::{Choice, Options};
use http_body_util::BodyExt as _;
use playground::{Address, App, router};
use serde_json::Value;
use tower::ServiceExt as _;

/// Runs a test to its end.
pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let result = runtime.block_on(work);
    runtime.shutdown_background();
    result
}

pub(crate) fn address() -> Address {
    Address { port: 4321, secret: "secret".into() }
}

pub(crate) fn app(train_digits: usize, test_digits: usize) -> Arc<App> {
    App::new(Options { choice: Choice::Synthetic, train_digits, test_digits, ..Options::default() }).unwrap()
}

/// The server with a few drawn digits.
pub(crate) fn server() -> Router {
    router(app(600, 100), &address())
}

pub(crate) fn request(method: Method, path: &str, body: impl Into<Body>) -> Request<Body> {
    let request = Request::builder().method(method).uri(format!("/secret/{path}")).header("Host", "127.0.0.1:4321");
    request.body(body.into()).unwrap()
}

/// The status and the JSON of the answer.
pub(crate) async fn answer(server: &Router, request: Request<Body>) -> (StatusCode, Value) {
    let response = server.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap_or_else(|_| panic!("{status}: {}", String::from_utf8_lossy(&bytes))))
}

pub(crate) async fn post(server: &Router, path: &str, body: impl Into<Body>) -> (StatusCode, Value) {
    answer(server, request(Method::POST, path, body)).await
}

/// What a good question is answered.
pub(crate) async fn good(server: &Router, path: &str, body: impl Into<Body>) -> Value {
    let (status, value) = post(server, path, body).await;
    assert_eq!(status, StatusCode::OK, "{path}: {value}");
    value
}

pub(crate) async fn get(server: &Router, path: &str) -> (StatusCode, Value) {
    answer(server, request(Method::GET, path, "")).await
}

/// The events of the trainings.
pub(crate) struct Events(Body);

impl Events {
    pub(crate) async fn open(server: &Router) -> Self {
        let response = server.clone().oneshot(request(Method::GET, "trainings/events", "")).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        Events(response.into_body())
    }

    pub(crate) async fn next(&mut self) -> Value {
        loop {
            let frame = self.0.frame().await.expect("the stream goes on").unwrap();
            let text = String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap();
            if let Some(data) = text.strip_prefix("data: ") {
                return serde_json::from_str(data).unwrap();
            }
        }
    }

    /// All events up to the one in which training `id` is in this phase.
    pub(crate) async fn until(&mut self, id: u64, phase: &str) -> Vec<Value> {
        let mut updates = Vec::new();
        loop {
            let event = self.next().await;
            for update in event["news"].as_array().unwrap() {
                if update["id"] == id {
                    updates.push(update.clone());
                    let found = update["phase"].as_str().unwrap();
                    if found == phase {
                        return updates;
                    }
                    assert!(["running", "paused"].contains(&found), "{found} instead of {phase}: {update}");
                }
            }
        }
    }
}

/// The two-layer network of chapter 5, for so many iterations.
pub(crate) fn ch05(iters_num: usize) -> String {
    format!(
        r#"{{"network":"ch05","iters_num":{iters_num},"batch_size":100,"learning_rate":0.1,"hidden_size":50,
        "weight_init_std":0.01,"seed":1}}"#
    )
}
