use kernels::arch::portably;
use kernels::conv::{Engine, Gradients, Plan, Spec};
use kernels::{sparse, update};
use ndarray::{Array, Array1, Array2, Array4, ArrayD, Dimension, ShapeBuilder};

/// Numbers a half of which are 0, as in a digit, and the others all different: between two equal sums rounding would
/// decide which the pooling takes.
fn numbers<D: Dimension>(shape: impl ShapeBuilder<Dim = D>, seed: u32) -> Array<f32, D> {
    let mut i = seed << 20;
    Array::from_shape_simple_fn(shape, || {
        i += 1;
        let mixed = (i ^ (i >> 15)).wrapping_mul(0x2c1b_3c6d);
        let mixed = (mixed ^ (mixed >> 12)).wrapping_mul(0x297a_2d39);
        ((mixed >> 8) as f32 / (1 << 23) as f32 - 1.0).max(0.0)
    })
}

/// Output, ∂L/∂x, ∂L/∂W and ∂L/∂b of a convolution; sparse products; an update.
fn results() -> Vec<ArrayD<f32>> {
    let mut results = Vec::new();
    for (channels, size, pad) in [(1, 5, 0), (3, 3, 1), (16, 3, 1)] {
        let filters = (20, channels, size, size);
        let layers = [Spec::Convolution(filters, 1, pad), Spec::Relu, Spec::Pooling((2, 2), 2, 0)];
        let mut engine = Engine::new(Plan::new((channels, 12, 12), &layers).unwrap());
        let (w, b) = (numbers(filters, 3) - 0.3, numbers(20, 1));
        let (_, height, width) = engine.plan().output;
        let mut out = Array4::zeros((4, 20, height, width));
        let x = numbers((4, channels, 12, 12), 1);
        engine.forward(x.view(), &[(w.view(), b.view())], out.view_mut());
        let dout = numbers(out.dim(), 5);
        let (mut dx, mut dw, mut db) = (Array4::zeros(x.dim()), Array4::zeros(filters), Array1::zeros(20));
        let gradients = vec![Gradients { dw: dw.view_mut(), db: db.view_mut() }];
        engine.backward(dout.view(), &[w.view()], Some(dx.view_mut()), gradients);
        results.extend([out.into_dyn(), dx.into_dyn(), dw.into_dyn(), db.into_dyn()]);
    }
    let mut x = (numbers((60, 784), 1) - 0.5).mapv(|x| x.max(0.0));
    x[[0, 0]] = 0.0; // is taken for the background
    for columns in [10, 50] {
        let (mut y, mut dw) = (Array2::zeros((60, columns)), Array2::zeros((784, columns)));
        sparse::dot_into(&x, &numbers((784, columns), 3), 0.0, &mut y).expect("three of four are 0");
        sparse::dot_into(&x.t(), &y, 0.0, &mut dw).expect("three of four are 0");
        results.extend([y.into_dyn(), dw.into_dyn()]);
    }
    let mut value = numbers(1000, 1).into_dyn();
    update(&mut value.view_mut(), &numbers(1000, 3).into_dyn().view(), [], &|value: &mut f32, grad, []| {
        *value -= 0.1 * grad;
    });
    results.push(value);
    results
}

#[test]
fn portable_code_computes_the_same() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let (fast, portable) = pool.install(|| (results(), portably(results)));
    #[cfg(target_arch = "x86_64")]
    if std::is_x86_feature_detected!("fma") {
        assert_ne!(fast, portable, "the fast code rounds a product and a sum at once, the portable code each");
    }
    for (i, (fast, portable)) in fast.iter().zip(portable).enumerate() {
        let largest = fast.iter().fold(0.0_f32, |largest, x| largest.max(x.abs()));
        let error = fast.iter().zip(&portable).fold(0.0_f32, |error, (a, b)| error.max((a - b).abs()));
        assert!(largest > 0.0 && error <= 1e-5 * largest, "result {i}: {error} of {largest}");
    }
}
