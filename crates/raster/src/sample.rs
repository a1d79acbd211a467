//! A picture to look at, drawn by formulas, for scripts that need one and get none.

use crate::{Rgb, mix};

/// Points a pixel side: every pixel is the mean of this many squared.
const SAMPLES: usize = 4;
/// Where the lake begins, as a share of the height.
const SHORE: f64 = 0.66;
const SUN: (f64, f64) = (0.69, 0.30);

/// An evening at a lake: sun, three ridges, firs and their reflection.
///
/// `height` rows of `width` pixels, each red, green and blue.
pub fn sample_picture(height: usize, width: usize) -> Vec<u8> {
    let mut picture = Vec::with_capacity(height * width * 3);
    let at = |i: usize, sample: usize, side: usize| (i as f64 + (sample as f64 + 0.5) / SAMPLES as f64) / side as f64;
    for i in 0..height {
        for j in 0..width {
            let mut sum = [0.0; 3];
            for sample in 0..SAMPLES * SAMPLES {
                let color = scene(at(j, sample % SAMPLES, width), at(i, sample / SAMPLES, height));
                sum.iter_mut().zip(color).for_each(|(sum, channel)| *sum += f64::from(channel));
            }
            picture.extend(sum.map(|sum| (sum / (SAMPLES * SAMPLES) as f64).round() as u8));
        }
    }
    picture
}

/// The colour at (x, y), both in 0..1 from the top left corner.
fn scene(x: f64, y: f64) -> Rgb {
    if y < SHORE {
        return above_water(x, y);
    }
    // Waves grow and widen towards the viewer.
    let depth = (y - SHORE) / (1.0 - SHORE);
    let wave = (90.0 * depth.sqrt() + 2.0 * (9.0 * x).sin()).sin() * (0.004 + 0.016 * depth);
    let mirrored = above_water(x + wave, SHORE - (y - SHORE) * 1.15 - wave.abs());
    let water = mix(mirrored, [22, 42, 76], 0.28 + 0.35 * depth);
    let glitter = (1.0 - (x + 3.0 * wave - SUN.0).abs() / (0.035 + 0.05 * depth)).max(0.0);
    mix(water, [255, 226, 160], 0.75 * glitter * (0.5 + 0.5 * (140.0 * depth.sqrt()).sin()))
}

fn above_water(x: f64, y: f64) -> Rgb {
    if y > SHORE - firs(x) {
        return [14, 26, 32];
    }
    let ridges = [
        (0.14, 0.055, 6.1, 0.4, [38, 62, 74]),
        (0.25, 0.075, 4.3, 2.2, [76, 84, 118]),
        (0.33, 0.100, 3.1, 4.6, [150, 122, 150]),
    ];
    for (base, amplitude, frequency, phase, color) in ridges {
        // Many points lie above every summit.
        let summit = base + 1.2 * amplitude;
        if y > SHORE - summit && y > SHORE - ridge(x, base, amplitude, frequency, phase) {
            // Mist lies in the valleys.
            return mix(color, [240, 200, 176], 0.4 * (y / SHORE).powi(6));
        }
    }
    sky(x, y)
}

fn sky(x: f64, y: f64) -> Rgb {
    let (top, middle, low) = ([44, 74, 132], [222, 140, 120], [255, 214, 150]);
    let t = (y / 0.5).min(1.0);
    let clear = if t < 0.6 { mix(top, middle, t / 0.6) } else { mix(middle, low, (t - 0.6) / 0.4) };
    let cloud = (7.0 * x + 5.0 * (11.0 * y).sin()).sin() * (60.0 * y + 3.0 * (5.0 * x).sin()).sin();
    let clear = mix(clear, [255, 190, 160], 0.35 * (cloud - 0.35).max(0.0));
    let distance = (x - SUN.0).hypot(y - SUN.1);
    if distance < 0.055 {
        return [255, 246, 214];
    }
    mix(clear, [255, 232, 170], 0.8 * (-(distance - 0.055) / 0.09).exp())
}

/// Height of a mountain ridge above the shore: waves of which each has twice the frequency of the one before.
fn ridge(x: f64, base: f64, amplitude: f64, frequency: f64, phase: f64) -> f64 {
    let mut height = base;
    for octave in 0..5 {
        let double = f64::from(1 << octave);
        // |sin| has edges, as rock has.
        height += amplitude / double * (0.6 - (frequency * double * x + phase * (1.0 + double)).sin().abs());
    }
    height
}

/// Height of the firs on the left shore above the water.
fn firs(x: f64) -> f64 {
    const TREES: [(f64, f64); 6] =
        [(0.04, 0.22), (0.105, 0.31), (0.175, 0.25), (0.235, 0.17), (0.285, 0.12), (0.325, 0.07)];
    let bank = (0.04 * (1.0 - x / 0.42)).max(0.0);
    TREES.iter().fold(bank, |highest, &(place, height)| {
        let (distance, half_width) = ((x - place).abs(), 0.17 * height);
        // Branches: the outline is a cone with seven saw teeth.
        let cone = 1.0 - distance / half_width;
        let teeth = 0.10 * (1.0 - (7.0 * cone).fract());
        if cone > 0.0 { highest.max(height * (cone + teeth).min(1.04)) } else { highest }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sun_is_bright_the_firs_are_dark_and_the_lake_mirrors_both() {
        let picture = sample_picture(200, 200);
        let light = |x: f64, y: f64| {
            let (i, j) = ((200.0 * y) as usize, (200.0 * x) as usize);
            picture[3 * (200 * i + j)..][..3].iter().map(|&channel| u32::from(channel)).sum::<u32>()
        };
        assert!(light(SUN.0, SUN.1) > 690);
        assert!(light(0.105, 0.55) < 90);
        assert!(light(0.105, 0.75) + 60 < light(0.69, 0.75));
    }

    #[test]
    fn a_smaller_picture_shows_the_same_scene() {
        let (large, small) = (sample_picture(128, 128), sample_picture(32, 32));
        for (place, &value) in small.iter().enumerate() {
            let (i, j, channel) = (place / 3 / 32, place / 3 % 32, place % 3);
            let block = (0..16).map(|k| f64::from(large[3 * (128 * (4 * i + k / 4) + 4 * j + k % 4) + channel]));
            let mean = block.sum::<f64>() / 16.0;
            assert!((mean - f64::from(value)).abs() < 70.0, "pixel ({i}, {j}): {value} and {mean}");
        }
    }
}
