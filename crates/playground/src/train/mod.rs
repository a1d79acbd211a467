//! Train: networks that learn while one looks at them.

mod events;
mod settings;
mod snapshot;
mod training;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, watch};

pub(crate) use events::events;
use settings::Settings;
use training::Training;

use crate::networks::Reader;
use crate::refusal::{Input, Refusal};
use crate::server::App;

/// The most trainings that run or are paused.
pub(crate) const MOST_UNFINISHED: usize = 3;
/// The most trainings that are kept; the oldest that has ended makes room for a new one.
pub(crate) const MOST_KEPT: usize = 12;
/// The most pages that watch at once.
const MOST_WATCHING: usize = 16;

/// All trainings, and who watches them.
pub(crate) struct Trainings {
    list: Mutex<Vec<Arc<Training>>>,
    started: AtomicUsize,
    /// Changes whenever there is something new to see.
    changed: watch::Sender<()>,
    watching: Arc<Semaphore>,
}

impl Default for Trainings {
    fn default() -> Self {
        Trainings {
            list: Mutex::default(),
            started: AtomicUsize::new(0),
            changed: watch::Sender::new(()),
            watching: Arc::new(Semaphore::new(MOST_WATCHING)),
        }
    }
}

impl Trainings {
    fn list(&self) -> MutexGuard<'_, Vec<Arc<Training>>> {
        self.list.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// What each training has learned so far, under its name.
    pub(crate) fn readers(&self) -> Vec<Reader> {
        self.list().iter().filter_map(|training| training.reader()).collect()
    }

    fn find(&self, id: usize) -> Result<Arc<Training>, Refusal> {
        let found = self.list().iter().find(|training| training.id == id).cloned();
        found.ok_or_else(|| Refusal::not_found(format!("there is no training {id}")))
    }

    /// Takes up a new training, if there is room for one.
    fn add(&self, settings: Settings, command: Command) -> Result<Arc<Training>, Refusal> {
        let mut list = self.list();
        let unfinished = list.iter().filter(|training| !training.has_ended()).count();
        if unfinished >= MOST_UNFINISHED {
            let reason = format!("{unfinished} trainings run or are paused already: stop one, or wait for its end");
            return Err(Refusal::new(StatusCode::CONFLICT, reason));
        }
        if list.len() >= MOST_KEPT
            && let Some(oldest) = list.iter().position(|training| training.has_ended())
        {
            list.remove(oldest);
        }
        let id = self.started.fetch_add(1, Ordering::Relaxed) + 1;
        let training = Arc::new(Training::new(id, settings, command, self.changed.clone()));
        list.push(training.clone());
        Ok(training)
    }
}

/// The command that does on a command line what a training does here.
#[derive(Clone, Serialize)]
pub(crate) struct Command {
    command: String,
    /// Whether it does the same, and not only something similar.
    same: bool,
}

/// Starts a training.
pub(crate) async fn start(
    State(app): State<Arc<App>>,
    Input(settings): Input<Settings>,
) -> Result<Json<Value>, Refusal> {
    let mnist = app.digits.get().await?;
    mnist.check_training().map_err(Refusal::bad_request)?;
    settings.check(mnist.train.len())?;
    let command = settings.command(&app.digits.flags());
    let training = app.trainings.add(settings, command)?;
    training.clone().start(mnist)?;
    Ok(Json(json!({ "id": training.id })))
}

/// The command for these settings.
pub(crate) async fn command(
    State(app): State<Arc<App>>,
    Input(settings): Input<Settings>,
) -> Result<Json<Command>, Refusal> {
    let train_size = app.digits.get().await?.train.len();
    settings.check(train_size)?;
    Ok(Json(settings.command(&app.digits.flags())))
}

/// Pauses, continues, stops or removes a training.
pub(crate) async fn act(
    State(app): State<Arc<App>>,
    Path((id, action)): Path<(String, String)>,
) -> Result<Json<Value>, Refusal> {
    let id = id.parse().map_err(|_| Refusal::bad_request("trainings are numbered from 1"))?;
    let training = app.trainings.find(id)?;
    match action.as_str() {
        "pause" => training.pause(),
        "continue" => training.resume(),
        "stop" => training.stop(),
        "remove" => {
            training.stop();
            app.trainings.list().retain(|other| other.id != id);
        }
        _ => {
            return Err(Refusal::not_found(format!(
                "a training can pause, continue, stop or be removed, not {action}"
            )));
        }
    }
    app.trainings.changed.send_modify(|()| ());
    Ok(Json(json!({ "id": id })))
}
