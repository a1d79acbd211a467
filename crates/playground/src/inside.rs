//! Look inside: im2col as a moving window (§7.4), and the graph of apples and oranges (§5.4).

use axum::Json;
use ch05::buy_apple_orange::buy_apple_orange;
use common::{conv_output_size, dot};
use ndarray::{Array2, Array4, Axis};
use serde::{Deserialize, Serialize};

use crate::refusal::{Input, Refusal, in_range};

/// The filter of §7.2.2.
const BOOKS_FILTER: [f64; 9] = [2.0, 0.0, 1.0, 0.0, 1.0, 2.0, 1.0, 0.0, 2.0];

/// The sizes of a convolution.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Convolution {
    height: usize,
    width: usize,
    filter: usize,
    stride: usize,
    pad: usize,
}

/// An image whose pixels are numbered from 1, laid out for the filter, and the convolution as a product.
#[derive(Serialize)]
pub(crate) struct Columns {
    out_height: usize,
    out_width: usize,
    /// A row for each position of the filter.
    col: Vec<Vec<f64>>,
    /// The filter as a column.
    w: Vec<f64>,
    /// col · w.
    out: Vec<f64>,
}

/// im2col of the numbered image.
pub(crate) async fn im2col(Input(sizes): Input<Convolution>) -> Result<Json<Columns>, Refusal> {
    let Convolution { height, width, filter, stride, pad } = sizes;
    in_range("the height", height, (1, 10))?;
    in_range("the width", width, (1, 10))?;
    in_range("the filter", filter, (1, 10))?;
    in_range("the stride", stride, (1, 10))?;
    in_range("the padding", pad, (0, 5))?;
    let size = |input| conv_output_size(input, filter, stride, pad).map_err(Refusal::bad_request);
    let (out_height, out_width) = (size(height)?, size(width)?);

    let x = Array4::from_shape_fn((1, 1, height, width), |(_, _, y, x)| (y * width + x + 1) as f64);
    let col = common::im2col(&x, filter, filter, stride, pad);
    let w = if filter == 3 { BOOKS_FILTER.to_vec() } else { vec![1.0; filter * filter] };
    let col_w = Array2::from_shape_vec((w.len(), 1), w.clone()).map_err(Refusal::bad_request)?;
    let out = dot(&col, &col_w).into_iter().collect();
    let col = col.axis_iter(Axis(0)).map(|row| row.to_vec()).collect();
    Ok(Json(Columns { out_height, out_width, col, w, out }))
}

/// What is bought.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Basket {
    apple: f64,
    apple_num: f64,
    orange: f64,
    orange_num: f64,
    tax: f64,
}

/// The values at the edges of the graph, and the derivatives of the price by them.
#[derive(Serialize)]
pub(crate) struct Graph {
    names: [&'static str; 9],
    forward: [f64; 9],
    backward: [f64; 9],
}

/// In the order of [`buy_apple_orange`].
const EDGES: [&str; 9] =
    ["apple_num", "apple", "orange", "orange_num", "apple_price", "orange_price", "all_price", "tax", "price"];

/// Forward and backward through the graph of figure 5-17.
pub(crate) async fn graph(Input(basket): Input<Basket>) -> Result<Json<Graph>, Refusal> {
    let Basket { apple, apple_num, orange, orange_num, tax } = basket;
    let inputs =
        [("apple", apple), ("apple_num", apple_num), ("orange", orange), ("orange_num", orange_num), ("tax", tax)];
    for (name, value) in inputs {
        in_range(name, value, (-1e6, 1e6))?;
    }
    let [forward, backward] = buy_apple_orange(apple, apple_num, orange, orange_num, tax);
    Ok(Json(Graph { names: EDGES, forward, backward }))
}
