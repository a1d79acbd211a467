//! Figures that move.

use anyhow::{Result, ensure};
use plot::Animation;

use crate::{Context, write_atomically};

impl Context {
    /// Writes an animated PNG of this experiment, and the numbers of its last frame in a `.csv` beside it.
    ///
    /// # Errors
    /// If [`Info::figures`](crate::Info::figures) does not name it, or the files cannot be written.
    pub fn save_animation(&mut self, name: &str, animation: &Animation) -> Result<()> {
        let info = self.info();
        ensure!(info.figures.iter().any(|(known, _)| *known == name), "{} does not list a figure {name}", info.name);
        let path = self.out_dir().join(format!("{name}.png"));
        let csv = path.with_extension("csv");
        write_atomically(&path, &animation.png()?)?;
        write_atomically(&csv, animation.csv().as_bytes())?;
        self.note_figure(name, &path, &csv);
        Ok(())
    }
}
