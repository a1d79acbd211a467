//! Three-dimensional axes on the sheet: projection, back walls, and everything else from the back to the front.

use super::{Axes3, Thing};
use crate::artist::Axis;
use crate::canvas::{Anchor, Canvas};
use crate::color::Color;
use crate::data::finite_range;
use crate::geometry::{Pt, Rect};
use crate::quiver;
use crate::style::Pen;
use crate::text::{self, POINT};
use crate::ticks::{self, Ticks};

type P3 = [f64; 3];

/// The box's sides, as matplotlib's: the vertical one is shorter.
const SIDES: P3 = [4.0, 4.0, 3.0];
/// How far away the eye is, in the same unit.
const EYE: f64 = 12.0;
/// The size of texts in points.
const FONT: f64 = 10.0;
/// The opacity of what is seen from below: it lies before what one looks at.
const BELOW: f64 = 0.15;
const WALL: Color = Color::rgb(242, 242, 242);
const GRID: Color = Color::rgb(208, 208, 208);

/// From places in the box, 0..=1 in each direction, to the sheet.
struct Camera {
    right: P3,
    up: P3,
    toward: P3,
    scale: f64,
    middle: Pt,
    center: Pt,
}

fn dot(a: P3, b: P3) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

impl Camera {
    fn new(axes: &Axes3, area: Rect) -> Self {
        let ((se, ce), (sa, ca)) = (axes.elevation.to_radians().sin_cos(), axes.azimuth.to_radians().sin_cos());
        let mut camera = Self {
            right: [-sa, ca, 0.0],
            up: [-se * ca, -se * sa, ce],
            toward: [ce * ca, ce * sa, se],
            scale: 1.0,
            middle: (0.0, 0.0),
            center: (0.0, 0.0),
        };
        let corners: Vec<Pt> = (0..8).map(|i| camera.at(corner(i))).collect();
        let (x0, x1) = finite_range(&corners.iter().map(|p| p.0).collect::<Vec<_>>()).unwrap_or((0.0, 1.0));
        let (y0, y1) = finite_range(&corners.iter().map(|p| p.1).collect::<Vec<_>>()).unwrap_or((0.0, 1.0));
        camera.scale = (area.w / (x1 - x0)).min(area.h / (y1 - y0));
        camera.middle = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
        camera.center = area.center();
        camera
    }

    fn centered(p: P3) -> P3 {
        std::array::from_fn(|i| (p[i] - 0.5) * SIDES[i])
    }

    /// How near to the eye.
    fn depth(&self, p: P3) -> f64 {
        dot(Self::centered(p), self.toward)
    }

    fn at(&self, p: P3) -> Pt {
        let p = Self::centered(p);
        let near = EYE / (EYE - dot(p, self.toward));
        let (x, y) = (dot(p, self.right) * near, -dot(p, self.up) * near);
        (self.center.0 + (x - self.middle.0) * self.scale, self.center.1 + (y - self.middle.1) * self.scale)
    }
}

/// The corners of the box, numbered by their coordinates as bits.
fn corner(i: usize) -> P3 {
    std::array::from_fn(|axis| if i >> axis & 1 == 1 { 1.0 } else { 0.0 })
}

/// A piece to draw, with its nearness.
enum Piece {
    Line(Pt, Pt, Pen),
    Arrow(Pt, Pt, f64, Color),
}

impl Axes3 {
    pub(crate) fn draw(&self, canvas: &mut Canvas, area: Rect) {
        let em = FONT * POINT;
        let title = if self.title.is_empty() { 0.0 } else { text::measure(&self.title, 12.0 * POINT).1 + 4.0 };
        canvas.text(&self.title, (area.center().0, area.y), 12.0, Anchor::TOP, Color::BLACK);
        let room =
            Rect::new(area.x + 4.5 * em, area.y + title + 0.5 * em, area.w - 9.0 * em, area.h - title - 4.6 * em);
        let camera = Camera::new(self, Rect::new(room.x, room.y, room.w.max(10.0), room.h.max(10.0)));
        let ranges = self.ranges();
        let axes = ranges.map(|(lo, hi)| Axis { lo, hi, log: false });
        let marks = axes.map(|axis| ticks::automatic(&axis, 6, false));
        self.walls(canvas, &camera, &axes, &marks);
        self.scales(canvas, &camera, &axes, &marks);
        let mut pieces = self.pieces(&camera, &axes);
        pieces.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (_, piece) in pieces {
            match piece {
                Piece::Line(a, b, pen) => canvas.line(&[a, b], &pen),
                Piece::Arrow(from, to, width, color) => {
                    canvas.fill(&quiver::arrow(from, (to.0 - from.0, to.1 - from.1), width * POINT), color);
                }
            }
        }
    }

    /// The coordinate (0 or 1) of the wall farther from the eye, for each axis.
    fn far(camera: &Camera) -> P3 {
        std::array::from_fn(|axis| if camera.toward[axis] > 0.0 { 0.0 } else { 1.0 })
    }

    fn walls(&self, canvas: &mut Canvas, camera: &Camera, axes: &[Axis; 3], marks: &[Ticks; 3]) {
        let far = Self::far(camera);
        for wall in 0..3 {
            let (a, b) = ((wall + 1) % 3, (wall + 2) % 3);
            let at = |s: f64, t: f64| {
                let mut p = far;
                (p[a], p[b]) = (s, t);
                camera.at(p)
            };
            let outline = [at(0.0, 0.0), at(1.0, 0.0), at(1.0, 1.0), at(0.0, 1.0)];
            canvas.fill(&outline, WALL);
            let pen = Pen::solid(GRID, 0.8);
            for t in places(&axes[a], &marks[a]) {
                canvas.line(&[at(t, 0.0), at(t, 1.0)], &pen);
            }
            for t in places(&axes[b], &marks[b]) {
                canvas.line(&[at(0.0, t), at(1.0, t)], &pen);
            }
            canvas.outline(&outline, &pen);
        }
    }

    /// Ticks, their texts and the names of the axes, outside of the box.
    fn scales(&self, canvas: &mut Canvas, camera: &Camera, axes: &[Axis; 3], marks: &[Ticks; 3]) {
        let em = FONT * POINT;
        let far = Self::far(camera);
        let near = far.map(|v| 1.0 - v);
        let floor = far[2];
        let middle = camera.at([0.5; 3]);
        // The vertical axis stands at the rightmost corner.
        let sides = [[far[0], near[1], 0.0], [near[0], far[1], 0.0]];
        let right = if camera.at(sides[0]).0 > camera.at(sides[1]).0 { sides[0] } else { sides[1] };
        let feet = [[0.0, near[1], floor], [near[0], 0.0, floor], right];
        let mut taken = Vec::new();
        for axis in 0..3 {
            let at = |t: f64| {
                let mut p = feet[axis];
                p[axis] = t;
                camera.at(p)
            };
            let (a, b) = (at(0.0), at(1.0));
            canvas.line(&[a, b], &Pen::solid(Color::BLACK, 0.8));
            let out = outward(a, b, middle);
            let mut reach: f64 = 0.0;
            for tick in &marks[axis].major {
                let Some(t) = axes[axis].place(tick.at).filter(|t| (-1e-6..=1.0 + 1e-6).contains(t)) else { continue };
                let foot = at(t);
                let end = (foot.0 + out.0 * 0.35 * em, foot.1 + out.1 * 0.35 * em);
                canvas.line(&[foot, end], &Pen::solid(Color::BLACK, 0.8));
                let (w, h) = text::measure(&tick.label, em);
                let clear = 0.55 * em + out.0.abs() * w / 2.0 + out.1.abs() * h / 2.0;
                let center = (foot.0 + out.0 * clear, foot.1 + out.1 * clear);
                // Where two axes meet, one number may have to go.
                let place = Rect::new(center.0 - w / 2.0, center.1 - h / 2.0, w, h);
                if taken.iter().any(|other: &Rect| other.intersects(&place)) {
                    continue;
                }
                taken.push(place);
                canvas.text(&tick.label, center, FONT, Anchor::CENTER, Color::BLACK);
                reach = reach.max(clear + out.0.abs() * w / 2.0 + out.1.abs() * h / 2.0);
            }
            let label = match &marks[axis].offset {
                Some(offset) => format!("{} ({offset})", self.labels[axis]),
                None => self.labels[axis].clone(),
            };
            let (w, h) = text::measure(&label, em);
            let clear = reach + 0.4 * em + out.0.abs() * w / 2.0 + out.1.abs() * h / 2.0;
            let center = ((a.0 + b.0) / 2.0 + out.0 * clear, (a.1 + b.1) / 2.0 + out.1 * clear);
            canvas.text(&label, center, FONT, Anchor::CENTER, Color::BLACK);
        }
    }

    fn pieces(&self, camera: &Camera, axes: &[Axis; 3]) -> Vec<(f64, Piece)> {
        let place = |p: P3| -> Option<P3> {
            let t = [axes[0].place(p[0])?, axes[1].place(p[1])?, axes[2].place(p[2])?];
            t.iter().all(|v| (-0.001..=1.001).contains(v)).then_some(t)
        };
        let mut pieces = Vec::new();
        let mut line = |a: P3, b: P3, pen: Pen| {
            if let (Some(a), Some(b)) = (place(a), place(b)) {
                let depth = (camera.depth(a) + camera.depth(b)) / 2.0;
                pieces.push((depth, Piece::Line(camera.at(a), camera.at(b), pen)));
            }
        };
        for thing in &self.things {
            if let Thing::Surface(s) = thing {
                let at = |i: usize, j: usize| [s.x[j], s.y[i], s.z[[i, j]]];
                for ((i, j), _) in s.z.indexed_iter() {
                    let fade = if seen_from_below(s, i, j, camera, axes) { BELOW } else { 1.0 };
                    let pen = Pen::solid(Color::C0.alpha(s.alpha * fade), 0.8);
                    if j + 1 < s.x.len() {
                        line(at(i, j), at(i, j + 1), pen);
                    }
                    if i + 1 < s.y.len() {
                        line(at(i, j), at(i + 1, j), pen);
                    }
                }
            }
        }
        for thing in &self.things {
            if let Thing::Arrows(arrows) = thing {
                pieces.extend(self.arrows(arrows, camera, axes));
            }
        }
        pieces
    }

    /// Whether an arrow begins on a surface where that is seen from below.
    fn on_lower_side(&self, arrows: &super::Arrows3, i: usize, camera: &Camera, axes: &[Axis; 3]) -> bool {
        let [x, y, z] = std::array::from_fn(|axis| arrows.from[axis][i]);
        let nearest = |values: &[f64], v: f64| {
            (0..values.len()).min_by(|&a, &b| (values[a] - v).abs().total_cmp(&(values[b] - v).abs())).unwrap_or(0)
        };
        self.things.iter().any(|thing| {
            let Thing::Surface(s) = thing else { return false };
            let (i, j) = (nearest(&s.y, y), nearest(&s.x, x));
            let on_it =
                s.z.get((i, j)).is_some_and(|height| (height - z).abs() < 1e-6 * (axes[2].hi - axes[2].lo).abs());
            on_it && seen_from_below(s, i, j, camera, axes)
        })
    }

    fn arrows(&self, arrows: &super::Arrows3, camera: &Camera, axes: &[Axis; 3]) -> Vec<(f64, Piece)> {
        let both: Vec<(P3, P3)> = (0..arrows.from[0].len())
            .filter(|&i| !self.on_lower_side(arrows, i, camera, axes))
            .filter_map(|i| {
                let from: P3 = std::array::from_fn(|a| (arrows.from[a][i] - axes[a].lo) / (axes[a].hi - axes[a].lo));
                let by: P3 = std::array::from_fn(|a| arrows.by[a][i] / (axes[a].hi - axes[a].lo));
                let length = dot(by, by);
                (from.iter().chain(&by).all(|v| v.is_finite()) && length > 0.0).then_some((from, by))
            })
            .collect();
        let longest = both.iter().map(|(_, by)| dot(*by, *by).sqrt()).fold(0.0, f64::max);
        let factor = arrows.scale.filter(|s| *s != 0.0).map_or(0.125 / longest.max(f64::MIN_POSITIVE), |s| 1.0 / s);
        both.into_iter()
            .map(|(from, by)| {
                let to: P3 = std::array::from_fn(|i| from[i] + factor * by[i]);
                let depth = camera.depth(from).max(camera.depth(to)) + 0.1;
                (depth, Piece::Arrow(camera.at(from), camera.at(to), arrows.width, arrows.color))
            })
            .collect()
    }
}

/// Whether the eye sees the lower side of a surface at `[i, j]`.
fn seen_from_below(s: &super::Surface, i: usize, j: usize, camera: &Camera, axes: &[Axis; 3]) -> bool {
    let around = |k: usize, n: usize| (k.saturating_sub(1), (k + 1).min(n - 1));
    let ((i0, i1), (j0, j1)) = (around(i, s.y.len()), around(j, s.x.len()));
    // In lengths of the box.
    let length = |axis: usize, v: f64| v / (axes[axis].hi - axes[axis].lo) * SIDES[axis];
    let slope_x = length(2, s.z[[i, j1]] - s.z[[i, j0]]) / length(0, s.x[j1] - s.x[j0]);
    let slope_y = length(2, s.z[[i1, j]] - s.z[[i0, j]]) / length(1, s.y[i1] - s.y[i0]);
    dot([-slope_x, -slope_y, 1.0], camera.toward) < 0.0
}

/// Where the ticks of an axis lie, 0..=1.
fn places(axis: &Axis, marks: &Ticks) -> Vec<f64> {
    marks.major.iter().filter_map(|t| axis.place(t.at)).filter(|t| (0.0..=1.0).contains(t)).collect()
}

/// The unit vector across the line from `a` to `b`, away from `middle`.
fn outward(a: Pt, b: Pt, middle: Pt) -> Pt {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx.hypot(dy).max(1e-9);
    let n = (-dy / length, dx / length);
    let away = ((a.0 + b.0) / 2.0 - middle.0) * n.0 + ((a.1 + b.1) / 2.0 - middle.1) * n.1;
    if away < 0.0 { (-n.0, -n.1) } else { n }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;
    use ndarray::Array2;

    fn bowl() -> (Vec<f64>, Array2<f64>) {
        let x = crate::linspace(-3.0, 3.0, 25);
        let z = Array2::from_shape_fn((25, 25), |(i, j)| x[j] * x[j] + x[i] * x[i]);
        (x, z)
    }

    #[test]
    fn near_is_below_far_and_up_is_up() {
        let axes = Axes3::new();
        let camera = Camera::new(&axes, Rect::new(0.0, 0.0, 400.0, 400.0));
        // Seen from azimuth -60°: x runs to the right, y away to the right, z up.
        let origin = camera.at([0.0, 0.0, 0.0]);
        assert!(camera.at([1.0, 0.0, 0.0]).0 > origin.0);
        assert!(camera.at([0.0, 1.0, 0.0]).1 < origin.1);
        assert!(camera.at([0.0, 0.0, 1.0]).1 < origin.1);
        assert!(camera.depth([1.0, 0.0, 0.0]) > camera.depth([0.0, 1.0, 0.0]));
        for i in 0..8 {
            let p = camera.at(corner(i));
            assert!(Rect::new(-0.01, -0.01, 400.02, 400.02).contains(p), "{p:?}");
        }
    }

    #[test]
    fn near_parts_hide_far_ones() {
        let (near, far) = ((0.2, Color::RED), (0.8, Color::BLUE));
        let draw = |arrows: &[(f64, Color)]| {
            let mut ax = Axes3::new();
            ax.xlim(0.0, 1.0).ylim(0.0, 1.0).view(0.0, -90.0);
            for &(y, color) in arrows {
                ax.quiver(([0.2], [y], [0.5]), ([0.6], [0.0], [0.0])).color(color).scale(1.0).width(9.0);
            }
            Figure::from(ax).draw().unwrap()
        };
        let (red, blue, both) = (draw(&[near]), draw(&[far]), draw(&[near, far]));
        let pixels = (0..480).flat_map(|y| (0..640).map(move |x| (x, y)));
        let shared: Vec<_> =
            pixels.filter(|&(x, y)| red.pixel(x, y) == Color::RED && blue.pixel(x, y) == Color::BLUE).collect();
        assert!(shared.len() > 100, "{} pixels", shared.len());
        assert!(shared.iter().all(|&(x, y)| both.pixel(x, y) == Color::RED), "the far arrow covers the near one");
    }

    #[test]
    fn what_is_seen_from_below_is_pale_and_bears_no_arrows() {
        // A plane that falls towards the eye is seen from above, one that rises towards it from below.
        let blue = |slope: f64| {
            let mut ax = Axes3::new();
            ax.view(20.0, -90.0);
            let y = crate::linspace(0.0, 1.0, 11);
            ax.wireframe(&y, &y, Array2::from_shape_fn((11, 11), |(i, _)| slope * y[i]));
            ax.quiver(([0.5], [0.5], [slope * 0.5]), ([0.2], [0.0], [0.0])).color(Color::RED).width(5.0);
            let canvas = Figure::from(ax).draw().unwrap();
            let pixels = (0..480).flat_map(|y| (0..640).map(move |x| (x, y)));
            let strong = pixels.filter(|&(x, y)| canvas.pixel(x, y).r < 90 && canvas.pixel(x, y).b > 150).count();
            (strong, canvas.count(Color::RED))
        };
        let ((above, arrow), (below, no_arrow)) = (blue(1.0), blue(-1.0));
        assert!(above > 500 && below == 0, "{above} strong pixels from above, {below} from below");
        assert!(arrow > 50 && no_arrow == 0, "{arrow} pixels of the arrow, {no_arrow}");
    }

    #[test]
    fn texts_do_not_overlap_and_stay_on_the_sheet() {
        let (x, z) = bowl();
        for azimuth in [-60.0, -120.0, 30.0, 45.0, 135.0] {
            let mut ax = Axes3::new();
            ax.title("f").xlabel("x₀").ylabel("x₁").zlabel("f(x)").view(30.0, azimuth);
            ax.wireframe(&x, &x, &z);
            let canvas = Figure::from(ax).draw().unwrap();
            for (i, (name, a)) in canvas.texts.iter().enumerate() {
                assert!(
                    a.x > 0.0 && a.y > 0.0 && a.right() < 640.0 && a.bottom() < 480.0,
                    "{name} at {a:?}, {azimuth}"
                );
                for (other, b) in &canvas.texts[..i] {
                    assert!(!a.intersects(b), "{name} lies on {other} at azimuth {azimuth}");
                }
            }
        }
    }
}
