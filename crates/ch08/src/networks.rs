//! The networks that classify what the user brings: the three that ship, and those that the user trained.

use std::path::Path;

use anyhow::Result;
use experiment::{Context, SavedNetwork, say, trained_files, workspace_root};
use weights::Weights;

use crate::WEIGHTS;

/// A network under its name.
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) network: SavedNetwork,
}

/// The networks that ship: name of the file, and its content.
const SHIPPED: [(&str, &[u8]); 3] = [
    ("deep_convnet", WEIGHTS),
    ("simple_convnet", include_bytes!("../../ch07/weights/simple_convnet.safetensors")),
    ("sample_weight", include_bytes!("../../ch03/weights/sample_weight.safetensors")),
];

/// The names of the networks that ship.
pub(crate) const SHIPPED_NAMES: [&str; 3] = [SHIPPED[0].0, SHIPPED[1].0, SHIPPED[2].0];

/// The networks that ship, `first` before the others.
pub(crate) fn shipped(first: &str) -> Result<Vec<Named>> {
    let (first, others): (Vec<_>, Vec<_>) = SHIPPED.into_iter().partition(|(name, _)| *name == first);
    let of = |(name, bytes): (&str, &[u8])| named(name, &Weights::from_bytes(bytes, name)?);
    first.into_iter().chain(others).map(of).collect()
}

/// The network of a file.
pub(crate) fn from_file(path: &Path) -> Result<Named> {
    named(&path.display().to_string(), &Weights::read(path)?)
}

/// The networks that trainings left in `figures/`; says which file is of none.
pub(crate) fn trained(ctx: &mut Context) -> Vec<Named> {
    let mut networks = Vec::new();
    for path in trained_files() {
        let name = path.strip_prefix(workspace_root()).unwrap_or(&path).display().to_string();
        match Weights::read(&path).map_err(Into::into).and_then(|weights| named(&name, &weights)) {
            Ok(network) => networks.push(network),
            Err(reason) => say!(ctx, "without {name}: {reason:#}"),
        }
    }
    networks
}

fn named(name: &str, weights: &Weights) -> Result<Named> {
    Ok(Named { name: name.to_string(), network: SavedNetwork::new(weights)? })
}
