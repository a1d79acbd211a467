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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_the_books() {
        let expected = [
            ("np.array([1.0, 2.0, 3.0])", "[1, 2, 3]"),
            ("x + y", "[3, 6, 9]"),
            ("x - y", "[-1, -2, -3]"),
            ("x * y", "[2, 8, 18]"),
            ("x / y", "[0.5, 0.5, 0.5]"),
            ("x / 2.0", "[0.5, 1, 1.5]"),
            ("np.array([[1, 2], [3, 4]])", "[[1, 2],\n [3, 4]]"),
            ("A.ndim", "2"),
            ("A.shape", "(2, 2)"),
            ("A.dtype", "i32"),
            ("A + B", "[[4, 2],\n [3, 10]]"),
            ("A * B", "[[3, 0],\n [0, 24]]"),
            ("A * 10", "[[10, 20],\n [30, 40]]"),
            ("A * np.array([10, 20])", "[[10, 40],\n [30, 80]]"),
            ("X", "[[51, 55],\n [14, 19],\n [0, 4]]"),
            ("X[0]", "[51, 55]"),
            ("X[0][1]", "55"),
            ("[row.sum() for row in X]", "[106, 33, 4]"),
            ("X.flatten()", "[51, 55, 14, 19, 0, 4]"),
            ("X.reshape(2, 3)", "[[51, 55, 14],\n [19, 0, 4]]"),
            ("X.flatten()[np.array([0, 2, 4])]", "[51, 14, 0]"),
            ("X > 15", "[[true, true],\n [false, true],\n [false, false]]"),
            ("X[X > 15]", "[51, 55, 19]"),
        ];
        let lines = lines();
        let found: Vec<_> = lines.iter().map(|line| (line.numpy, line.value.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_text_beside_numpys_is_the_code_that_ran() {
        let lines = lines();
        let ours = |numpy| lines.iter().find(|line| line.numpy == numpy).unwrap().ndarray;
        assert_eq!(ours("x + y"), "&x + &y");
        assert_eq!(ours("X[0][1]"), "xx[[0, 1]]");
        assert_eq!(ours("A * np.array([10, 20])"), "&a * &array![10, 20]");
    }
}
