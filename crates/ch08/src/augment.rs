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
pub const SIDE: usize = 28;

/// Points along each side of the grid of random displacements.
pub const GRID: usize = 5;

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
