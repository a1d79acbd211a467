//! Which weights an experiment looks at: those that ship, or the user's.

use std::fmt;
use std::path::PathBuf;

use anyhow::Result;
use common::{Network, Weights};

/// The flag `--weights`.
#[derive(Clone, Debug, clap::Args)]
pub struct Trained {
    /// Weights as .safetensors, or the book's .pkl [default: those that ship with the chapter]
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
}

impl Trained {
    /// Gives the network the user's weights, or else those that were compiled in as `shipped`.
    ///
    /// # Errors
    /// If the user's file cannot be read or does not fit the network.
    pub fn load_or<N: Network<f32>>(&self, network: &mut N, shipped: &[u8]) -> Result<()> {
        let weights = match &self.weights {
            Some(path) => Weights::read(path)?,
            None => Weights::from_bytes(shipped, "the weights that ship")?,
        };
        Ok(weights.copy_into(network)?)
    }

    /// Whether the user brought weights.
    pub fn is_users(&self) -> bool {
        self.weights.is_some()
    }
}

impl fmt::Display for Trained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.weights {
            Some(path) => write!(f, "{}", path.display()),
            None => f.write_str("those that ship with the chapter"),
        }
    }
}
