//! Where the nodes, edges and labels of a graph stand, in pixels.

use super::order::Layers;
use super::route::{LABEL, Layout, Route, clipped, shifted};
use super::{Edge, Graph, Node, Shape};
use crate::color::Color;
use crate::geometry::{Pt, Rect};
use crate::style::Dash;
use crate::text::{self, POINT};

/// Distance of the two lines of an edge that goes forward and backward from its middle.
const LANE: f64 = 4.5;

impl Graph {
    /// Spreads the graph until no label lies on a node, on another label or, if that can be had for little, on a line.
    pub(super) fn layout(&self) -> Layout {
        let layers = Layers::new(self);
        let mut clean: Option<(usize, Layout)> = None;
        let mut spread = 1.0;
        while spread < 6.0 && (spread < 2.2 || clean.is_none()) {
            let layout = self.spread(&layers, spread);
            let crossed = layout.crossed();
            if layout.clashes() == 0 && clean.as_ref().is_none_or(|(least, _)| crossed < *least) {
                if crossed == 0 {
                    return layout;
                }
                clean = Some((crossed, layout));
            }
            spread *= 1.1;
        }
        clean.map_or_else(|| self.spread(&layers, spread), |(_, layout)| layout)
    }

    fn spread(&self, layers: &Layers, spread: f64) -> Layout {
        let sizes: Vec<Pt> = self.nodes.iter().map(size).collect();
        let mut centers = self.centers(layers, &sizes, spread);
        let mut routes: Vec<Route> = Vec::new();
        let mut around = 0;
        let far = farthest(&centers, &sizes, self.downwards);
        let ports = self.ports(layers, &centers, &sizes);
        for (i, edge) in self.edges.iter().enumerate() {
            let points = self.points(layers, i, &centers, &sizes, far, &ports[i], &mut around);
            self.add_routes(edge, points, &sizes, &centers, &mut routes);
        }
        centers.truncate(self.nodes.len());
        let nodes: Vec<Rect> =
            centers.iter().zip(&sizes).map(|(c, s)| Rect::new(c.0 - s.0 / 2.0, c.1 - s.1 / 2.0, s.0, s.1)).collect();
        let mut layout = Layout { nodes, routes, size: (0.0, 0.0) };
        layout.place_labels();
        layout.move_to_origin();
        layout
    }

    /// Centres of nodes and bends.
    fn centers(&self, layers: &Layers, sizes: &[Pt], spread: f64) -> Vec<Pt> {
        let down = self.downwards;
        let extent = |item: usize| sizes.get(item).map_or((0.0, 14.0), |s| if down { (s.1, s.0) } else { *s });
        // The room that the labels need in front of each layer, and across.
        let (mut long, mut broad) = (vec![0.0_f64; layers.order.len() + 1], 0.0_f64);
        for edge in &self.edges {
            let back = edge.backward.as_deref().unwrap_or_default();
            let (a, b) = (text::measure(&edge.label, LABEL * POINT), text::measure(back, LABEL * POINT));
            let (along, across) = if down { (a.1.max(b.1), a.0 + b.0) } else { (a.0.max(b.0), a.1 + b.1) };
            let (from, to) = (layers.rank[edge.from], layers.rank[edge.to]);
            for room in &mut long[from.min(to) + 1..=from.max(to)] {
                *room = room.max(along / from.abs_diff(to) as f64);
            }
            broad = broad.max(across);
        }
        let gap = |r: usize| (long[r] + if down { 40.0 } else { 46.0 }) * spread.sqrt();
        let apart = (20.0 + broad * if down { 0.6 } else { 0.8 }) * spread;
        let across = across(layers, |item| extent(item).1, apart);
        let per_line = self.wrap.unwrap_or(usize::MAX);
        let mut centers = vec![(0.0, 0.0); layers.rank.len()];
        let (mut along, mut base) = (0.0, 0.0);
        for (r, layer) in layers.order.iter().enumerate() {
            let deep = layer.iter().map(|&item| extent(item).0).fold(0.0, f64::max);
            if r > 0 && r % per_line == 0 {
                // The next line begins below everything in this one.
                let reach = |line: usize, sign: f64| {
                    let items = layers.order.iter().skip(line * per_line).take(per_line).flatten();
                    items.map(|&i| sign * across[i] + extent(i).1 / 2.0).fold(0.0, f64::max)
                };
                base +=
                    reach(r / per_line - 1, 1.0) + reach(r / per_line, -1.0) + (2.0 * broad).max(28.0) + 24.0 * spread;
                along = 0.0;
            }
            for &item in layer {
                let (a, c) = (along + deep / 2.0, base + across[item]);
                centers[item] = if down { (c, a) } else { (a, c) };
            }
            along += deep + gap(r + 1);
        }
        centers
    }

    /// Where edges end beside each other at a node: how far from its middle, across the layout, at origin and target.
    fn ports(&self, layers: &Layers, centers: &[Pt], sizes: &[Pt]) -> Vec<(f64, f64)> {
        let across = |p: Pt| if self.downwards { p.0 } else { p.1 };
        let mut ports = vec![(0.0, 0.0); self.edges.len()];
        for (node, size) in sizes.iter().enumerate() {
            for forth in [true, false] {
                let mut ends: Vec<(f64, usize)> = Vec::new();
                for (i, edge) in self.edges.iter().enumerate() {
                    let other = if edge.from == node { edge.to } else { edge.from };
                    let touches = (edge.from == node) != (edge.to == node);
                    let (here, there) = (layers.rank[node], layers.rank[other]);
                    if touches && here != there && (there > here) == forth && !layers.led_around[i] {
                        let bends = &layers.bends[i];
                        let next = if forth { bends.first() } else { bends.last() };
                        ends.push((across(centers[next.copied().unwrap_or(other)]), i));
                    }
                }
                ends.sort_by(|a, b| a.0.total_cmp(&b.0));
                let step = (0.75 * across(*size) / (ends.len().max(2) - 1) as f64).min(4.2 * LANE);
                for (k, &(_, i)) in ends.iter().enumerate() {
                    // Companions run between the same ends; their lanes keep them apart.
                    let companion = k > 0
                        && self.edges[ends[k - 1].1].from == self.edges[i].to
                        && self.edges[ends[k - 1].1].to == self.edges[i].from;
                    let port = (k as f64 - (ends.len() - 1) as f64 / 2.0) * step;
                    let port = if companion { self.port(&ports, ends[k - 1].1, node) } else { port };
                    if self.edges[i].from == node { ports[i].0 = port } else { ports[i].1 = port }
                }
            }
        }
        ports
    }

    fn port(&self, ports: &[(f64, f64)], edge: usize, node: usize) -> f64 {
        if self.edges[edge].from == node { ports[edge].0 } else { ports[edge].1 }
    }

    /// The middle line of an edge from its origin to its target, from node to node.
    #[expect(clippy::too_many_arguments, reason = "one line each of what has been laid out before")]
    fn points(
        &self,
        layers: &Layers,
        i: usize,
        centers: &[Pt],
        sizes: &[Pt],
        far: f64,
        ports: &(f64, f64),
        around: &mut usize,
    ) -> Vec<Pt> {
        let edge = &self.edges[i];
        let (from, to) = (layers.rank[edge.from], layers.rank[edge.to]);
        let per_line = self.wrap.unwrap_or(usize::MAX);
        let (a, b) = (centers[edge.from], centers[edge.to]);
        let anchor = |node: usize, port: f64, other: usize| {
            let (c, s, forth) = (centers[node], sizes[node], layers.rank[other] as f64 - layers.rank[node] as f64);
            let face = match self.nodes[node].shape {
                // Boxes are left at their faces, not somewhere on the way to their middle.
                Shape::Rect | Shape::Plain if forth != 0.0 => forth.signum() / 2.0,
                _ => 0.0,
            };
            if self.downwards { (c.0 + port, c.1 + face * s.1) } else { (c.0 + face * s.0, c.1 + port) }
        };
        let mut points = vec![anchor(edge.from, ports.0, edge.to)];
        if layers.led_around[i] {
            // Below everything, or on its right.
            let step = self
                .edges
                .iter()
                .map(|e| text::measure(&e.label, LABEL * POINT))
                .map(|l| if self.downwards { l.0 } else { l.1 });
            let lane = far + 26.0 + (14.0 + step.fold(0.0, f64::max)) * *around as f64;
            *around += 1;
            let side = if edge.from == edge.to { sizes[edge.from].0.min(sizes[edge.from].1) / 4.0 } else { 0.0 };
            if self.downwards {
                points = vec![(a.0, a.1 + side), (lane, a.1 + side), (lane, b.1 - side), (b.0, b.1 - side)];
            } else {
                points = vec![(a.0 + side, a.1), (a.0 + side, lane), (b.0 - side, lane), (b.0 - side, b.1)];
            }
        } else if from / per_line != to / per_line {
            // From the end of one line to the start of the next.
            let turned = |p: Pt| if self.downwards { (p.1, p.0) } else { p };
            let ((a, size_a), (b, size_b)) =
                ((turned(a), turned(sizes[edge.from])), (turned(b), turned(sizes[edge.to])));
            let middle = (a.1 + b.1) / 2.0;
            let (last, first) = (a.0 + size_a.0 / 2.0 + 18.0, b.0 - size_b.0 / 2.0 - 18.0);
            points = [a, (last, a.1), (last, middle), (first, middle), (first, b.1), b].map(turned).to_vec();
        } else {
            let mut bends: Vec<Pt> = layers.bends[i].iter().map(|&bend| centers[bend]).collect();
            if from > to {
                bends.reverse();
            }
            points.extend(bends);
            points.push(anchor(edge.to, ports.1, edge.from));
        }
        points
    }

    /// The lines of an edge: one, or two lanes if it goes forward and backward (or has a companion that goes back).
    fn add_routes(&self, edge: &Edge, points: Vec<Pt>, sizes: &[Pt], centers: &[Pt], routes: &mut Vec<Route>) {
        let companion = edge.from != edge.to && self.edges.iter().any(|e| (e.from, e.to) == (edge.to, edge.from));
        let shape = |i: usize| (&self.nodes[i], centers[i], sizes[i]);
        let two = companion || edge.backward.is_some();
        let lane = |points: &[Pt]| if two { shifted(points, LANE) } else { points.to_vec() };
        let forward = lane(&points);
        routes.push(Route {
            points: clipped(forward, shape(edge.from), shape(edge.to)),
            color: edge.color,
            dash: edge.dash,
            label: edge.label.clone(),
            label_color: edge.label_color,
            label_box: None,
            one_sided: two,
        });
        if let Some(back) = &edge.backward {
            let backward: Vec<Pt> = points.into_iter().rev().collect();
            routes.push(Route {
                points: clipped(lane(&backward), shape(edge.to), shape(edge.from)),
                color: Color::CRIMSON,
                dash: Dash::Dashed,
                label: back.clone(),
                label_color: Color::CRIMSON,
                label_box: None,
                one_sided: true,
            });
        }
    }
}

/// Least squares: every item near the mean of its neighbours, and far enough from the items beside it.
fn across(layers: &Layers, extent: impl Fn(usize) -> f64, apart: f64) -> Vec<f64> {
    let mut place = vec![0.0; layers.rank.len()];
    let distance = |a: usize, b: usize| (extent(a) + extent(b)) / 2.0 + apart;
    for layer in &layers.order {
        let mut at = 0.0;
        for (i, &item) in layer.iter().enumerate() {
            at += if i > 0 { distance(layer[i - 1], item) } else { 0.0 };
            place[item] = at;
        }
        layer.iter().for_each(|&item| place[item] -= at / 2.0);
    }
    for sweep in 0..24 {
        let forth = sweep % 2 == 0;
        let layers_in_turn: Vec<_> =
            if forth { layers.order.iter().collect() } else { layers.order.iter().rev().collect() };
        for layer in layers_in_turn {
            let wishes: Vec<(f64, f64)> = layer
                .iter()
                .map(|&item| {
                    let near: Vec<usize> = match sweep {
                        0..20 => {
                            if forth {
                                layers.before[item].clone()
                            } else {
                                layers.after[item].clone()
                            }
                        }
                        _ => [&layers.before[item][..], &layers.after[item][..]].concat(),
                    };
                    match near.len() {
                        0 => (place[item], 0.05),
                        n => (near.iter().map(|&n| place[n]).sum::<f64>() / n as f64, 1.0),
                    }
                })
                .collect();
            let gaps: Vec<f64> = layer.windows(2).map(|w| distance(w[0], w[1])).collect();
            for (&item, at) in layer.iter().zip(separate(&wishes, &gaps)) {
                place[item] = at;
            }
        }
    }
    place
}

/// The places nearest to weighted wishes whose neighbours are at least `gaps` apart (isotonic regression).
fn separate(wishes: &[(f64, f64)], gaps: &[f64]) -> Vec<f64> {
    let mut offset = 0.0;
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    let mut offsets = Vec::new();
    for (i, &(wish, weight)) in wishes.iter().enumerate() {
        offset += if i > 0 { gaps[i - 1] } else { 0.0 };
        offsets.push(offset);
        let mut block = (wish - offset, weight, 1);
        while let Some(last) = blocks.last().copied().filter(|last| last.0 > block.0) {
            blocks.pop();
            let weight = last.1 + block.1;
            block = ((last.0 * last.1 + block.0 * block.1) / weight, weight, last.2 + block.2);
        }
        blocks.push(block);
    }
    let bases = blocks.iter().flat_map(|&(at, _, n)| std::iter::repeat_n(at, n));
    bases.zip(offsets).map(|(base, offset)| base + offset).collect()
}

/// Width and height of a node.
fn size(node: &Node) -> Pt {
    let (w, h) = text::measure(&node.label, node.font * POINT);
    match node.shape {
        Shape::Hidden => (2.0, 2.0),
        Shape::Plain => (w + 8.0, h + 8.0),
        Shape::Rect => (w + 22.0, (h + 18.0).max(34.0)),
        Shape::Circle => {
            let d = (w.hypot(h) + 12.0).max(40.0);
            (d, d)
        }
        Shape::Ellipse => ((w * 1.25 + 20.0).max(40.0), (h * 1.3 + 16.0).max(40.0)),
    }
}

/// The highest coordinate across the layout.
fn farthest(centers: &[Pt], sizes: &[Pt], down: bool) -> f64 {
    let across = |p: Pt| if down { p.0 } else { p.1 };
    let far = |(i, &c): (usize, &Pt)| across(c) + sizes.get(i).map_or(8.0, |&s| across(s) / 2.0);
    centers.iter().enumerate().map(far).fold(f64::MIN, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Graphs with many labels, from a small generator.
    fn random_graph(seed: u64) -> Graph {
        let mut state = seed;
        let mut next = |n: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n
        };
        let mut g = Graph::new();
        if next(2) == 0 {
            g.top_to_bottom();
        }
        let nodes = 4 + next(6);
        for i in 0..nodes {
            let node = g.node(format!("n{i}"), ["×", "+", "a long label", "two\nlines"][next(4) as usize]);
            match next(4) {
                0 => node.plain(),
                1 => node.rect(),
                2 => node.circle(),
                _ => node,
            };
        }
        for _ in 0..nodes + 2 {
            let (a, b) = (next(nodes), next(nodes));
            if a == b && g.edges.iter().any(|e| (e.from, e.to) == (a as usize, a as usize)) {
                continue;
            }
            let edge =
                g.edge(format!("n{a}"), format!("n{b}")).forward(["100", "∂L/∂x = 2(x+y)", ""][next(3) as usize]);
            if next(3) == 0 {
                edge.backward("−0.25");
            }
        }
        g
    }

    #[test]
    fn labels_never_lie_on_nodes_or_on_each_other() {
        for seed in 0..60 {
            let layout = random_graph(seed).layout();
            assert_eq!(layout.clashes(), 0, "graph {seed}");
            for (i, node) in layout.nodes.iter().enumerate() {
                assert!(layout.nodes[..i].iter().all(|other| !other.intersects(node)), "nodes of graph {seed}");
                assert!(
                    node.x >= 0.0 && node.right() <= layout.size.0 && node.y >= 0.0 && node.bottom() <= layout.size.1
                );
            }
        }
    }

    #[test]
    fn forward_values_stand_above_backward_ones() {
        let mut g = Graph::new();
        g.edge("x", "f").forward("100").backward("2.2");
        let layout = g.layout();
        let [forward, back] = &layout.routes[..] else { panic!("two lines") };
        assert!(forward.label_box.unwrap().bottom() < forward.points[0].1);
        assert!(back.label_box.unwrap().y > back.points[0].1 && back.points[0].1 > forward.points[0].1);
        assert!(back.points[0].0 > back.points[1].0, "it points back");
    }

    #[test]
    fn separation_moves_as_little_as_possible() {
        assert_eq!(separate(&[(0.0, 1.0), (0.0, 1.0)], &[2.0]), [-1.0, 1.0]);
        assert_eq!(separate(&[(0.0, 1.0), (5.0, 1.0)], &[2.0]), [0.0, 5.0]);
    }
}
