//! What figures are written as.

use std::fmt;

use anyhow::Result;
use clap::ValueEnum;

/// What figures are written as.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub enum FigureFormat {
    /// Pixels.
    #[default]
    Png,
    /// Vectors, with text as text.
    Svg,
}

impl FigureFormat {
    /// How the names of such files end.
    pub fn extension(self) -> &'static str {
        match self {
            FigureFormat::Png => "png",
            FigureFormat::Svg => "svg",
        }
    }

    /// The content of the file; a PNG has `dpi` dots an inch.
    pub(crate) fn draw(self, figure: &plot::Figure, dpi: u32) -> Result<Vec<u8>> {
        Ok(match self {
            FigureFormat::Png => figure.png_at(dpi)?,
            FigureFormat::Svg => figure.svg()?.into_bytes(),
        })
    }
}

impl fmt::Display for FigureFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.extension())
    }
}
