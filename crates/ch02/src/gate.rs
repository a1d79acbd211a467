//! What the gates share: the picture of the four inputs on the plane, with the region where a perceptron fires.

use experiment::{Context, say};
use plot::{Axes, Color, Legend, Marker};

use crate::perceptron::{INPUTS, Perceptron, truth_table};

/// Both inputs run over this interval in the pictures.
const RANGE: (f64, f64) = (-0.5, 1.5);

/// Draws figure `<name>_gate`: where `perceptron` fires. Says so if it is not the gate `expected`.
pub(crate) fn draw_gate(
    ctx: &mut Context,
    name: &str,
    expected: impl Fn(f64, f64) -> u8,
    perceptron: &Perceptron,
) -> anyhow::Result<()> {
    let table = truth_table(|x1, x2| perceptron.fire(x1, x2));
    let is_gate = table == truth_table(expected);
    if !is_gate {
        let [a, b, c, d] = table;
        say!(ctx, "these weights and this bias give {a}, {b}, {c}, {d}: this is not {name}");
    }

    let mut ax = plane(table, |x1, x2| perceptron.fire(x1, x2));
    ax.title(format!("{}{name}: fires where {} > 0", if is_gate { "" } else { "not " }, formula(perceptron)));
    boundary(&mut ax, perceptron, "boundary", Color::BLACK);
    ax.legend(Legend::UpperRight);
    ctx.save(&format!("{}_gate", name.to_lowercase()), ax)
}

/// The plane of the inputs: where `gate` fires, and the four inputs with the signs of the book's figure 2-6
/// (○ for 0, △ for 1).
pub(crate) fn plane(table: [u8; 4], gate: impl Fn(f64, f64) -> u8) -> Axes {
    let mut ax = Axes::new();
    ax.regions(RANGE, RANGE, |x1, x2| usize::from(gate(x1, x2))).colors(&[Color::WHITE, Color::SKY]);
    for (answer, marker, color) in [(0, Marker::Circle, Color::C3), (1, Marker::TriangleUp, Color::C0)] {
        let (x1, x2): (Vec<f64>, Vec<f64>) =
            INPUTS.into_iter().zip(table).filter(|&(_, y)| y == answer).map(|(x, _)| x).unzip();
        ax.scatter(x1, x2).marker(marker).color(color).size(11.0).label(format!("y = {answer}"));
    }
    ax.xlabel("x1").ylabel("x2").xlim(RANGE.0, RANGE.1).ylim(RANGE.0, RANGE.1);
    ax.xticks([0, 1]).yticks([0, 1]).grid().equal_aspect();
    ax
}

/// The line on which the weighted sum is 0; none where both weights are.
pub(crate) fn boundary(ax: &mut Axes, gate: &Perceptron, label: &str, color: Color) {
    let ([w1, w2], b) = (gate.w, gate.b);
    let ends = [RANGE.0 - 1.0, RANGE.1 + 1.0];
    if w2.abs() >= w1.abs() && w2 != 0.0 {
        ax.plot(ends, ends.map(|x1| -(b + w1 * x1) / w2)).color(color).label(label);
    } else if w1 != 0.0 {
        ax.plot(ends.map(|x2| -(b + w2 * x2) / w1), ends).color(color).label(label);
    }
}

/// The weighted sum as one writes it: `0.5·x1 − 0.5·x2 + 0.7`.
pub fn formula(gate: &Perceptron) -> String {
    let sign = |v: f64| if v < 0.0 { "−" } else { "+" };
    let ([w1, w2], b) = (gate.w, gate.b);
    let first = if w1 < 0.0 { "−" } else { "" };
    format!("{first}{}·x1 {} {}·x2 {} {}", w1.abs(), sign(w2), w2.abs(), sign(b), b.abs())
}
