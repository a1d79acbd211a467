//! The graphs that the chapter draws, one function each, in its order.

use plot::Graph;

use crate::buy_apple::buy_apple as prices;
use crate::buy_apple_orange::buy_apple_orange as prices_of_both;

/// An edge: from, to, forward value, backward value; an empty value is not written.
type Flow<'a> = (&'a str, &'a str, &'a str, &'a str);

/// A graph of `operations` (id, symbol), whose other ends of edges are invisible.
fn flow(operations: &[(&str, &str)], edges: &[Flow<'_>]) -> Graph {
    let mut graph = Graph::new();
    for &(id, symbol) in operations {
        graph.node(id, symbol).circle();
    }
    connect(&mut graph, operations, edges);
    graph
}

fn connect(graph: &mut Graph, operations: &[(&str, &str)], edges: &[Flow<'_>]) {
    for end in edges.iter().flat_map(|edge| [edge.0, edge.1]) {
        if !operations.iter().any(|(id, _)| *id == end) {
            graph.node(end, "").hidden();
        }
    }
    for &(from, to, forward, backward) in edges {
        let edge = graph.edge(from, to);
        edge.forward(forward);
        if !backward.is_empty() {
            edge.backward(backward);
        }
    }
}

pub(crate) fn node_and_edge() -> Graph {
    let mut graph = Graph::new();
    graph.node("from", "node").circle();
    graph.node("to", "node").circle();
    graph.edge("from", "to").forward("edge");
    graph
}

pub(crate) fn apples_by_constants() -> Graph {
    let mut graph = Graph::new();
    graph.node("apple", "apple").plain();
    graph.node("number", "×2").circle();
    graph.node("tax", "×1.1").circle();
    graph.node("price", "price").plain();
    graph.edge("apple", "number").forward("100");
    graph.edge("number", "tax").forward("200");
    graph.edge("tax", "price").forward("220");
    graph
}

pub(crate) fn apples() -> Graph {
    buy_apple(prices(100.0, 2.0, 1.1), |_| false)
}

/// Two products. `backward` chooses the nodes whose outgoing edge shows its gradient too.
pub(crate) fn buy_apple([values, gradients]: [[f64; 5]; 2], backward: impl Fn(&str) -> bool) -> Graph {
    let mut graph = Graph::new();
    for input in ["apple", "number of apples", "tax", "price"] {
        graph.node(input, input).plain();
    }
    graph.node("apples", "×").circle();
    graph.node("taxed", "×").circle();
    let edges = [
        ("apple", "apples"),
        ("number of apples", "apples"),
        ("apples", "taxed"),
        ("tax", "taxed"),
        ("taxed", "price"),
    ];
    prices_at(&mut graph, &edges, &values, &gradients, backward);
    graph
}

pub(crate) fn apples_and_oranges() -> Graph {
    buy_apple_orange(prices_of_both(100.0, 2.0, 150.0, 3.0, 1.1), false)
}

/// Three products and a sum, with the gradients if `backward`.
pub(crate) fn buy_apple_orange([values, gradients]: [[f64; 9]; 2], backward: bool) -> Graph {
    let mut graph = Graph::new();
    for input in ["number of apples", "apple", "orange", "number of oranges", "tax", "price"] {
        graph.node(input, input).plain();
    }
    for (id, operation) in [("apples", "×"), ("oranges", "×"), ("all", "+"), ("taxed", "×")] {
        graph.node(id, operation).circle();
    }
    let edges = [
        ("number of apples", "apples"),
        ("apple", "apples"),
        ("orange", "oranges"),
        ("number of oranges", "oranges"),
        ("apples", "all"),
        ("oranges", "all"),
        ("all", "taxed"),
        ("tax", "taxed"),
        ("taxed", "price"),
    ];
    prices_at(&mut graph, &edges, &values, &gradients, |_| backward);
    graph
}

/// Edges with their values, and with their gradients where they leave a node that `backward` chooses.
fn prices_at(
    graph: &mut Graph,
    edges: &[(&str, &str)],
    values: &[f64],
    gradients: &[f64],
    backward: impl Fn(&str) -> bool,
) {
    for ((&(from, to), &value), &gradient) in edges.iter().zip(values).zip(gradients) {
        let edge = graph.edge(from, to).forward(short(value));
        if backward(from) {
            edge.backward(short(gradient));
        }
    }
}

/// A number as it is written at an edge: 220.00000000000003 is 220.
pub fn short(x: f64) -> String {
    ((x * 1e6).round() / 1e6).to_string()
}

pub(crate) fn local_computation() -> Graph {
    let mut graph = Graph::new();
    graph.node("apple", "apple").plain();
    graph.node("number", "number of apples").plain();
    graph.node("product", "×").circle();
    graph.node("rest", "whatever comes next").plain();
    graph.edge("apple", "product").forward("100");
    graph.edge("number", "product").forward("2");
    graph.edge("product", "rest").forward("200").dashed();
    graph
}

pub(crate) fn apple_derivative() -> Graph {
    buy_apple(prices(100.0, 2.0, 1.1), |from| ["apple", "apples", "taxed"].contains(&from))
}

pub(crate) fn backward_of_f() -> Graph {
    flow(&[("f", "f")], &[("x", "f", "x", "E·∂y/∂x"), ("f", "y", "y", "E")])
}

/// The source writes x where the sum stands, and y = x² for the whole.
pub(crate) fn chain_rule() -> Graph {
    flow(
        &[("sum", "+"), ("square", "t²")],
        &[
            ("x", "sum", "x", "∂z/∂z · ∂z/∂t · ∂t/∂x = 2(x + y)"),
            ("y", "sum", "y", "∂z/∂z · ∂z/∂t · ∂t/∂y = 2(x + y)"),
            ("sum", "square", "t", "∂z/∂z · ∂z/∂t = 2t"),
            ("square", "z", "z", "∂z/∂z = 1"),
        ],
    )
}

/// The source adds 2x and 3y first, and so computes (2x + 3y)·4z.
pub(crate) fn polynomial() -> Graph {
    let mut graph = Graph::new();
    for (factor, variable) in [("2", "x"), ("3", "y"), ("4", "z")] {
        let product = format!("{factor}{variable}");
        graph.node(factor, factor).plain();
        graph.node(variable, variable).plain();
        graph.node(&product, "×").circle();
        graph.edge(factor, &product);
        graph.edge(variable, &product);
    }
    graph.node("3y·4z", "×").circle();
    graph.node("sum", "+").circle();
    graph.node("f", "f(x, y, z)").plain();
    graph.edge("2x", "sum").forward("2x");
    graph.edge("3y", "3y·4z").forward("3y");
    graph.edge("4z", "3y·4z").forward("4z");
    graph.edge("3y·4z", "sum").forward("3y·4z");
    graph.edge("sum", "f").forward("2x + 3y·4z");
    graph
}

pub(crate) fn add_node() -> Graph {
    flow(
        &[("+", "+")],
        &[
            ("x", "+", "x", "∂L/∂z · ∂z/∂x = ∂L/∂z · 1"),
            ("y", "+", "y", "∂L/∂z · ∂z/∂y = ∂L/∂z · 1"),
            ("+", "z", "z", "∂L/∂z"),
        ],
    )
}

pub(crate) fn multiply_node() -> Graph {
    flow(
        &[("×", "×")],
        &[
            ("x", "×", "x", "∂L/∂z · ∂z/∂x = ∂L/∂z · y"),
            ("y", "×", "y", "∂L/∂z · ∂z/∂y = ∂L/∂z · x"),
            ("×", "z", "z", "∂L/∂z"),
        ],
    )
}

pub(crate) fn relu() -> Graph {
    flow(
        &[("positive", "ReLU"), ("negative", "ReLU")],
        &[
            ("x > 0", "positive", "x > 0", "∂L/∂y"),
            ("positive", "y = x", "y = x", "∂L/∂y"),
            ("x ≤ 0", "negative", "x ≤ 0", "0"),
            ("negative", "y = 0", "y = 0", "∂L/∂y"),
        ],
    )
}

/// What reaches x, ∂L/∂y · y² exp(−x), is ∂L/∂y · y(1 − y).
pub(crate) fn sigmoid() -> Graph {
    flow(
        &[("×", "×"), ("exp", "exp"), ("+", "+"), ("/", "/")],
        &[
            ("x", "×", "x", "∂L/∂y · y(1 − y)"),
            ("−1", "×", "−1", ""),
            ("×", "exp", "−x", "−∂L/∂y · y² exp(−x)"),
            ("exp", "+", "exp(−x)", "−∂L/∂y · y²"),
            ("1", "+", "1", ""),
            ("+", "/", "1 + exp(−x)", "−∂L/∂y · y²"),
            ("/", "y", "y", "∂L/∂y"),
        ],
    )
}

pub(crate) fn dot_product() -> Graph {
    flow(
        &[("x1", "x1"), ("x2", "x2"), ("y", "y"), ("z", "z")],
        &[
            ("x1", "y", "w1", "∂L/∂y · w1"),
            ("x2", "y", "w2", "∂L/∂y · w2"),
            ("y", "z", "z = h(y), y = x1·w1 + x2·w2", "∂L/∂y = ∂L/∂z · h′(y)"),
        ],
    )
}

pub(crate) fn affine() -> Graph {
    flow(
        &[("dot", "dot"), ("+", "+")],
        &[
            ("X", "dot", "X (2,)", "∂L/∂X = ∂L/∂Y · Wᵀ (2,)"),
            ("W", "dot", "W (2, 3)", "∂L/∂W = Xᵀ · ∂L/∂Y (2, 3)"),
            ("dot", "+", "X·W (3,)", "∂L/∂Y (3,)"),
            ("B", "+", "B (3,)", "∂L/∂B = ∂L/∂Y (3,)"),
            ("+", "Y", "Y (3,)", "∂L/∂Y (3,)"),
        ],
    )
}

pub(crate) fn softmax_with_loss() -> Graph {
    let mut graph = Graph::new();
    graph.node("softmax", "Softmax").rect();
    graph.node("t", "t1, t2, t3").plain();
    graph.node("cross entropy", "Cross\nEntropy\nError").rect();
    graph.node("L", "L").plain();
    graph.edge("t", "cross entropy");
    for (a, y, t) in [("a1", "y1", "t1"), ("a2", "y2", "t2"), ("a3", "y3", "t3")] {
        graph.node(a, a).plain();
        graph.node(y, y).plain();
        graph.edge(a, "softmax").backward(format!("{y} − {t}"));
        graph.edge("softmax", y).backward("");
        graph.edge(y, "cross entropy").backward(format!("−{t}/{y}"));
    }
    graph.edge("cross entropy", "L").backward("1");
    graph.same_rank(&["t", "y1", "y2", "y3"]);
    graph
}

pub(crate) fn learning_cycle() -> Graph {
    let mut graph = Graph::new();
    graph.top_to_bottom();
    graph.node("batch", "Mini-batch: some of the training data, chosen at random").rect();
    graph.node("gradient", "Gradient of the loss with respect to each weight").rect();
    graph.node("update", "Update: each weight a small step against its gradient").rect();
    graph.edge("batch", "gradient").label("sample");
    graph.edge("gradient", "update").label("apply");
    graph.edge("update", "batch").label("repeat").color(plot::Color::RED).label_color(plot::Color::RED);
    graph
}
