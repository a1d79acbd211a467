//! The first script: one line of output.
//!
//! Book: §1.4.1 (ファイルに保存), `ch01/hungry.py`.

use experiment::{Context, Experiment, Info, say};

/// What the first script prints.
pub const HUNGRY: &str = "I'm hungry!";

/// The first script.
#[derive(Clone, Debug, clap::Args)]
pub struct Hungry {}

impl Experiment for Hungry {
    const INFO: Info = Info::new("hungry", "§1.4.1", "The first script: one line of output");

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        say!(ctx, "{HUNGRY}");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_hungry() {
        assert_eq!(super::HUNGRY, "I'm hungry!");
    }
}
