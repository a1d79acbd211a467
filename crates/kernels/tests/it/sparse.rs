use kernels::Float;
use kernels::sparse::dot_into;
use ndarray::{Array2, ArrayRef2, s};

/// The dense product.
pub(crate) fn dense(a: &ArrayRef2<f32>, b: &ArrayRef2<f32>) -> Array2<f32> {
    let mut c = Array2::zeros((a.nrows(), b.ncols()));
    <f32 as Float>::dense(a.view(), b.view(), 0.0, c.view_mut());
    c
}

/// Rows of strokes on a background.
pub(crate) fn strokes(n: usize, d: usize, background: f32) -> Array2<f32> {
    Array2::from_shape_fn((n, d), |(i, j)| if (i * 31 + j * 7) % 5 == 3 { (i + j) as f32 / 90.0 } else { background })
}

pub(crate) fn matrix(rows: usize, columns: usize) -> Array2<f32> {
    Array2::from_shape_fn((rows, columns), |(i, j)| ((i * 37 + j * 101) % 97) as f32 / 31.0 - 1.5)
}

pub(crate) fn assert_close(left: &Array2<f32>, right: &Array2<f32>) {
    assert_eq!(left.dim(), right.dim());
    assert!(left.iter().zip(right).all(|(l, r)| (l - r).abs() < 1e-5 * r.abs().max(10.0)), "{left}\n{right}");
}

/// β·C + A·B, if that is found to be sparse.
fn sparse(a: &ArrayRef2<f32>, b: &ArrayRef2<f32>, beta: f32, c: &Array2<f32>) -> Option<Array2<f32>> {
    let mut c = c.clone();
    dot_into(a, b, beta, &mut c).map(|()| c)
}

#[test]
fn agrees_with_the_dense_product() {
    for (n, d, m) in [
        (2, 128, 8),
        (5, 784, 50),
        (40, 300, 100),
        (17, 200, 16),
        (33, 130, 129),
        (3, 784, 7),
        (200, 131, 20),
        (129, 128, 130),
    ] {
        for background in [0.0, -1.0, 0.3] {
            let (x, w, dy) = (strokes(n, d, background), matrix(d, m), matrix(n, m));
            for beta in [0.0, 1.0, -0.5] {
                let y = sparse(&x, &w, beta, &dy).expect("four of five elements are background");
                assert_close(&y, &(dense(&x, &w) + beta * &dy));
                let dw = sparse(&x.t(), &dy, beta, &w).expect("four of five elements are background");
                assert_close(&dw, &(dense(&x.t(), &dy) + beta * &w));
                let turned = matrix(m, d);
                let y = sparse(&x, &turned.t(), beta, &dy).expect("B may lie in any way");
                assert_close(&y, &(dense(&x, &turned.t()) + beta * &dy));
            }
        }
    }
}

#[test]
fn old_content_does_not_matter_unless_asked_for() {
    let c = sparse(&strokes(4, 200, 0.0), &matrix(200, 20), 0.0, &Array2::from_elem((4, 20), f32::NAN)).unwrap();
    assert!(c.iter().all(|c| c.is_finite()));
    for background in [0.0, 1.0] {
        let x = strokes(200, 130, background);
        let c = sparse(&x.t(), &matrix(200, 20), 0.0, &Array2::from_elem((130, 20), f32::NAN)).unwrap();
        assert!(c.iter().all(|c| c.is_finite()), "{background}");
    }
}

#[test]
fn full_or_small_or_strided_matrices_are_left_to_the_dense_product() {
    let left = |a: &ArrayRef2<f32>, m| {
        let c = Array2::zeros((a.nrows(), m));
        assert_eq!(sparse(a, &matrix(a.ncols(), m), 0.0, &c), None, "{:?}", a.dim());
    };
    left(&matrix(20, 200), 10);
    left(&matrix(20, 200).t(), 10);
    left(&strokes(20, 100, 0.0), 10);
    left(&strokes(20, 200, 0.0), 3);
    left(&strokes(20, 400, 0.0).slice(s![.., ..;2]), 10);
    left(&strokes(20, 200, f32::INFINITY), 10);
    let mut c = Array2::zeros((20, 20));
    assert_eq!(dot_into(&strokes(20, 200, 0.0), &matrix(200, 10), 0.0, &mut c.slice_mut(s![.., ..;2])), None);
}

#[test]
fn threads_change_no_bit() {
    for background in [0.0, -1.0] {
        let (x, w, dy) = (strokes(301, 784, background), matrix(784, 50), matrix(301, 50));
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let y = sparse(&x, &w, 0.0, &Array2::from_elem((301, 50), f32::NAN)).unwrap();
                let dw = sparse(&x.t(), &dy, 0.0, &Array2::from_elem((784, 50), f32::NAN)).unwrap();
                (y, dw)
            })
        };
        let one = with(1);
        assert_eq!(one, with(2));
        assert_eq!(one, with(5));
        assert_close(&one.0, &dense(&x, &w));
        assert_close(&one.1, &dense(&x.t(), &dy));
    }
}
