//! The digits to train on and to look at, loaded once in the background.

use std::sync::Arc;

use axum::http::StatusCode;
use dataset::{Mnist, Options};
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

use crate::refusal::Refusal;

/// The digits, once somebody asks for them.
pub(crate) struct Digits {
    options: Options,
    loaded: OnceCell<Result<Arc<Mnist>, String>>,
}

impl Digits {
    pub(crate) fn new(options: Options) -> Self {
        Digits { options, loaded: OnceCell::new() }
    }

    /// The digits; the first to ask waits until they are loaded.
    pub(crate) async fn get(&self) -> Result<Arc<Mnist>, Refusal> {
        let load = || async {
            let options = self.options.clone();
            let loaded = spawn_blocking(move || dataset::load_for_inference(&options)).await;
            match loaded {
                Ok(Ok(mnist)) => Ok(Arc::new(mnist)),
                Ok(Err(error)) => Err(format!("no digits: {error}")),
                Err(_) => Err("no digits: loading them failed".to_string()),
            }
        };
        let loaded = self.loaded.get_or_init(load).await;
        loaded.clone().map_err(|reason| Refusal::new(StatusCode::SERVICE_UNAVAILABLE, reason))
    }

    /// The flags with which a script of the book finds the same digits.
    pub(crate) fn flags(&self) -> Vec<String> {
        let mut flags = Vec::new();
        if self.options.choice != dataset::Choice::default() {
            flags.extend(["--dataset".to_string(), self.options.choice.to_string()]);
        }
        if let Some(folder) = &self.options.data_dir {
            flags.extend(["--data-dir".to_string(), folder.display().to_string()]);
        }
        flags
    }
}
