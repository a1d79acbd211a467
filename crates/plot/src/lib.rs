//! A small pyplot: figures that look like matplotlib's, drawn without anything installed.
//!
//! [plotters] provides the drawing area and the elements drawn on it: lines, polygons, rectangles and circles. The
//! `contour` crate finds isolines. This crate does the rest: axes, ticks, legends, colour bars, the layout of panels and
//! graphs, the projection of three-dimensional axes, and the plotters backend that renders antialiased pixels with
//! `tiny_skia`. Text is drawn from the outlines of an embedded font.
//!
//! [plotters]: https://docs.rs/plotters
//!
//! [`Axes`] take lines, bars, images …; a [`Figure`] is one of them or a grid, and becomes a PNG by [`Figure::png`], one
//! with more pixels by [`Figure::png_at`], an SVG by [`Figure::svg`]; [`Figure::csv`] is the same figure in numbers.
//!
//! ```
//! use plot::{Axes, Figure, Legend, Marker};
//! let mut ax = Axes::new();
//! ax.xlabel("epochs").ylabel("accuracy").ylim(0.0, 1.0);
//! ax.plot(0..4, &[0.1, 0.6, 0.8, 0.9]).label("train acc").marker(Marker::Circle);
//! ax.plot(0..4, &[0.1, 0.5, 0.7, 0.8]).label("test acc").dashed();
//! ax.legend(Legend::LowerRight);
//! let png: Vec<u8> = Figure::from(ax).png()?;
//! # assert!(png.starts_with(b"\x89PNG"));
//! # Ok::<(), plot::Error>(())
//! ```
//!
//! Numbers that are not finite are never drawn: a line has a gap there. A logarithmic axis leaves out what is not positive.
//! Axes without data are an empty box. The same input gives the same bytes.

mod animation;
mod artist;
mod axes;
mod backend;
mod band;
mod bars;
mod canvas;
mod color;
mod colorbar;
mod contour;
mod data;
mod error;
mod figure;
mod fill;
mod geometry;
mod graph;
mod image;
mod legend;
mod line;
mod pixels;
mod quiver;
mod render;
mod sample;
mod scatter;
mod space;
mod style;
mod svg;
mod text;
mod ticks;
mod tiles;

pub use animation::Animation;
pub use axes::Axes;
pub use band::Curves;
pub use bars::Bars;
pub use color::{Color, Colormap};
pub use contour::Contour;
pub use data::{Grid, Images, Number, Values, arange, linspace};
pub use error::{Error, Result};
pub use figure::{Figure, Panel};
pub use fill::{Fill, Patch, Regions};
pub use graph::{Edge, Graph, Node};
pub use image::Image;
pub use legend::Legend;
pub use line::{Line, Rule};
pub use quiver::Quiver;
pub use sample::sample_picture;
pub use scatter::Scatter;
pub use space::{Arrows3, Axes3, Surface};
pub use style::{Dash, Marker};
pub use tiles::Tiles;
