//! Computational graphs.

use plot::{Color, Figure, Graph};

pub(super) fn apples() -> Figure {
    let mut g = Graph::new();
    g.title("buying apples and oranges");
    for (id, label) in [
        ("a", "apple"),
        ("an", "number of apples"),
        ("o", "orange"),
        ("on", "number of oranges"),
        ("tax", "tax"),
        ("p", "price"),
    ] {
        g.node(id, label).plain();
    }
    for (id, label) in [("ma", "×"), ("mo", "×"), ("add", "+"), ("mt", "×")] {
        g.node(id, label);
    }
    g.edge("a", "ma").forward("100").backward("2.2");
    g.edge("an", "ma").forward("2").backward("110");
    g.edge("o", "mo").forward("150").backward("3.3000000000000003");
    g.edge("on", "mo").forward("3").backward("165");
    g.edge("ma", "add").forward("200").backward("1.1");
    g.edge("mo", "add").forward("450").backward("1.1");
    g.edge("add", "mt").forward("650").backward("1.1");
    g.edge("tax", "mt").forward("1.1").backward("650");
    g.edge("mt", "p").forward("715").backward("1");
    Figure::from(g)
}

pub(super) fn network() -> Figure {
    let mut g = Graph::new();
    for x in ["x₁", "x₂"] {
        for y in ["y₁", "y₂", "y₃"] {
            g.edge(x, y).label(format!("w · {x}"));
        }
    }
    for y in ["y₁", "y₂", "y₃"] {
        g.edge(y, "out").dotted();
    }
    g.node("out", "output").plain();
    g.node("x₁", "x₁").fill(Color::YELLOW);
    g.node("x₂", "x₂").fill(Color::YELLOW);
    Figure::from(g)
}

pub(super) fn affine() -> Figure {
    let mut g = Graph::new();
    for id in ["X", "W", "B", "Y"] {
        g.node(id, id).plain();
    }
    g.node("dot", "dot");
    g.node("add", "+");
    g.node("B", "B").rank(1);
    g.edge("X", "dot").forward("(N, 2)").backward("∂L/∂Y · Wᵀ");
    g.edge("W", "dot").forward("(2, 3)").backward("Xᵀ · ∂L/∂Y");
    g.edge("dot", "add").forward("X · W").backward("∂L/∂Y");
    g.edge("B", "add").forward("(3,)").backward("∂L/∂Y summed\nover the batch");
    g.edge("add", "Y").forward("(N, 3)").backward("∂L/∂Y");
    Figure::from(g)
}

pub(super) fn chain() -> Figure {
    let mut g = Graph::new();
    g.title("DeepConvNet").wrap(7);
    let layers = [
        "Conv", "Relu", "Conv", "Relu", "Pool", "Conv", "Relu", "Conv", "Relu", "Pool", "Conv", "Relu", "Conv", "Relu",
        "Pool", "Affine", "Relu", "Dropout", "Affine", "Dropout", "Softmax",
    ];
    for (i, layer) in layers.iter().enumerate() {
        let node = g.node(format!("{i}"), *layer).rect();
        if *layer == "Conv" {
            node.color(Color::CRIMSON).text_color(Color::CRIMSON).fill(Color::PEACH);
        }
        if i > 0 {
            g.edge(format!("{}", i - 1), format!("{i}"));
        }
    }
    Figure::from(g)
}

pub(super) fn cycle() -> Figure {
    let mut g = Graph::new();
    g.top_to_bottom();
    g.node("1", "1. mini-batch").rect();
    g.node("2", "2. gradients\nby backpropagation").rect().fill(Color::SKY);
    g.node("3", "3. update the weights").rect();
    g.edge("1", "2");
    g.edge("2", "3").label("∂L/∂W");
    g.edge("3", "1").label("repeat").bold();
    Figure::from(g)
}

pub(super) fn softmax() -> Figure {
    let mut g = Graph::new();
    g.title("Softmax-with-Loss");
    for i in 1..=3 {
        g.node(format!("a{i}"), format!("a{}", ["₁", "₂", "₃"][i - 1])).plain();
    }
    g.node("softmax", "Softmax").rect();
    g.node("loss", "Cross\nEntropy\nError").rect();
    g.node("L", "L").plain();
    for (i, s) in ["₁", "₂", "₃"].iter().enumerate() {
        g.edge(format!("a{}", i + 1), "softmax").backward(format!("y{s} − t{s}"));
        g.edge(format!("t{s}"), "loss").forward(format!("t{s}"));
        g.node(format!("t{s}"), "").hidden().rank(1);
    }
    g.edge("softmax", "loss").forward("y₁, y₂, y₃").backward("−t₁/y₁, −t₂/y₂, −t₃/y₃");
    g.edge("loss", "L").forward("L").backward("1");
    Figure::from(g)
}
