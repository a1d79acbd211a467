//! New images from old ones: shifted, rotated, scaled, sheared, deformed elastically.
//!
//! Each output pixel takes the brightness of its source position, interpolated between four pixels and black outside the
//! image. The source is an affine map of the position plus a smooth random displacement (elastic deformation: random
//! vectors on a coarse grid, interpolated in between).
//!
//! Book: §8.1.2. Elastic deformation of digits: Simard, Steinkraus, Platt 2003, "Best practices for convolutional
//! neural networks applied to visual document analysis".

use rand::{Rng, RngExt};

/// Side length of an image in pixels.
const SIDE: usize = 28;

/// Points along each side of the grid of random displacements.
const GRID: usize = 5;

/// How an image is changed. All zeros but `scale` = 1 changes nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deformation {
    /// To the right and down, in pixels.
    pub shift: (f64, f64),
    /// Counterclockwise, in degrees.
    pub rotation: f64,
    /// Larger than 1 makes the digit larger.
    pub scale: f64,
    /// How far a pixel at the top edge is moved to the right, in half heights of the image.
    pub shear: f64,
    /// Displacements (right, down) at the points of the coarse grid, in pixels.
    pub elastic: [[(f64, f64); GRID]; GRID],
}

impl Default for Deformation {
    fn default() -> Self {
        Deformation { shift: (0.0, 0.0), rotation: 0.0, scale: 1.0, shear: 0.0, elastic: [[(0.0, 0.0); GRID]; GRID] }
    }
}

/// How far random deformations go, each in both directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Augmentation {
    /// Pixels.
    pub shift: f64,
    /// Degrees.
    pub rotation: f64,
    /// 0.1 means 0.9 to 1.1.
    pub scale: f64,
    /// See [`Deformation::shear`].
    pub shear: f64,
    /// Pixels.
    pub elastic: f64,
}

impl Augmentation {
    /// Deformations that go `factor` times as far.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        let Augmentation { shift, rotation, scale, shear, elastic } = self;
        Augmentation {
            shift: factor * shift,
            rotation: factor * rotation,
            scale: factor * scale,
            shear: factor * shear,
            elastic: factor * elastic,
        }
    }

    /// Draws one deformation.
    pub fn draw(&self, rng: &mut impl Rng) -> Deformation {
        let mut up_to = |most: f64| most * (2.0 * rng.random::<f64>() - 1.0);
        Deformation {
            shift: (up_to(self.shift), up_to(self.shift)),
            rotation: up_to(self.rotation),
            scale: 1.0 + up_to(self.scale),
            shear: up_to(self.shear),
            elastic: [[(); GRID]; GRID].map(|row| row.map(|()| (up_to(self.elastic), up_to(self.elastic)))),
        }
    }
}

impl Deformation {
    /// The image as it looks afterwards; `image` and `out` have 28×28 brightnesses.
    ///
    /// # Panics
    /// If they have not.
    #[track_caller]
    pub fn apply(&self, image: &[f32], out: &mut [f32]) {
        assert_eq!((image.len(), out.len()), (SIDE * SIDE, SIDE * SIDE), "brightnesses of image and result");
        let centre = (SIDE as f64 - 1.0) / 2.0;
        let (sin, cos) = self.rotation.to_radians().sin_cos();
        for (i, out) in out.iter_mut().enumerate() {
            let (row, column) = (i / SIDE, i % SIDE);
            let (dx, dy) = self.displacement(column, row);
            // Backwards: from the result's pixel to where it comes from.
            let x = column as f64 - centre - self.shift.0 - dx;
            let y = row as f64 - centre - self.shift.1 - dy;
            let (x, y) = ((cos * x - sin * y) / self.scale, (sin * x + cos * y) / self.scale);
            *out = bilinear(image, x + self.shear * y + centre, y + centre);
        }
    }

    /// The elastic displacement of a pixel, interpolated from the grid.
    fn displacement(&self, column: usize, row: usize) -> (f64, f64) {
        let place = |i: usize| i as f64 * (GRID - 1) as f64 / (SIDE - 1) as f64;
        let (gx, gy) = (place(column), place(row));
        let (x, y) = ((gx as usize).min(GRID - 2), (gy as usize).min(GRID - 2));
        let (u, v) = (gx - x as f64, gy - y as f64);
        let mix = |of: fn((f64, f64)) -> f64| {
            let at = |dy: usize, dx: usize| of(self.elastic[y + dy][x + dx]);
            (1.0 - v) * ((1.0 - u) * at(0, 0) + u * at(0, 1)) + v * ((1.0 - u) * at(1, 0) + u * at(1, 1))
        };
        (mix(|d| d.0), mix(|d| d.1))
    }
}

/// The brightness at a place between pixels; 0 outside.
fn bilinear(image: &[f32], x: f64, y: f64) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let at = |x: f64, y: f64| {
        let inside = |c: f64| (0.0..SIDE as f64).contains(&c);
        if inside(x) && inside(y) { f64::from(image[y as usize * SIDE + x as usize]) } else { 0.0 }
    };
    let (u, v) = (x - left, y - top);
    let above = (1.0 - u) * at(left, top) + u * at(left + 1.0, top);
    let below = (1.0 - u) * at(left, top + 1.0) + u * at(left + 1.0, top + 1.0);
    ((1.0 - v) * above + v * below) as f32
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// One bright pixel.
    fn dot(x: usize, y: usize) -> Vec<f32> {
        let mut image = vec![0.0; SIDE * SIDE];
        image[y * SIDE + x] = 1.0;
        image
    }

    fn deformed(deformation: Deformation, image: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; SIDE * SIDE];
        deformation.apply(image, &mut out);
        out
    }

    #[test]
    fn nothing_asked_for_changes_nothing() {
        let image: Vec<f32> = (0..SIDE * SIDE).map(|i| (i % 7) as f32).collect();
        assert_eq!(deformed(Deformation::default(), &image), image);
    }

    #[test]
    fn a_shift_moves_and_what_leaves_is_gone() {
        let moved = deformed(Deformation { shift: (2.0, -1.0), ..Default::default() }, &dot(10, 10));
        assert_eq!(moved, dot(12, 9));
        let gone = deformed(Deformation { shift: (20.0, 0.0), ..Default::default() }, &dot(10, 10));
        assert!(gone.iter().all(|&x| x == 0.0));
    }

    #[test]
    fn a_quarter_turn_is_counterclockwise() {
        // Right of the centre goes above it.
        let turned = deformed(Deformation { rotation: 90.0, ..Default::default() }, &dot(20, 14));
        let (brightest, _) = turned.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
        assert_eq!((brightest % SIDE, brightest / SIDE), (14, 7));
    }

    #[test]
    fn an_elastic_field_that_is_the_same_everywhere_is_a_shift() {
        let bent = deformed(Deformation { elastic: [[(3.0, 0.0); GRID]; GRID], ..Default::default() }, &dot(10, 10));
        for (a, b) in bent.iter().zip(dot(13, 10)) {
            assert!((a - b).abs() < 1e-6);
        }
    }

    #[test]
    fn deformations_can_go_half_as_far() {
        let augmentation = Augmentation { shift: 2.0, rotation: 12.0, scale: 0.1, shear: 0.2, elastic: 1.0 };
        let half = Augmentation { shift: 1.0, rotation: 6.0, scale: 0.05, shear: 0.1, elastic: 0.5 };
        assert_eq!(augmentation.times(0.5), half);
        assert_eq!(augmentation.times(0.0).draw(&mut ChaCha8Rng::seed_from_u64(1)), Deformation::default());
    }

    #[test]
    fn random_deformations_stay_in_their_range_and_depend_on_the_seed() {
        let augmentation = Augmentation { shift: 2.0, rotation: 12.0, scale: 0.1, shear: 0.1, elastic: 1.0 };
        let draw = |seed| augmentation.draw(&mut ChaCha8Rng::seed_from_u64(seed));
        for seed in 0..100 {
            let d = draw(seed);
            assert!(d.shift.0.abs() <= 2.0 && d.rotation.abs() <= 12.0 && (0.9..=1.1).contains(&d.scale));
            assert!(d.elastic.iter().flatten().all(|(dx, dy)| dx.abs() <= 1.0 && dy.abs() <= 1.0));
        }
        assert_eq!(draw(3), draw(3));
        assert_ne!(draw(3), draw(4));
    }
}
