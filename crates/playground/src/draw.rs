//! Draw: what every network says of a digit.

use std::any::Any;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use common::{Convolution, Layer, Sequential, Tensor, argmax, rows, softmax, tensor};
use dataset::handwriting::find_digits;
use ndarray::{Array3, Array4, Ix3};
use serde::Serialize;

use crate::networks::Reader;
use crate::refusal::{Body, Refusal};
use crate::server::App;

/// Pixels of a side of the picture that the page sends, one byte each: 0 (background) to 255 (ink).
const SIDE: usize = 140;
/// Background that is put around it: what touches the frame of a picture is taken for the edge of the paper.
const MARGIN: usize = 10;
/// The most digits on a picture that are answered.
const MOST_DIGITS: usize = 6;
/// The most filters whose responses are sent.
const MOST_FILTERS: usize = 32;

/// The names of all networks.
pub(crate) async fn networks(State(app): State<Arc<App>>) -> Result<Json<Vec<String>>, Refusal> {
    let readers = app.clone().compute(move || Ok(readers(&app))).await?;
    Ok(Json(readers.into_iter().map(|reader| reader.name).collect()))
}

fn readers(app: &App) -> Vec<Reader> {
    let mut readers = app.networks.all();
    readers.extend(app.trainings.readers());
    readers
}

/// An image of the test set.
#[derive(Serialize)]
pub(crate) struct Sample {
    image: String,
    label: u8,
    count: usize,
}

/// The test image of this index.
pub(crate) async fn sample(State(app): State<Arc<App>>, Path(index): Path<String>) -> Result<Json<Sample>, Refusal> {
    let index: usize = index.parse().map_err(|_| Refusal::bad_request("images are numbered from 0"))?;
    let test = app.digits.get().await?.for_inference();
    if index >= test.len() {
        return Err(Refusal::bad_request(format!("there are {} images, no number {index}", test.len())));
    }
    Ok(Json(Sample { image: hex(test.images.image(index)), label: test.labels[index], count: test.len() }))
}

/// The answer to a picture.
#[derive(Serialize)]
pub(crate) struct Answer {
    digits: Vec<Digit>,
}

/// A digit on the picture.
#[derive(Serialize)]
struct Digit {
    /// What the networks see, 28×28.
    image: String,
    /// First column, first row, width and height on the picture; the picture is 1 wide.
    place: [f64; 4],
    answers: Vec<Opinion>,
}

/// What a network says of a digit.
#[derive(Serialize)]
struct Opinion {
    network: String,
    digit: usize,
    probabilities: Vec<f32>,
    /// Of a convolutional network: what each filter of the first layer makes of the image.
    #[serde(skip_serializing_if = "Option::is_none")]
    responses: Option<Responses>,
}

/// Images of the same size, each from its own darkest to its own brightest value.
#[derive(Serialize)]
pub(crate) struct Responses {
    height: usize,
    width: usize,
    images: Vec<String>,
}

/// What the networks say of the digits on a picture of [`SIDE`]×[`SIDE`] bytes.
pub(crate) async fn recognize(State(app): State<Arc<App>>, Body(bytes): Body) -> Result<Json<Answer>, Refusal> {
    if bytes.len() != SIDE * SIDE {
        let sizes = format!("{SIDE}×{SIDE} pixels make {} bytes, not {}", SIDE * SIDE, bytes.len());
        return Err(Refusal::bad_request(sizes));
    }
    app.clone().compute(move || answer(&bytes, &readers(&app))).await.map(Json)
}

fn answer(picture: &[u8], readers: &[Reader]) -> Result<Answer, Refusal> {
    let side = SIDE + 2 * MARGIN;
    let picture = Array3::from_shape_fn((side, side, 4), |(y, x, channel)| {
        let inside = |at: usize| (MARGIN..SIDE + MARGIN).contains(&at);
        match channel {
            3 => 255,
            _ if inside(y) && inside(x) => picture[(y - MARGIN) * SIDE + x - MARGIN],
            _ => 0,
        }
    });
    let mut found = find_digits(picture.view()).map_err(Refusal::bad_request)?;
    found.truncate(MOST_DIGITS);

    let pixels = found.iter().flat_map(|digit| digit.image).map(|pixel| f32::from(pixel) / 255.0).collect();
    let x = tensor(Array4::from_shape_vec((found.len(), 1, 28, 28), pixels).expect("28×28 pixels each"));
    let mut digits: Vec<Digit> = found
        .iter()
        .map(|digit| {
            let [left, top, width, height] = digit.place.map(|pixels| pixels as f64);
            let margin = MARGIN as f64;
            let place = [left - margin, top - margin, width, height].map(|pixels| pixels / SIDE as f64);
            Digit { image: hex(&digit.image), place, answers: Vec::new() }
        })
        .collect();
    for Reader { name, layers } in readers {
        let scores = rows(&layers.predict(&x));
        let mut responses = filter_responses(layers, &x)?.into_iter();
        for (digit, scores) in digits.iter_mut().zip(scores.rows()) {
            let y = softmax(&scores);
            let (network, responses) = (name.clone(), responses.next());
            digit.answers.push(Opinion { network, digit: argmax(y.view()), probabilities: y.to_vec(), responses });
        }
    }
    Ok(Answer { digits })
}

/// What the filters of the first layer make of each image; nothing if it is no convolution.
fn filter_responses(layers: &Sequential<f32>, x: &Tensor<f32>) -> Result<Vec<Responses>, Refusal> {
    let first = layers.iter().next().map(|(_, layer)| layer as &dyn Any);
    let Some(convolution) = first.and_then(|layer| layer.downcast_ref::<Convolution<f32>>()) else {
        return Ok(Vec::new());
    };
    let of = |responses: ndarray::ArrayViewD<'_, f32>| -> Result<Responses, Refusal> {
        let maps = responses.into_dimensionality::<Ix3>().map_err(Refusal::bad_request)?;
        let (_, height, width) = maps.dim();
        let images = maps.outer_iter().take(MOST_FILTERS).map(|map| hex(&scaled(map.iter().copied()))).collect();
        Ok(Responses { height, width, images })
    };
    convolution.predict(x.clone()).outer_iter().map(of).collect()
}

/// Values as bytes: the least is 0, the greatest 255.
pub(crate) fn scaled(values: impl Iterator<Item = f32> + Clone) -> Vec<u8> {
    let low = values.clone().fold(f32::INFINITY, f32::min);
    let range = (values.clone().fold(f32::NEG_INFINITY, f32::max) - low).max(f32::MIN_POSITIVE);
    values.map(|value| (255.0 * (value - low) / range).round() as u8).collect()
}

/// Two digits a byte: shorter than a list of numbers.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| DIGITS[usize::from(digit)] as char).collect()
}
