//! §1.4.1 ファイルに保存, `ch01/hungry.py`: one line of output.

use experiment::{Context, say};

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    say!(ctx, "I'm hungry!");
    Ok(())
}
