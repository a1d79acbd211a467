//! Whole figures, as PNG and as SVG.

mod figures;
mod svg;
