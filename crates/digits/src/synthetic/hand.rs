//! The hand: it writes a skeleton a little differently every time.
//!
//! The amounts below were found by training on such digits and testing on real ones, and the other way round: with more
//! variation, what is learnt from them transfers better, and people read them less well.

use std::f32::consts::TAU;

use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};

use super::curve::{Point, smooth};
use super::raster::{Dab, Depth};
use super::skeletons::{FAMILIES, Family, Knot};
use crate::centre::BOX;

/// How far the points of a key tremble, in parts of the digit's height (standard deviation).
const TREMBLE: f32 = 0.022;
/// How much of the tremble of a point its successor keeps: the hand drifts rather than shakes.
const DRIFT: f32 = 0.7;
/// Number of waves that bend the page.
const WAVES: usize = 4;
/// How far each of them moves a point (standard deviation).
const BEND: f32 = 0.042;
/// Waves over the height of the digit.
const WAVINESS: (f32, f32) = (0.3, 1.3);
/// Width in proportion to that of the skeleton.
const BREADTH: (f32, f32) = (0.7, 1.25);
/// Slant to the right, as a shear: mean and standard deviation.
const SLANT: (f32, f32) = (0.2, 0.2);
/// How much more a 1 slants.
const SLANT_OF_ONE: f32 = 0.13;
/// Rotation in radians (standard deviation).
const ROTATION: f32 = 0.12;
/// The thinnest pen, in pixels; the family knows the widest.
const THINNEST: f32 = 1.5;
/// By which part of it the width swings along a stroke, at most.
const PRESSURE: f32 = 0.4;
/// Swings of the width over a stroke.
const SWINGS: (f32, f32) = (0.3, 1.5);
/// By which part of it the width decreases towards the ends of a stroke, at most, and over which part of the stroke.
const TAPER: (f32, f32) = (0.5, 0.12);
/// The smallest radius, in pixels.
const HAIRLINE: f32 = 0.45;
/// Width of the soft edge of a stroke, in pixels.
const EDGE: (f32, f32) = (0.9, 1.5);
/// How dark the ink is; above 1, also its soft edge.
const INK: (f32, f32) = (0.9, 1.15);

/// Writes a digit so that it fills the box, and is nowhere cut.
pub(super) fn write(digit: usize, rng: &mut impl Rng) -> [[u8; BOX]; BOX] {
    let family = choose(&FAMILIES[digit], rng);
    let mut strokes: Vec<Vec<Point>> = knots(family, rng).iter().map(|stroke| smooth(stroke)).collect();
    bend(&mut strokes, rng);
    let slant = SLANT.0 + if digit == 1 { SLANT_OF_ONE } else { 0.0 };
    lean(&mut strokes, slant, rng);

    let strokes = ink(&strokes, family.widest, rng);
    let (edge, darkness) = (between(EDGE, rng), between(INK, rng));
    let mut depth = Depth::new();
    for stroke in &strokes {
        for dabs in stroke.windows(2) {
            depth.segment(dabs[0], dabs[1], edge);
        }
    }
    depth.bytes(edge, darkness)
}

/// One of the families, by weight.
fn choose<'a>(families: &'a [Family], rng: &mut impl Rng) -> &'a Family {
    let mut left = rng.random_range(0.0..families.iter().map(|family| family.weight).sum());
    let chosen = families.iter().find(|family| {
        left -= family.weight;
        left < 0.0
    });
    chosen.unwrap_or(&families[0])
}

/// A blend of two keys of the family, with a tremble.
fn knots(family: &Family, rng: &mut impl Rng) -> Vec<Vec<Knot>> {
    let mut key = || &family.keys[rng.random_range(0..family.keys.len())];
    let (one, other) = (key(), key());
    let share = between((0.0, 1.0), rng);
    let mut drift = [normal(rng), normal(rng)];
    let mut blend = |(a, b): (&Knot, &Knot)| {
        drift = drift.map(|old| DRIFT * old + (1.0 - DRIFT * DRIFT).sqrt() * normal(rng));
        let at = [0, 1].map(|axis| a.at[axis] + share * (b.at[axis] - a.at[axis]) + TREMBLE * drift[axis]);
        Knot { at, corner: a.corner }
    };
    one.iter().zip(other).map(|(a, b)| a.iter().zip(b).map(&mut blend).collect()).collect()
}

/// Moves the centre to the origin and bends the plane: x += Σ a sin(2πf (x cos θ + y sin θ) + φ), the same for y.
fn bend(strokes: &mut [Vec<Point>], rng: &mut impl Rng) {
    let (centre, _) = extent(strokes.iter().flatten().copied());
    let waves: [(Point, Point, f32); WAVES] = std::array::from_fn(|_| {
        let (frequency, (sin, cos)) = (TAU * between(WAVINESS, rng), between((0.0, TAU), rng).sin_cos());
        ([BEND * normal(rng), BEND * normal(rng)], [frequency * cos, frequency * sin], between((0.0, TAU), rng))
    });
    for point in strokes.iter_mut().flatten() {
        let [x, y] = [point[0] - centre[0], point[1] - centre[1]];
        *point = [x, y];
        for (amplitude, direction, phase) in waves {
            let wave = (direction[0] * x + direction[1] * y + phase).sin();
            point[0] += amplitude[0] * wave;
            point[1] += amplitude[1] * wave;
        }
    }
}

/// Stretches, slants and turns.
fn lean(strokes: &mut [Vec<Point>], slant: f32, rng: &mut impl Rng) {
    let breadth = between(BREADTH, rng);
    let slant = slant + SLANT.1 * normal(rng);
    let (sin, cos) = (ROTATION * normal(rng)).sin_cos();
    for point in strokes.iter_mut().flatten() {
        let [x, y] = [breadth * point[0] - slant * point[1], point[1]];
        *point = [cos * x - sin * y, sin * x + cos * y];
    }
}

/// Takes a pen, and scales and moves what it writes so that it fills the box.
fn ink(strokes: &[Vec<Point>], widest: f32, rng: &mut impl Rng) -> Vec<Vec<Dab>> {
    let diameter = THINNEST + (widest - THINNEST) * 0.5 * (between((0.0, 1.0), rng) + between((0.0, 1.0), rng));
    let (pressure, swings, phase) = (between((0.0, PRESSURE), rng), between(SWINGS, rng), between((0.0, TAU), rng));
    let taper = between((0.0, TAPER.0), rng);
    // t runs from 0 to 1 over each stroke.
    let radius = |stroke: usize, t: f32| {
        let swing = 1.0 + pressure * (TAU * swings * (t + stroke as f32) + phase).sin();
        let end = 1.0 - taper * (1.0 - t.min(1.0 - t) / TAPER.1).max(0.0);
        (0.5 * diameter * swing * end).max(HAIRLINE)
    };
    let mut dabs: Vec<Vec<Dab>> = strokes
        .iter()
        .enumerate()
        .map(|(stroke, points)| {
            let last = (points.len() - 1).max(1) as f32;
            points.iter().enumerate().map(|(i, &at)| Dab { at, radius: radius(stroke, i as f32 / last) }).collect()
        })
        .collect();

    let (centre, size) = extent(strokes.iter().flatten().copied());
    let count = dabs.iter().map(Vec::len).sum::<usize>() as f32;
    let mean_radius = dabs.iter().flatten().map(|dab| dab.radius).sum::<f32>() / count;
    let scale = (BOX as f32 - 2.0 * mean_radius) / size[0].max(size[1]);
    for dab in dabs.iter_mut().flatten() {
        dab.at = [0, 1].map(|axis| (dab.at[axis] - centre[axis]) * scale + BOX as f32 / 2.0);
    }
    dabs
}

/// Centre and size of the smallest upright rectangle around the points.
fn extent(points: impl Iterator<Item = Point>) -> (Point, Point) {
    let (mut low, mut high) = ([f32::INFINITY; 2], [f32::NEG_INFINITY; 2]);
    for point in points {
        for axis in [0, 1] {
            low[axis] = low[axis].min(point[axis]);
            high[axis] = high[axis].max(point[axis]);
        }
    }
    ([0, 1].map(|axis| (low[axis] + high[axis]) / 2.0), [0, 1].map(|axis| high[axis] - low[axis]))
}

fn between((low, high): (f32, f32), rng: &mut impl Rng) -> f32 {
    rng.random_range(low..high)
}

/// A standard normal number, drawn again where it is beyond 2: nobody writes like that.
fn normal(rng: &mut impl Rng) -> f32 {
    loop {
        let number: f32 = StandardNormal.sample(rng);
        if number.abs() < 2.0 {
            return number;
        }
    }
}
