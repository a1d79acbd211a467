//! The server: files of the page, and where each question is answered.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::data::Digits;
use crate::networks::Networks;
use crate::refusal::Refusal;
use crate::security::{Address, guard};
use crate::train::Trainings;
use crate::{descend, draw, inside, train};

/// The most bytes of a request.
pub(crate) const MAX_BODY: usize = 64 * 1024;

/// The page: name, type and content of each file.
const FILES: [(&str, &str, &str); 11] = [
    ("", "text/html; charset=utf-8", include_str!("../page/index.html")),
    ("style.css", "text/css; charset=utf-8", include_str!("../page/style.css")),
    ("icon.svg", "image/svg+xml", include_str!("../page/icon.svg")),
    ("main.js", JAVASCRIPT, include_str!("../page/main.js")),
    ("server.js", JAVASCRIPT, include_str!("../page/server.js")),
    ("text.js", JAVASCRIPT, include_str!("../page/text.js")),
    ("chart.js", JAVASCRIPT, include_str!("../page/chart.js")),
    ("draw.js", JAVASCRIPT, include_str!("../page/draw.js")),
    ("train.js", JAVASCRIPT, include_str!("../page/train.js")),
    ("descend.js", JAVASCRIPT, include_str!("../page/descend.js")),
    ("inside.js", JAVASCRIPT, include_str!("../page/inside.js")),
];
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// What the server knows.
pub struct App {
    pub(crate) digits: Digits,
    pub(crate) networks: Networks,
    pub(crate) trainings: Trainings,
    computing: Semaphore,
}

impl App {
    /// The networks that ship and those in `figures/`; the digits are loaded when they are needed.
    ///
    /// # Errors
    /// If a network that ships cannot be read.
    pub fn new(digits: dataset::Options) -> anyhow::Result<Arc<Self>> {
        let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
        Ok(Arc::new(App {
            digits: Digits::new(digits),
            networks: Networks::new()?,
            trainings: Trainings::default(),
            computing: Semaphore::new(cores),
        }))
    }

    /// Begins to load the digits, so that they are there when somebody asks.
    pub async fn load_digits(&self) {
        // Who asks for them is told what went wrong.
        let _ = self.digits.get().await;
    }

    /// Computes on a thread of its own; no more at once than there are cores, the others wait.
    pub(crate) async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let failed = || Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "the computation failed");
        let _permit = self.computing.acquire().await.map_err(|_| failed())?;
        spawn_blocking(work).await.map_err(|_| failed())?
    }
}

/// Everything that the server answers at this address.
pub fn router(app: Arc<App>, address: &Address) -> Router {
    let at = |path: &str| format!("/{}/{path}", address.secret);
    let mut router = Router::new()
        .route(&at("networks"), get(draw::networks))
        .route(&at("sample/{index}"), get(draw::sample))
        .route(&at("recognize"), post(draw::recognize))
        .route(&at("trainings"), post(train::start))
        .route(&at("trainings/command"), post(train::command))
        .route(&at("trainings/events"), get(train::events))
        .route(&at("trainings/{id}/{action}"), post(train::act))
        .route(&at("surfaces"), get(descend::surfaces))
        .route(&at("descend"), post(descend::descend))
        .route(&at("im2col"), post(inside::im2col))
        .route(&at("graph"), post(inside::graph));
    for (name, kind, content) in FILES {
        router = router.route(&at(name), get(async move || ([(CONTENT_TYPE, kind)], content)));
    }
    router
        .fallback(async || Refusal::not_found("there is nothing here: open the address that the program printed"))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn_with_state(address.clone(), guard))
        .with_state(app)
}
