//! The table of contents: for each script its name, section, what it does, and its figures with their captions.

use experiment::Info;

pub(crate) const HUNGRY: Info = Info::new("hungry", "§1.4.1", "The first script: one line of output");

pub(crate) const MAN: Info = Info::new("man", "§1.4.2", "A class becomes a struct with methods");

pub(crate) const NDARRAY_BASICS: Info =
    Info::new("ndarray_basics", "§1.5", "NumPy's expressions, what they are in ndarray, and their values");

pub(crate) const SIMPLE_GRAPH: Info =
    Info::new("simple_graph", "§1.6.1", "The first graph: sin x").figures(&[("simple_graph", "sin x from 0 to 6")]);

pub(crate) const SIN_GRAPH: Info = Info::new("sin_graph", "§1.6.1", "sin x with names at the axes")
    .figures(&[("sin_graph", "sin x from 0 to 6, with names at the axes")]);

pub(crate) const SIN_COS_GRAPH: Info =
    Info::new("sin_cos_graph", "§1.6.2", "sin and cos with labels, title and legend")
        .figures(&[("sin_cos_graph", "sin solid, cos dashed"), ("sin_cos_graph_zero", "The same with the line y = 0")]);

pub(crate) const IMG_SHOW: Info = Info::new("img_show", "§1.6.3", "A picture with axes that count its pixels")
    .figures(&[("img_show", "The picture, with its pixels counted at the edges")]);
