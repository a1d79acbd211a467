//! Node-and-edge graphs with automatic layout: networks and computational graphs.

mod draw;
mod layout;
mod order;
mod route;

use crate::artist::quoted;
use crate::color::Color;
use crate::style::Dash;
use std::fmt::Write;

/// A directed graph, laid out in layers from left to right (or from top to bottom) so that no label lies on a node or on another label.
///
/// ```
/// use plot::{Figure, Graph};
/// let mut g = Graph::new();
/// g.node("apple", "apple").plain();
/// g.node("count", "number of apples").plain();
/// g.node("mul", "×");
/// g.node("price", "price").plain();
/// g.edge("apple", "mul").forward("100").backward("2.2");
/// g.edge("count", "mul").forward("2").backward("110");
/// g.edge("mul", "price").forward("220").backward("1");
/// assert!(Figure::from(g).csv().contains("edge,apple,mul,100,2.2\n"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Graph {
    pub(crate) title: String,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    same_rank: Vec<Vec<usize>>,
    downwards: bool,
    wrap: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    Ellipse,
    Circle,
    Rect,
    Plain,
    Hidden,
}

/// A node, made by [`Graph::node`].
#[derive(Clone, Debug)]
pub struct Node {
    id: String,
    label: String,
    shape: Shape,
    fill: Color,
    color: Color,
    text_color: Color,
    font: f64,
}

/// An edge, made by [`Graph::edge`].
#[derive(Clone, Debug)]
pub struct Edge {
    from: usize,
    to: usize,
    label: String,
    label_color: Color,
    color: Color,
    backward: Option<String>,
    dash: Dash,
    reversed: bool,
}

impl Graph {
    /// An empty graph, laid out from left to right.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lays the graph out from top to bottom.
    pub fn top_to_bottom(&mut self) -> &mut Self {
        self.downwards = true;
        self
    }

    /// Begins a new line after every `ranks` layers, for long chains.
    pub fn wrap(&mut self, ranks: usize) -> &mut Self {
        self.wrap = Some(ranks.max(1));
        self
    }

    /// A title above the graph.
    pub fn title(&mut self, title: impl Into<String>) -> &mut Self {
        self.title = title.into();
        self
    }

    /// A node with a text of one or more lines: an ellipse, round if the text is short. A second node of the same `id` replaces the first.
    pub fn node(&mut self, id: impl Into<String>, label: impl Into<String>) -> &mut Node {
        let i = self.index(&id.into());
        self.nodes[i].label = label.into();
        &mut self.nodes[i]
    }

    /// An edge between two nodes; a node that is not there yet is made, labelled with its id.
    pub fn edge(&mut self, from: impl Into<String>, to: impl Into<String>) -> &mut Edge {
        let (from, to) = (self.index(&from.into()), self.index(&to.into()));
        self.edges.push(Edge {
            from,
            to,
            label: String::new(),
            label_color: Color::BLACK,
            color: Color::BLACK,
            backward: None,
            dash: Dash::Solid,
            reversed: false,
        });
        self.edges.last_mut().expect("just pushed")
    }

    /// Puts nodes into the same layer.
    pub fn same_rank(&mut self, ids: &[&str]) -> &mut Self {
        let group = ids.iter().map(|id| self.index(id)).collect();
        self.same_rank.push(group);
        self
    }

    fn index(&mut self, id: &str) -> usize {
        self.nodes.iter().position(|node| node.id == id).unwrap_or_else(|| {
            self.nodes.push(Node {
                id: id.to_owned(),
                label: id.to_owned(),
                shape: Shape::Ellipse,
                fill: Color::WHITE,
                color: Color::BLACK,
                text_color: Color::BLACK,
                font: 11.0,
            });
            self.nodes.len() - 1
        })
    }

    /// Nodes and edges as CSV: `kind,name,to,label,backward`.
    pub(crate) fn csv(&self) -> String {
        let mut out = "kind,name,to,label,backward\n".to_owned();
        for node in &self.nodes {
            writeln!(out, "node,{},,{},", quoted(&node.id), quoted(&node.label)).expect("a String takes everything");
        }
        for edge in &self.edges {
            let (from, to) = (quoted(&self.nodes[edge.from].id), quoted(&self.nodes[edge.to].id));
            let backward = quoted(edge.backward.as_deref().unwrap_or_default());
            writeln!(out, "edge,{from},{to},{},{backward}", quoted(&edge.label)).expect("a String takes everything");
        }
        out
    }
}

impl Node {
    /// Drawn as a circle, however long the text.
    pub fn circle(&mut self) -> &mut Self {
        self.shape = Shape::Circle;
        self
    }

    /// Drawn as a box.
    pub fn rect(&mut self) -> &mut Self {
        self.shape = Shape::Rect;
        self
    }

    /// The text alone, without an outline.
    pub fn plain(&mut self) -> &mut Self {
        self.shape = Shape::Plain;
        self
    }

    /// Not drawn at all: an edge that comes from or leads to nowhere.
    pub fn hidden(&mut self) -> &mut Self {
        self.shape = Shape::Hidden;
        self
    }

    /// The colour inside.
    pub fn fill(&mut self, color: Color) -> &mut Self {
        self.fill = color;
        self
    }

    /// The colour of the outline.
    pub fn color(&mut self, color: Color) -> &mut Self {
        self.color = color;
        self
    }

    /// The colour of the text.
    pub fn text_color(&mut self, color: Color) -> &mut Self {
        self.text_color = color;
        self
    }
}

impl Edge {
    /// The text beside the edge.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = label.into();
        self
    }

    /// The colour of the text.
    pub fn label_color(&mut self, color: Color) -> &mut Self {
        self.label_color = color;
        self
    }

    /// The colour of the line and of the text.
    pub fn color(&mut self, color: Color) -> &mut Self {
        (self.color, self.label_color) = (color, color);
        self
    }

    /// What flows along the edge, in black above it: the same as [`Edge::label`].
    pub fn forward(&mut self, value: impl Into<String>) -> &mut Self {
        self.label(value)
    }

    /// What flows back: a second, red and dashed arrow in the opposite direction, its value in red below it.
    pub fn backward(&mut self, value: impl Into<String>) -> &mut Self {
        self.backward = Some(value.into());
        self
    }

    /// A dashed line.
    pub fn dashed(&mut self) -> &mut Self {
        self.dash = Dash::Dashed;
        self
    }

    /// A dotted line.
    pub fn dotted(&mut self) -> &mut Self {
        self.dash = Dash::Dotted;
        self
    }

    /// The edge points against the direction of the layout: its target stands before its origin.
    pub fn reversed(&mut self) -> &mut Self {
        self.reversed = true;
        self
    }
}
