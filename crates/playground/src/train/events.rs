//! What the page hears of the trainings while they run: server-sent events.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::sleep;

use super::MOST_WATCHING;
use super::snapshot::View;
use super::training::{Phase, Training};
use crate::refusal::Refusal;
use crate::server::App;

/// The least time between two events: what happens meanwhile comes in one.
const PAUSE: Duration = Duration::from_millis(80);

/// The trainings that there are, and what is new of them.
#[derive(Serialize)]
struct News {
    /// All of them; others were removed.
    trainings: Vec<usize>,
    news: Vec<Update>,
}

/// What is new of a training.
#[derive(Serialize)]
struct Update {
    id: usize,
    /// What it is, as long as the page does not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<serde_json::Value>,
    phase: Phase,
    iteration: usize,
    iterations: usize,
    losses: Vec<(usize, f32)>,
    accuracies: Vec<(usize, f64, f64)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    view: Option<View>,
    test_accuracy: Option<f64>,
    error: Option<String>,
}

/// How much of a training a page has heard.
#[derive(Clone, Copy, Default)]
struct Heard {
    version: usize,
    losses: usize,
    accuracies: usize,
}

/// A page that watches. When it is closed, this is dropped.
struct Watcher {
    app: Arc<App>,
    heard: HashMap<usize, Heard>,
    trainings: Option<Vec<usize>>,
    changed: watch::Receiver<()>,
    _place: OwnedSemaphorePermit,
}

/// The stream of events. It begins with all that is known.
pub(crate) async fn events(
    State(app): State<Arc<App>>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Refusal> {
    let place = app.trainings.watching.clone().try_acquire_owned().map_err(|_| {
        let reason = format!("{MOST_WATCHING} pages watch already: close one");
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, reason)
    })?;
    let changed = app.trainings.changed.subscribe();
    let watcher = Watcher { app, heard: HashMap::new(), trainings: None, changed, _place: place };
    let events = stream::unfold(watcher, async |mut watcher| {
        let news = watcher.next().await?;
        let event = Event::default().json_data(news).unwrap_or_default();
        Some((Ok(event), watcher))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

impl Watcher {
    /// Waits for news.
    async fn next(&mut self) -> Option<News> {
        if self.trainings.is_some() {
            sleep(PAUSE).await;
        }
        loop {
            self.changed.borrow_and_update();
            let list = self.app.trainings.list().clone();
            let trainings: Vec<usize> = list.iter().map(|training| training.id).collect();
            self.heard.retain(|id, _| trainings.contains(id));
            let news: Vec<Update> = list.iter().filter_map(|training| self.update(training)).collect();
            if !news.is_empty() || self.trainings.as_ref() != Some(&trainings) {
                self.trainings = Some(trainings.clone());
                return Some(News { trainings, news });
            }
            self.changed.changed().await.ok()?;
        }
    }

    /// What is new of a training, if anything.
    fn update(&mut self, training: &Training) -> Option<Update> {
        let progress = training.progress();
        let known = self.heard.get(&training.id).copied();
        if known.is_some_and(|heard| heard.version == progress.version) {
            return None;
        }
        let heard = known.unwrap_or_default();
        let (losses, accuracies) = (progress.losses.len(), progress.accuracies.len());
        self.heard.insert(training.id, Heard { version: progress.version, losses, accuracies });
        let about = || serde_json::json!({ "settings": training.settings, "command": training.command });
        let view = progress.view.as_ref().filter(|_| accuracies > heard.accuracies);
        Some(Update {
            id: training.id,
            about: known.is_none().then(about),
            phase: progress.phase,
            iteration: progress.iteration,
            iterations: progress.iterations,
            losses: progress.losses[heard.losses..].to_vec(),
            accuracies: progress.accuracies[heard.accuracies..].to_vec(),
            view: view.map(|view| View::clone(view)),
            test_accuracy: progress.test_accuracy,
            error: progress.error.clone(),
        })
    }
}
