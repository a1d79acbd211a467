//! Points on the smooth line through the knots of a stroke.

use super::skeletons::Knot;

/// A point, x to the right, y downwards.
pub(super) type Point = [f32; 2];

/// Points on each span between two knots.
const SAMPLES: usize = 5;

/// The uniform Catmull–Rom spline through the knots, interrupted at corners.
///
/// On the span from p₁ to p₂, with neighbours p₀ and p₃ and t from 0 to 1:
/// ½ (2p₁ + (p₂−p₀)t + (2p₀−5p₁+4p₂−p₃)t² + (−p₀+3p₁−3p₂+p₃)t³). At an end, the missing neighbour is the reflected one.
pub(super) fn smooth(knots: &[Knot]) -> Vec<Point> {
    let mut points = Vec::with_capacity(knots.len() * SAMPLES);
    points.extend(knots.first().map(|knot| knot.at));
    for i in 1..knots.len() {
        let (from, to) = (knots[i - 1], knots[i]);
        let before = if i == 1 || from.corner { reflected(from.at, to.at) } else { knots[i - 2].at };
        let after = if i + 1 == knots.len() || to.corner { reflected(to.at, from.at) } else { knots[i + 1].at };
        for step in 1..=SAMPLES {
            let t = step as f32 / SAMPLES as f32;
            points.push(std::array::from_fn(|axis| {
                let [p0, p1, p2, p3] = [before, from.at, to.at, after].map(|point| point[axis]);
                let (linear, square) = (p2 - p0, 2.0 * p0 - 5.0 * p1 + 4.0 * p2 - p3);
                0.5 * (2.0 * p1 + t * (linear + t * (square + t * (3.0 * (p1 - p2) + p3 - p0))))
            }));
        }
    }
    points
}

/// `point` mirrored at `centre`.
fn reflected(centre: Point, point: Point) -> Point {
    [2.0 * centre[0] - point[0], 2.0 * centre[1] - point[1]]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knots(points: &[(f32, f32, bool)]) -> Vec<Knot> {
        points.iter().map(|&(x, y, corner)| Knot { at: [x, y], corner }).collect()
    }

    #[test]
    fn the_curve_passes_its_knots() {
        let knots = knots(&[(0.0, 0.0, false), (1.0, 2.0, false), (3.0, 1.0, true), (4.0, 4.0, false)]);
        let points = smooth(&knots);
        assert_eq!(points.len(), 3 * SAMPLES + 1);
        for (knot, point) in knots.iter().zip(points.iter().step_by(SAMPLES)) {
            assert!((0..2).all(|axis| (knot.at[axis] - point[axis]).abs() < 1e-6), "{knot:?} {point:?}");
        }
    }

    #[test]
    fn between_corners_lines_are_straight() {
        let points = smooth(&knots(&[(0.0, 0.0, false), (0.0, 1.0, true), (1.0, 1.0, false)]));
        assert!(points.iter().all(|[x, y]| *x == 0.0 || (*y - 1.0).abs() < 1e-6), "{points:?}");
        let rounded = smooth(&knots(&[(0.0, 0.0, false), (0.0, 1.0, false), (1.0, 1.0, false)]));
        assert!(rounded.iter().any(|[_, y]| *y > 1.01), "{rounded:?}");
    }

    #[test]
    fn a_hand_computed_span() {
        // From (0, 0) to (1, 0) with the next knot at (1, 1): y(t) = ½ (t³ − t²), x(t) = ½ (2t + t² − t³).
        let points = smooth(&knots(&[(0.0, 0.0, false), (1.0, 0.0, false), (1.0, 1.0, false)]));
        let t = 0.4_f32;
        let expected = [0.5 * (2.0 * t + t * t - t.powi(3)), 0.5 * (t.powi(3) - t * t)];
        assert!((0..2).all(|axis| (points[2][axis] - expected[axis]).abs() < 1e-6), "{:?} {expected:?}", points[2]);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(smooth(&[]).is_empty());
    }
}
