//! The lines of a graph and where their labels stand.

use super::{Node, Shape};
use crate::color::Color;
use crate::geometry::{Pt, Rect, cut};
use crate::style::Dash;
use crate::text::{self, POINT};

/// Font size of edge labels, points.
pub(super) const LABEL: f64 = 10.0;

/// How far labels are from the lines of others, if that can be had; from their own they are nearer.
const APART: f64 = 6.0;

/// A line with a head, and its label.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) points: Vec<Pt>,
    pub(super) color: Color,
    pub(super) dash: Dash,
    pub(super) label: String,
    pub(super) label_color: Color,
    pub(super) label_box: Option<Rect>,
    /// Whether its label must be on its left hand (it has a companion on its right).
    pub(super) one_sided: bool,
}

/// A graph laid out.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) nodes: Vec<Rect>,
    pub(super) routes: Vec<Route>,
    pub(super) size: Pt,
}

impl Layout {
    /// Number of labels that lie on a node or on another label.
    pub(super) fn clashes(&self) -> usize {
        let boxes: Vec<&Rect> = self.routes.iter().filter_map(|r| r.label_box.as_ref()).collect();
        (0..boxes.len())
            .filter(|&i| {
                self.nodes.iter().any(|n| n.intersects(boxes[i])) || boxes[..i].iter().any(|b| b.intersects(boxes[i]))
            })
            .count()
    }

    /// Number of lines that run through labels, or past those of other lines.
    pub(super) fn crossed(&self) -> usize {
        let labels = self.routes.iter().enumerate().filter_map(|(i, r)| Some((i, r.label_box?)));
        labels.map(|(i, place)| self.crossings(i, &place)).sum()
    }

    /// Number of lines that run through a label of route `i` at `place`, those of other routes also if only past it.
    fn crossings(&self, i: usize, place: &Rect) -> usize {
        let air = place.grown(APART);
        let crosses = |(j, r): &(usize, &Route)| r.crosses(if *j == i { place } else { &air });
        self.routes.iter().enumerate().filter(crosses).count()
    }

    /// Each label beside its line where it hides least: near the middle, away from nodes, labels and other lines.
    pub(super) fn place_labels(&mut self) {
        for i in 0..self.routes.len() {
            if self.routes[i].label.is_empty() {
                continue;
            }
            let best = self.candidates(i).into_iter().min_by(|a, b| a.0.total_cmp(&b.0));
            self.routes[i].label_box = best.map(|(_, place)| place);
        }
    }

    fn candidates(&self, i: usize) -> Vec<(f64, Rect)> {
        let route = &self.routes[i];
        let (w, h) = text::measure(&route.label, LABEL * POINT);
        let mut all = Vec::new();
        for k in [10, 9, 11, 8, 12, 7, 13, 6, 14, 5, 15, 4, 16, 3, 17] {
            let t = f64::from(k) / 20.0;
            let (at, normal) = along(&route.points, t);
            for side in [1.0, -1.0] {
                if route.one_sided && side < 0.0 {
                    continue;
                }
                let n = (normal.0 * side, normal.1 * side);
                let reach = 3.5 + n.0.abs() * w / 2.0 + n.1.abs() * h / 2.0;
                let c = (at.0 + n.0 * reach, at.1 + n.1 * reach);
                let place = Rect::new(c.0 - w / 2.0, c.1 - h / 2.0, w, h);
                let air = place.grown(4.0);
                let hard = self.nodes.iter().filter(|n| n.intersects(&air)).count()
                    + self.routes.iter().filter(|r| r.label_box.is_some_and(|b| b.intersects(&air))).count();
                let crossed = self.crossings(i, &place);
                let wrong_side = n.1 > 1e-6 || (n.1.abs() <= 1e-6 && n.0 < 0.0);
                let cost =
                    1000.0 * hard as f64 + 12.0 * crossed as f64 + 14.0 * (t - 0.5).abs() + 4.0 * f64::from(wrong_side);
                all.push((cost, place));
            }
        }
        all
    }

    /// Moves everything so that it begins at (0, 0).
    pub(super) fn move_to_origin(&mut self) {
        let points = self.routes.iter().flat_map(|r| &r.points).map(|p| Rect::new(p.0 - 6.0, p.1 - 6.0, 12.0, 12.0));
        let labels = self.routes.iter().filter_map(|r| r.label_box);
        let boxes: Vec<Rect> = self.nodes.iter().map(|n| n.grown(2.0)).chain(points).chain(labels).collect();
        let low = boxes.iter().fold((f64::MAX, f64::MAX), |m, b| (m.0.min(b.x), m.1.min(b.y)));
        let high = boxes.iter().fold((f64::MIN, f64::MIN), |m, b| (m.0.max(b.right()), m.1.max(b.bottom())));
        if boxes.is_empty() {
            return;
        }
        let moved = |r: &mut Rect| (r.x, r.y) = (r.x - low.0, r.y - low.1);
        self.nodes.iter_mut().for_each(moved);
        for route in &mut self.routes {
            route.points.iter_mut().for_each(|p| *p = (p.0 - low.0, p.1 - low.1));
            route.label_box.iter_mut().for_each(moved);
        }
        self.size = (high.0 - low.0, high.1 - low.1);
    }
}

impl Route {
    fn crosses(&self, place: &Rect) -> bool {
        self.points.windows(2).any(|w| cut(w[0], w[1], place).is_some())
    }
}

/// The point at a fraction of the line's length, and its left hand there.
fn along(points: &[Pt], t: f64) -> (Pt, Pt) {
    let length = |w: &[Pt]| (w[1].0 - w[0].0).hypot(w[1].1 - w[0].1);
    let mut rest = t * points.windows(2).map(length).sum::<f64>();
    for w in points.windows(2) {
        let l = length(w);
        if rest <= l && l > 0.0 {
            let f = rest / l;
            return ((w[0].0 + f * (w[1].0 - w[0].0), w[0].1 + f * (w[1].1 - w[0].1)), left(w[0], w[1]));
        }
        rest -= l;
    }
    (points[points.len() - 1], left(points[points.len() - 2], points[points.len() - 1]))
}

/// The left hand of someone who walks from `a` to `b` (y downwards).
fn left(a: Pt, b: Pt) -> Pt {
    let length = (b.0 - a.0).hypot(b.1 - a.1).max(1e-9);
    ((b.1 - a.1) / length, (a.0 - b.0) / length)
}

/// The same line further to its left hand.
pub(super) fn shifted(points: &[Pt], by: f64) -> Vec<Pt> {
    let side = |i: usize| left(points[i], points[i + 1]);
    (0..points.len())
        .map(|i| {
            let normals = [i.checked_sub(1).map(side), (i + 1 < points.len()).then(|| side(i))];
            let n = normals.iter().flatten().fold((0.0, 0.0), |s, n| (s.0 + n.0, s.1 + n.1));
            let length = n.0.hypot(n.1).max(1e-9);
            // At a corner further, so that both sides keep their distance.
            let stretch = by * normals.iter().flatten().count() as f64 / length / length.max(1.0);
            (points[i].0 + n.0 * stretch, points[i].1 + n.1 * stretch)
        })
        .collect()
}

/// The line without its parts inside the two nodes.
pub(super) fn clipped(mut points: Vec<Pt>, from: (&Node, Pt, Pt), to: (&Node, Pt, Pt)) -> Vec<Pt> {
    let end = points.len() - 1;
    points[0] = boundary(from, points[0], points[1], 0.0);
    points[end] = boundary(to, points[end], points[end - 1], 1.5);
    points
}

/// Where the line from `inside` a node to `outside` leaves it.
fn boundary((node, c, s): (&Node, Pt, Pt), inside: Pt, outside: Pt, air: f64) -> Pt {
    let (dx, dy) = (outside.0 - inside.0, outside.1 - inside.1);
    let round = matches!(node.shape, Shape::Ellipse | Shape::Circle);
    let (rx, ry) = (s.0 / 2.0 + air, s.1 / 2.0 + air);
    if round {
        // |inside + t·d − c| = 1 in units of the half axes.
        let (px, py, qx, qy) = ((inside.0 - c.0) / rx, (inside.1 - c.1) / ry, dx / rx, dy / ry);
        let (a, b, k) = (qx * qx + qy * qy, px * qx + py * qy, px * px + py * py - 1.0);
        let t = (-b + (b * b - a * k).max(0.0).sqrt()) / a.max(1e-12);
        return (inside.0 + t * dx, inside.1 + t * dy);
    }
    let shape = Rect::new(c.0 - rx, c.1 - ry, 2.0 * rx, 2.0 * ry);
    cut(inside, outside, &shape).map_or(inside, |(_, leaves)| leaves)
}
