//! The hand: it writes a skeleton a little differently every time.

use std::f32::consts::TAU;

use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};

use super::curve::{Point, smooth};
use super::raster::{Dab, Depth};
use super::skeletons::{FAMILIES, Knot, Stroke};

pub struct P {
    pub jit: f32,
    pub warp: f32,
    pub slant: (f32, f32),
    pub slant1: (f32, f32),
    pub rot: f32,
    pub asp: (f32, f32),
    pub width: (f32, f32),
    pub width1: (f32, f32),
    pub press: f32,
    pub taper: f32,
    pub rho: f32,
    pub wf: f32,
    pub wl: f32,
    pub tri: f32,
    pub sg: f32,
    pub sm: f32,
    pub tr: f32,
    pub blend: f32,
}
pub static PAR: std::sync::LazyLock<P> = std::sync::LazyLock::new(|| {
    let e = |n: &str, d: f32| std::env::var(n).ok().and_then(|v| v.parse().ok()).unwrap_or(d);
    P {
        jit: e("JIT", 0.02),
        warp: e("WARP", 0.04),
        slant: (e("SL0", -0.2), e("SL1", 0.6)),
        slant1: (-0.15, 0.9),
        rot: e("ROT", 0.13),
        asp: (e("AS0", 0.70), e("AS1", 1.25)),
        width: (e("W0", 1.5), e("W1", 3.6)),
        width1: (1.5, e("WW", 5.0)),
        press: 0.4,
        taper: e("TAPER", 0.5),
        rho: e("RHO", 0.7),
        wf: e("WF", 1.3),
        wl: e("WL", 3.6),
        tri: e("TRI", 0.0),
        sg: e("SG", 0.0),
        sm: e("SM", 0.2),
        tr: e("TR", 9.0),
        blend: e("BLEND", 0.5),
    }
});

const BOX: usize = 20;

fn normal(rng: &mut impl Rng) -> f32 {
    loop {
        let z: f32 = StandardNormal.sample(rng);
        if z.abs() < PAR.tr {
            return z;
        }
    }
}

pub(super) fn write(digit: usize, rng: &mut impl Rng) -> [[u8; BOX]; BOX] {
    let p = &*PAR;
    let families = &FAMILIES[digit];
    let total: f32 = families.iter().map(|f| f.weight).sum();
    let mut at = rng.random_range(0.0..total);
    let mut family = &families[0];
    for f in families {
        family = f;
        if at < f.weight {
            break;
        }
        at -= f.weight;
    }
    let key = &family.keys[rng.random_range(0..family.keys.len())];
    let other = &family.keys[rng.random_range(0..family.keys.len())];
    let al = rng.random_range(0.0..1.0f32) * p.blend;
    let same = key.iter().map(|s| s.len()).eq(other.iter().map(|s| s.len()));
    let mut z = [normal(rng), normal(rng)];
    let keep = (1.0 - p.rho * p.rho).sqrt();
    let mut strokes: Vec<Vec<Point>> = key
        .iter()
        .enumerate()
        .map(|(si, stroke): (usize, &Stroke)| {
            let k: Vec<Knot> = stroke
                .iter()
                .enumerate()
                .map(|(ki, k)| {
                    let o = if same { other[si][ki] } else { *k };
                    z = [p.rho * z[0] + keep * normal(rng), p.rho * z[1] + keep * normal(rng)];
                    Knot {
                        at: std::array::from_fn(|a| k.at[a] * (1.0 - al) + o.at[a] * al + p.jit * z[a]),
                        corner: k.corner,
                    }
                })
                .collect();
            smooth(&k)
        })
        .collect();
    let (lo, hi) = bounds(&strokes);
    let c = [(lo[0] + hi[0]) / 2.0, (lo[1] + hi[1]) / 2.0];
    let waves: Vec<[f32; 5]> = (0..4)
        .map(|_| {
            let f = rng.random_range(0.3..p.wf);
            let th = rng.random_range(0.0..TAU);
            [
                p.warp * normal(rng),
                p.warp * normal(rng),
                TAU * f * th.cos(),
                TAU * f * th.sin(),
                rng.random_range(0.0..TAU),
            ]
        })
        .collect();
    let asp = rng.random_range(p.asp.0..p.asp.1);
    let sl = if digit == 1 { p.slant1 } else { p.slant };
    let s = if p.sg > 0.0 {
        p.sm + if digit == 1 { 0.13 } else { 0.0 } + p.sg * normal(rng)
    } else {
        rng.random_range(sl.0..sl.1)
    };
    let (sin, cos) = (p.rot * normal(rng)).sin_cos();
    for q in strokes.iter_mut().flatten() {
        let (x, y) = (q[0] - c[0], q[1] - c[1]);
        let mut r = [x, y];
        for w in &waves {
            let ph = (w[2] * x + w[3] * y + w[4]).sin();
            r[0] += w[0] * ph;
            r[1] += w[1] * ph;
        }
        let x = r[0] * asp - s * r[1];
        let y = r[1];
        *q = [x * cos - y * sin, x * sin + y * cos];
    }
    let w = if digit == 1 { p.width1 } else { p.width };
    let w = if [6, 8, 9].contains(&digit) { (w.0, p.wl) } else { w };
    let mut dd = || rng.random_range(0.0..1.0f32);
    let dd = if p.tri > 0.0 { (dd() + dd()) / 2.0 } else { dd() };
    let diameter = w.0 + dd * (w.1 - w.0);
    let (q, g, ph) = (rng.random_range(0.0..p.press), rng.random_range(0.3..1.5f32), rng.random_range(0.0..TAU));
    let h = rng.random_range(0.0..p.taper);
    let radius = |t: f32, stroke: usize| -> f32 {
        let pr = 1.0 + q * (TAU * g * (t + stroke as f32) + ph).sin();
        let ta = 1.0 - h * (1.0 - t.min(1.0 - t) / 0.12).max(0.0);
        (0.5 * diameter * pr * ta).max(0.45)
    };
    let radii: Vec<Vec<f32>> = strokes
        .iter()
        .enumerate()
        .map(|(i, s)| {
            let n = (s.len() - 1) as f32;
            (0..s.len()).map(|j| radius(j as f32 / n, i)).collect()
        })
        .collect();
    let all: Vec<f32> = radii.iter().flatten().copied().collect();
    let mean = all.iter().sum::<f32>() / all.len() as f32;
    let (lo, hi) = bounds(&strokes);
    let scale = (BOX as f32 - 2.0 * mean) / (hi[0] - lo[0]).max(hi[1] - lo[1]);
    let mid = [(lo[0] + hi[0]) / 2.0, (lo[1] + hi[1]) / 2.0];
    let edge = rng.random_range(0.9..1.5);
    let ink = rng.random_range(0.9..1.15);
    let mut depth = Depth::<BOX>::new();
    for (s, r) in strokes.iter().zip(&radii) {
        let dabs: Vec<Dab> = s
            .iter()
            .zip(r)
            .map(|(q, &radius)| Dab { at: [(q[0] - mid[0]) * scale + 10.0, (q[1] - mid[1]) * scale + 10.0], radius })
            .collect();
        for w in dabs.windows(2) {
            depth.segment(w[0], w[1], edge);
        }
    }
    depth.bytes(edge, ink)
}

fn bounds(strokes: &[Vec<Point>]) -> (Point, Point) {
    let mut lo = [f32::INFINITY; 2];
    let mut hi = [f32::NEG_INFINITY; 2];
    for p in strokes.iter().flatten() {
        for a in 0..2 {
            lo[a] = lo[a].min(p[a]);
            hi[a] = hi[a].max(p[a]);
        }
    }
    (lo, hi)
}
