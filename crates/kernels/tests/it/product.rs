use kernels::product::{DEEP, WORTH_A_THREAD};
use kernels::{Float, dot, dot_into};
use ndarray::{Array, Array2, ArrayView2, ArrayViewMut2, Slice, s};
use proptest::prelude::*;

fn matrix(rows: usize, cols: usize, seed: u64) -> Array2<f64> {
    Array::from_shape_fn((rows, cols), |(i, j)| (((i * 37 + j * 101) as u64 + seed * 13) % 97) as f64 / 31.0 - 1.5)
}

fn naive(a: ArrayView2<f64>, b: ArrayView2<f64>) -> Array2<f64> {
    Array::from_shape_fn((a.nrows(), b.ncols()), |(i, j)| (0..a.ncols()).map(|k| a[[i, k]] * b[[k, j]]).sum())
}

fn assert_close(c: &Array2<f64>, expected: &Array2<f64>) {
    assert_eq!(c.dim(), expected.dim());
    for (c, e) in c.iter().zip(expected) {
        assert!((c - e).abs() <= 1e-12 * e.abs().max(1.0), "{c} for {e}");
    }
}

proptest! {
    #[test]
    fn agrees_with_the_definition(m in 0..40_usize, k in 0..40_usize, n in 0..40_usize, seed in 0..50_u64) {
        let (a, b) = (matrix(m, k, seed), matrix(k, n, seed + 1));
        assert_close(&dot(&a, &b), &naive(a.view(), b.view()));
    }
}

/// Where a matrix lies: every so many rows and columns of a larger one, backwards for a negative step.
#[derive(Clone, Copy, Debug)]
struct Layout {
    steps: [isize; 2],
    transposed: bool,
}

impl Layout {
    /// The larger matrix, which is NaN around the smaller one.
    fn around<A: Float>(self, (rows, cols): (usize, usize)) -> Array2<A> {
        let [rows, cols] = if self.transposed { [cols, rows] } else { [rows, cols] };
        let [rows, cols] = [(rows, 0), (cols, 1)].map(|(length, axis)| length * self.steps[axis].unsigned_abs() + 2);
        Array2::from_elem((rows, cols), A::nan())
    }

    fn within<A>(self, around: &mut Array2<A>) -> ArrayViewMut2<'_, A> {
        let [rows, cols] = self.steps.map(|step| Slice::new(1, Some(-1), step));
        let within = around.slice_mut(s![rows, cols]);
        if self.transposed { within.reversed_axes() } else { within }
    }
}

fn layout() -> impl Strategy<Value = Layout> {
    let step = || prop::sample::select(&[1, -1, 2, -3][..]);
    ([step(), step()], any::<bool>()).prop_map(|(steps, transposed)| Layout { steps, transposed })
}

/// A size at the edges of the tiles that the kernels of `gemm` compute.
fn size() -> impl Strategy<Value = usize> {
    const TILES: &[usize] = &[1, 4, 6, 8, 12, 16, 24, 32, 48, 64];
    prop_oneof![0..4_usize, (prop::sample::select(TILES), 0..3_usize).prop_map(|(tile, more)| tile + more - 1)]
}

/// Small integers, whose products are exact.
fn integers<A: Float>(rows: usize, cols: usize) -> Array2<A> {
    Array::from_shape_fn((rows, cols), |(i, j)| A::from((i * 7 + j * 3) % 5).unwrap() - A::one())
}

/// What is read and written is what it should be: NaN around A and B reaches no sum, and around C it stays.
fn stays_within<A: Float>([m, k, n]: [usize; 3], layouts: [Layout; 3], beta: A) {
    let inputs = [(m, k, layouts[0]), (k, n, layouts[1])].map(|(rows, cols, layout)| {
        let mut around = layout.around((rows, cols));
        layout.within(&mut around).assign(&integers::<A>(rows, cols));
        around
    });
    let [mut a, mut b] = inputs;
    let (a, b) = (layouts[0].within(&mut a), layouts[1].within(&mut b));
    let mut around = layouts[2].around((m, n));
    let old = integers::<A>(m, n);
    if beta != A::zero() {
        layouts[2].within(&mut around).assign(&old);
    }
    A::dense(a.view(), b.view(), beta, layouts[2].within(&mut around));

    let expected =
        Array::from_shape_fn((m, n), |(i, j)| (0..k).fold(beta * old[[i, j]], |sum, k| sum + a[[i, k]] * b[[k, j]]));
    assert_eq!(layouts[2].within(&mut around), expected);
    assert_eq!(around.iter().filter(|x| x.is_nan()).count(), around.len() - m * n, "C and nothing else is written");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 4 } else { 256 }, failure_persistence: None, ..ProptestConfig::default()
    })]

    /// The two `unsafe` blocks of `kernels::product`, for sizes and strides at their edges.
    #[test]
    fn the_kernels_read_and_write_nothing_else(
        sizes in [size(), size(), size()], layouts in [layout(), layout(), layout()],
        beta in prop::sample::select(&[0.0_f32, 1.0, -2.0][..]),
    ) {
        stays_within(sizes, layouts, beta);
        stays_within(sizes, layouts, f64::from(beta));
    }
}

#[test]
fn takes_any_strides() {
    let (a, b) = (matrix(60, 80, 1), matrix(90, 60, 2));
    let (at, bt) = (a.t(), b.t());
    assert_close(&dot(&at, &bt), &naive(at, bt));
    let (a, b) = (a.slice(s![..;2, ..;-3]), b.slice(s![..27, 3..;7]));
    assert_close(&dot(&a, &b), &naive(a, b));
    let mut c = Array2::ones((30, 18));
    let mut half = c.slice_mut(s![.., ..;2]);
    dot_into(&a, &b, 2.0, &mut half);
    assert_close(&c.slice(s![.., ..;2]).to_owned(), &(naive(a, b) + 2.0));
    assert!(c.slice(s![.., 1..;2]).iter().all(|&c| c == 1.0));
}

#[test]
fn old_content_does_not_matter_unless_asked_for() {
    let mut c = Array2::from_elem((2, 2), f64::NAN);
    dot_into(&matrix(2, 3, 1), &matrix(3, 2, 2), 0.0, &mut c);
    assert!(c.iter().all(|c| c.is_finite()));
}

#[test]
fn a_long_sum_is_that_of_its_chunks() {
    let (m, k, n) = (20, 12_003, 22);
    assert!(m * k * n > 2 * WORTH_A_THREAD && k > DEEP * (m + n), "it is divided, and along K");
    let (a, b) = (matrix(m, k, 1), matrix(k, n, 2));
    let expected = naive(a.view(), b.view());
    for (beta, old) in [(0.0, f64::NAN), (1.0, 3.0), (-2.0, 3.0)] {
        let mut c = Array2::from_elem((m, n), old);
        dot_into(&a, &b, beta, &mut c);
        assert_close(&c, &(&expected + if beta == 0.0 { 0.0 } else { beta * old }));
    }
}

#[test]
fn threads_change_no_bit() {
    for (m, k, n) in [(257, 300, 111), (20, 12_003, 22)] {
        let (a, b) = (matrix(m, k, 3).mapv(|x| x as f32), matrix(k, n, 4).mapv(|x| x as f32));
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| (dot(&a, &b), dot(&b.t(), &a.t()).reversed_axes()))
        };
        let one = with(1);
        assert_eq!(one, with(2));
        assert_eq!(one, with(5));
    }
}

#[test]
#[should_panic(expected = "(2, 3) · (2, 3)")]
fn shapes_that_do_not_fit_are_named() {
    dot(&matrix(2, 3, 0), &matrix(2, 3, 0));
}
