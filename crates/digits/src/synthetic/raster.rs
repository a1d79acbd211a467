//! Drawing strokes of varying width as antialiased pixels.

use super::curve::Point;

/// A point of the pen's way, with the radius of its tip there; in pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dab {
    pub(super) at: Point,
    pub(super) radius: f32,
}

/// A square of `SIDE`×`SIDE` pixels that holds, for each pixel centre, how deep it lies in the ink: positive inside a
/// stroke, negative outside, in pixels.
pub(super) struct Depth<const SIDE: usize> {
    depth: [[f32; SIDE]; SIDE],
}

impl<const SIDE: usize> Depth<SIDE> {
    /// No ink anywhere.
    pub(super) fn new() -> Self {
        Depth { depth: [[f32::NEG_INFINITY; SIDE]; SIDE] }
    }

    /// Draws the segment from one dab to the next, up to `margin` pixels outside of its edge.
    ///
    /// With u the foot of pixel q on the segment AB (0 at A, 1 at B), the depth is rA + u(rB − rA) − |q − A − u(B − A)|;
    /// of several segments the deepest counts.
    pub(super) fn segment(&mut self, a: Dab, b: Dab, margin: f32) {
        let reach = a.radius.max(b.radius) + margin;
        let (ab_x, ab_y) = (b.at[0] - a.at[0], b.at[1] - a.at[1]);
        let scale = 1.0 / (ab_x * ab_x + ab_y * ab_y).max(1e-9);
        let pixels = |axis: usize| {
            let (low, high) = (a.at[axis].min(b.at[axis]) - reach, a.at[axis].max(b.at[axis]) + reach);
            (low.max(0.0) as usize)..((high.max(0.0) as usize + 1).min(SIDE))
        };
        let columns = pixels(0);
        for row in pixels(1) {
            let y = row as f32 + 0.5 - a.at[1];
            for column in columns.clone() {
                let x = column as f32 + 0.5 - a.at[0];
                let u = ((x * ab_x + y * ab_y) * scale).clamp(0.0, 1.0);
                let (away_x, away_y) = (x - u * ab_x, y - u * ab_y);
                let depth = a.radius + u * (b.radius - a.radius) - (away_x * away_x + away_y * away_y).sqrt();
                let deepest = &mut self.depth[row][column];
                *deepest = deepest.max(depth);
            }
        }
    }

    /// The ink of each pixel as a byte: none `edge`/2 outside of the stroke, all of `ink` `edge`/2 inside.
    pub(super) fn bytes(&self, edge: f32, ink: f32) -> [[u8; SIDE]; SIDE] {
        self.depth.map(|row| {
            row.map(|depth| {
                let covered = (depth / edge + 0.5).clamp(0.0, 1.0);
                (255.0 * (covered * ink).min(1.0)).round() as u8
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(a: Dab, b: Dab, edge: f32, ink: f32) -> [[u8; 8]; 8] {
        let mut depth = Depth::new();
        depth.segment(a, b, edge);
        depth.bytes(edge, ink)
    }

    #[test]
    fn a_bar_has_full_ink_inside_and_a_soft_edge() {
        // From x = 2.5 to 5.5 on the centres of row 3, radius 1: rows 2 and 4 lie on the edge.
        let [a, b] = [2.5, 5.5].map(|x| Dab { at: [x, 3.5], radius: 1.0 });
        let pixels = draw(a, b, 1.0, 1.0);
        assert_eq!(pixels[3], [0, 128, 255, 255, 255, 255, 128, 0]);
        assert_eq!(pixels[2], [0, 22, 128, 128, 128, 128, 22, 0]);
        assert_eq!(pixels[4], pixels[2]);
        assert_eq!((pixels[1], pixels[5], pixels[7]), ([0; 8], [0; 8], [0; 8]));
    }

    #[test]
    fn the_radius_changes_along_the_segment() {
        let pixels = draw(Dab { at: [0.5, 3.5], radius: 0.5 }, Dab { at: [6.5, 3.5], radius: 3.0 }, 1.0, 1.0);
        let height = |column: usize| (0..8).filter(|&row| pixels[row][column] > 127).count();
        assert_eq!([height(0), height(3), height(6)], [1, 3, 7]);
    }

    #[test]
    fn a_point_is_a_disc_and_may_lie_outside() {
        let dab = Dab { at: [4.0, 4.0], radius: 2.0 };
        let pixels = draw(dab, dab, 1.0, 1.0);
        assert_eq!((pixels[3][3], pixels[4][4], pixels[0][0]), (255, 255, 0));
        let far = Dab { at: [-30.0, 50.0], radius: 2.0 };
        assert_eq!(draw(far, far, 1.0, 1.0), [[0; 8]; 8]);
    }

    #[test]
    fn ink_makes_paler_or_harder() {
        let dab = Dab { at: [4.5, 4.5], radius: 1.0 };
        assert_eq!(draw(dab, dab, 1.0, 0.8)[4][4], 204);
        assert_eq!((draw(dab, dab, 1.0, 1.2)[4][4], draw(dab, dab, 1.0, 1.2)[4][3]), (255, 153));
    }
}
