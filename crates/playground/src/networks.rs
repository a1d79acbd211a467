//! The networks that read digits: those that ship, and those in `figures/`. Trainings add theirs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use anyhow::Result;
use common::Sequential;
use experiment::{SavedNetwork, trained_files, workspace_root};
use weights::{Weights, WeightsError};

/// The networks that ship: name of the file, chapter, and its content.
const SHIPPED: [(&str, &str, &[u8]); 3] = [
    ("sample_weight", "ch03", include_bytes!("../../ch03/weights/sample_weight.safetensors")),
    ("simple_convnet", "ch07", include_bytes!("../../ch07/weights/simple_convnet.safetensors")),
    ("deep_convnet", "ch08", include_bytes!("../../ch08/weights/deep_convnet.safetensors")),
];

/// A network under its name.
#[derive(Clone)]
pub(crate) struct Reader {
    pub(crate) name: String,
    /// From images (N, 1, 28, 28) to scores (N, 10).
    pub(crate) layers: Arc<Sequential<f32>>,
}

/// A file that was read, and what is in it; nothing where it is no network.
type Read = (SystemTime, Option<Reader>);

/// Every network but those of the trainings.
pub(crate) struct Networks {
    shipped: Vec<Reader>,
    files: Mutex<BTreeMap<PathBuf, Read>>,
}

impl Networks {
    pub(crate) fn new() -> Result<Self> {
        let shipped = SHIPPED
            .map(|(name, chapter, bytes)| reader(&format!("{chapter} {name}"), Weights::from_bytes(bytes, name)));
        Ok(Networks { shipped: shipped.into_iter().collect::<Result<_>>()?, files: Mutex::default() })
    }

    /// All of them. Files that are new or have changed are read.
    pub(crate) fn all(&self) -> Vec<Reader> {
        let mut files = self.files.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let paths = trained_files();
        files.retain(|path, _| paths.contains(path));
        for path in paths {
            #[allow(clippy::disallowed_methods, reason = "whether it is another time, not which is later")]
            let Ok(changed) = path.metadata().and_then(|data| data.modified()) else { continue };
            if files.get(&path).is_none_or(|(known, _)| *known != changed) {
                let name = name_of(&path);
                let read =
                    reader(&name, Weights::read(&path)).inspect_err(|reason| eprintln!("without {name}: {reason:#}"));
                files.insert(path, (changed, read.ok()));
            }
        }
        let trained = files.values().filter_map(|(_, reader)| reader.clone());
        self.shipped.iter().cloned().chain(trained).collect()
    }
}

fn reader(name: &str, weights: Result<Weights, WeightsError>) -> Result<Reader> {
    Ok(Reader { name: name.to_string(), layers: Arc::new(SavedNetwork::new(&weights?)?.layers) })
}

/// Its path in the workspace.
fn name_of(path: &Path) -> String {
    path.strip_prefix(workspace_root()).unwrap_or(path).display().to_string()
}
