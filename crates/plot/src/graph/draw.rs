//! A graph on the sheet.

use super::route::{LABEL, Route};
use super::{Graph, Node, Shape};
use crate::canvas::{Anchor, Canvas};
use crate::color::Color;
use crate::geometry::{Pt, Rect};
use crate::style::Pen;
use crate::text::{self, POINT};

/// Radius of the bends of lines.
const BEND: f64 = 16.0;
/// Width and height of the smallest graph; with the room around it, it becomes a picture of 200×100.
const SMALLEST: Pt = (180.0, 80.0);

impl Graph {
    fn head(&self) -> f64 {
        if self.title.is_empty() { 0.0 } else { text::measure(&self.title, 12.0 * POINT).1 + 14.0 }
    }

    /// Width and height that the graph needs, in pixels, but no less than is comfortable to look at.
    pub(crate) fn size(&self) -> Pt {
        let (w, h) = self.layout().size;
        let w = w.max(text::measure(&self.title, 12.0 * POINT).0);
        (w.max(SMALLEST.0), (h + self.head()).max(SMALLEST.1))
    }

    /// Draws the graph in the middle of `area`, smaller if it must be.
    pub(crate) fn draw(&self, canvas: &mut Canvas, area: Rect) {
        let layout = self.layout();
        let room = Rect::new(area.x, area.y + self.head(), area.w, (area.h - self.head()).max(1.0));
        let zoom = (room.w / layout.size.0.max(1.0)).min(room.h / layout.size.1.max(1.0)).min(1.0);
        let origin = (room.center().0 - layout.size.0 * zoom / 2.0, room.center().1 - layout.size.1 * zoom / 2.0);
        let at = |p: Pt| (origin.0 + p.0 * zoom, origin.1 + p.1 * zoom);
        let place = |r: &Rect| Rect::new(at((r.x, r.y)).0, at((r.x, r.y)).1, r.w * zoom, r.h * zoom);
        canvas.text(&self.title, (area.center().0, area.y), 12.0, Anchor::TOP, Color::BLACK);
        for route in &layout.routes {
            draw_route(canvas, route, &route.points.iter().map(|&p| at(p)).collect::<Vec<_>>());
        }
        for (node, rect) in self.nodes.iter().zip(&layout.nodes) {
            draw_node(canvas, node, place(rect), zoom);
        }
        for route in &layout.routes {
            if let Some(label) = &route.label_box {
                canvas.text(&route.label, place(label).center(), LABEL * zoom, Anchor::CENTER, route.label_color);
            }
        }
    }
}

fn draw_node(canvas: &mut Canvas, node: &Node, r: Rect, zoom: f64) {
    let pen = Pen::solid(node.color, 1.0);
    match node.shape {
        Shape::Hidden => return,
        Shape::Plain => {}
        Shape::Rect => {
            let outline = crate::legend::rounded(r, 4.0);
            canvas.fill(&outline, node.fill);
            canvas.outline(&outline, &pen);
        }
        Shape::Circle | Shape::Ellipse => canvas.ellipse(r, node.fill, &pen),
    }
    let (x, y) = r.center();
    canvas.text(&node.label, (x, y + 0.1 * node.font * POINT), node.font * zoom, Anchor::CENTER, node.text_color);
}

fn draw_route(canvas: &mut Canvas, route: &Route, points: &[Pt]) {
    let pen = Pen { color: route.color, width: 1.0, dash: route.dash };
    let mut line = rounded(points);
    let (tip, before) = (points[points.len() - 1], points[points.len() - 2]);
    let (dx, dy) = (tip.0 - before.0, tip.1 - before.1);
    let length = dx.hypot(dy).max(1e-9);
    let (u, v) = (dx / length, dy / length);
    let head = 9.0;
    if let Some(last) = line.last_mut() {
        *last = (tip.0 - u * head * 0.8, tip.1 - v * head * 0.8);
    }
    canvas.line(&line, &pen);
    canvas.arrow_head(tip, (u, v), head, route.color);
}

/// The line with its bends rounded.
fn rounded(points: &[Pt]) -> Vec<Pt> {
    let mut line = vec![points[0]];
    for w in points.windows(3) {
        let toward = |to: Pt| {
            let (dx, dy) = (to.0 - w[1].0, to.1 - w[1].1);
            let length = dx.hypot(dy).max(1e-9);
            let r = BEND.min(length / 2.0) / length;
            (w[1].0 + dx * r, w[1].1 + dy * r)
        };
        let (a, b) = (toward(w[0]), toward(w[2]));
        for i in 0..=8 {
            let t = f64::from(i) / 8.0;
            let mix = |a: f64, c: f64, b: f64| (1.0 - t) * (1.0 - t) * a + 2.0 * t * (1.0 - t) * c + t * t * b;
            line.push((mix(a.0, w[1].0, b.0), mix(a.1, w[1].1, b.1)));
        }
    }
    line.push(points[points.len() - 1]);
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;

    #[test]
    fn the_sheet_fits_and_shows_both_directions() {
        let mut g = Graph::new();
        g.title("f");
        g.node("x", "x").fill(Color::YELLOW);
        g.edge("x", "y").forward("1").backward("2");
        let canvas = Figure::from(g).draw().unwrap();
        assert!(canvas.width() < 320 && canvas.height() < 160, "{}×{}", canvas.width(), canvas.height());
        assert!(canvas.count(Color::YELLOW) > 800);
        assert!(canvas.count(Color::CRIMSON) > 15);
        for (i, (name, a)) in canvas.texts.iter().enumerate() {
            assert!(a.x > 0.0 && a.y > 0.0 && a.right() < canvas.width() as f64 && a.bottom() < canvas.height() as f64);
            for (other, b) in &canvas.texts[..i] {
                assert!(!a.intersects(b), "{name} lies on {other}");
            }
        }
    }

    #[test]
    fn an_empty_graph_and_a_single_node_can_be_drawn() {
        Figure::from(Graph::new()).draw().unwrap();
        let mut g = Graph::new();
        g.node("alone", "alone");
        Figure::from(g).draw().unwrap();
    }
}
