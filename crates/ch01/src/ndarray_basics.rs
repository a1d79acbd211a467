//! §1.5 NumPy: each expression of the book, what it is in `ndarray`, and its value.
//!
//! What is different: the element type belongs to an array's type (`Array1<f64>`), so nothing is converted
//! silently; an operator takes by reference what is needed again (`&x + &y`); a condition in brackets
//! becomes a filter.

use experiment::{Context, say};
use ndarray::{Axis, array};

/// One expression in both languages.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// As the book writes it.
    pub numpy: &'static str,
    /// As it is written here.
    pub ndarray: &'static str,
    /// What comes out.
    pub value: String,
}

/// `line!("NumPy", expression)` evaluates the expression and keeps its text; `debug` prints it by `{:?}`.
macro_rules! line {
    ($numpy:literal, $ndarray:expr) => {
        Line { numpy: $numpy, ndarray: stringify!($ndarray), value: format!("{}", $ndarray) }
    };
    ($numpy:literal, $ndarray:expr, debug) => {
        Line { numpy: $numpy, ndarray: stringify!($ndarray), value: format!("{:?}", $ndarray) }
    };
}

/// The expressions of §1.5 with their values.
pub fn lines() -> Vec<Line> {
    let x = array![1.0, 2.0, 3.0];
    let y = array![2.0, 4.0, 6.0];
    let a = array![[1, 2], [3, 4]];
    let b = array![[3, 0], [0, 6]];
    let xx = array![[51, 55], [14, 19], [0, 4]];
    vec![
        // §1.5.2–1.5.3 Element by element
        line!("np.array([1.0, 2.0, 3.0])", array![1.0, 2.0, 3.0]),
        line!("x + y", &x + &y),
        line!("x - y", &x - &y),
        line!("x * y", &x * &y),
        line!("x / y", &x / &y),
        line!("x / 2.0", &x / 2.0),
        // §1.5.4 More than one dimension
        line!("np.array([[1, 2], [3, 4]])", array![[1, 2], [3, 4]]),
        line!("A.ndim", a.ndim()),
        line!("A.shape", a.dim(), debug),
        line!("A.dtype", std::any::type_name_of_val(&a[[0, 0]])),
        line!("A + B", &a + &b),
        line!("A * B", &a * &b),
        // §1.5.5 Broadcasting
        line!("A * 10", &a * 10),
        line!("A * np.array([10, 20])", &a * &array![10, 20]),
        // §1.5.6 Elements
        line!("X", xx),
        line!("X[0]", xx.row(0)),
        line!("X[0][1]", xx[[0, 1]]),
        line!("[row.sum() for row in X]", xx.rows().into_iter().map(|row| row.sum()).collect::<Vec<_>>(), debug),
        line!("X.flatten()", xx.flatten()),
        line!("X.reshape(2, 3)", xx.to_shape((2, 3)).unwrap()),
        line!("X.flatten()[np.array([0, 2, 4])]", xx.flatten().select(Axis(0), &[0, 2, 4])),
        line!("X > 15", xx.mapv(|v| v > 15)),
        line!("X[X > 15]", xx.iter().filter(|&&v| v > 15).collect::<Vec<_>>(), debug),
    ]
}

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    say!(ctx, "{:<34}ndarray", "NumPy");
    for Line { numpy, ndarray, value } in lines() {
        say!(ctx, "{numpy:<34}{ndarray}");
        for row in value.lines() {
            say!(ctx, "    {row}");
        }
    }
    Ok(())
}
