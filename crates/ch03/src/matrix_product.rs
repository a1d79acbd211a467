//! §3.3 多次元配列の計算: arrays of several dimensions and their product, which is how a layer of a network is computed.
//!
//! The product of (N, D) and (D, M) is (N, M): the two dimensions in the middle must agree.

use experiment::{Context, say};
use ndarray::{Array1, Array2, array};

/// The product of `a` (N, D) and `b` (D, M), (N, M).
///
/// # Errors
/// Where the shapes do not agree, in NumPy's words (`ndarray`'s own `dot` panics).
///
/// Book: §3.3.2, `np.dot`.
pub fn dot(a: &Array2<i64>, b: &Array2<i64>) -> Result<Array2<i64>, String> {
    let ((n, d), (rows, m)) = (a.dim(), b.dim());
    if d != rows {
        return Err(format!("shapes ({n},{d}) and ({rows},{m}) not aligned: {d} (dim 1) != {rows} (dim 0)"));
    }
    Ok(a.dot(b))
}

/// A (3, 4) and B (4, 3).
pub fn a_and_b() -> (Array2<i64>, Array2<i64>) {
    let a = array![[1, 2, 3, 4], [5, 6, 7, 8], [0, -1, -2, -3]];
    let b = array![[1, 2, 3], [5, 6, 7], [0, -1, -2], [4, 5, 6]];
    (a, b)
}

/// A network of two inputs and three outputs without bias: X (2,) and W (2, 3).
///
/// Book: §3.3.3, figure 3-14.
pub fn x_and_w() -> (Array1<i64>, Array2<i64>) {
    (array![1, 2], array![[1, 3, 5], [2, 4, 6]])
}

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    let vector = array![1, 2, 3, 4];
    say!(ctx, "A = {vector}\n{} dimension, shape ({},)\n", vector.ndim(), vector.len());

    let (a, b) = a_and_b();
    let product = dot(&a, &b).map_err(anyhow::Error::msg)?;
    for (name, array) in [("A", &a), ("B", &b), ("A·B", &product)] {
        say!(ctx, "{name} =\n{array}\n{} dimensions, shape {:?}\n", array.ndim(), array.dim());
    }

    let small = array![[1, 2], [3, 4]];
    say!(ctx, "A·{small:?} fails:", small = small.rows().into_iter().map(|row| row.to_vec()).collect::<Vec<_>>());
    match dot(&a, &small) {
        Ok(product) => anyhow::bail!("a product of shapes that do not agree: {product}"),
        Err(message) => say!(ctx, "{message}\n"),
    }

    let (x, w) = x_and_w();
    say!(ctx, "a network as a product: X =\n{x}\nW =\n{w}\nX·W = {}", x.dot(&w));
    Ok(())
}
