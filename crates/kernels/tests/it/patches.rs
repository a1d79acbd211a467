use kernels::conv::{Engine, Gradients, Method, Plan, Spec, even_and_odd};
use ndarray::{Array1, Array4};

/// Output, dw, db and dx, by this method, which `change` makes of the plan with patches.
fn by(method: Method, change: fn(Plan) -> Plan, x: &Array4<f32>, w: &Array4<f32>, layers: &[Spec]) -> [Array4<f32>; 4] {
    let (n, _, height, width) = x.dim();
    let plan = Plan::new((1, height, width), layers).expect("layers that fit");
    assert_eq!(plan.methods(), [Method::Patches]);
    let plan = change(plan);
    assert_eq!(plan.methods(), [method]);
    let (filters, out_h, out_w) = plan.output;
    let mut engine = Engine::new(plan);
    let b = Array1::from_shape_fn(filters, |o| o as f32 % 4.0 - 2.0);
    let [mut out, mut dx] = [Array4::zeros((n, filters, out_h, out_w)), Array4::zeros(x.dim())];
    let (mut dw, mut db) = (Array4::zeros(w.dim()), Array1::zeros(filters));
    let mut before = None;
    for with_dx in [true, false] {
        engine.forward(x.view(), &[(w.view(), b.view())], out.view_mut());
        let dout = out.mapv(|y| y % 5.0 - 1.0);
        let gradients = Gradients { dw: dw.view_mut(), db: db.view_mut() };
        let dx = with_dx.then_some(dx.view_mut());
        engine.backward(dout.view(), &[w.view()], dx, vec![gradients]);
        let computed = (out.clone(), dw.clone(), db.clone());
        assert!(before.is_none_or(|before| before == computed), "without ∂L/∂x the rest is the same");
        before = Some(computed);
    }
    [out, dw, db.into_shape_with_order((filters, 1, 1, 1)).expect("as many numbers"), dx]
}

/// In integers, where every order of addition gives the same.
#[test]
fn agrees_with_the_convolution_and_the_pooling_one_after_the_other() {
    let shapes = [(28, 28, 30, (5, 5), 0), (28, 28, 7, (3, 2), 1), (9, 64, 50, (7, 7), 0), (60, 11, 16, (1, 1), 0)];
    for ((height, width, count, (fh, fw), pad), share) in
        shapes.into_iter().flat_map(|shape| [0, 1, 3, 10].map(|share| (shape, share)))
    {
        // So many tenths of the pixels are not 0.
        let x = Array4::from_shape_fn((13, 1, height, width), |(n, _, i, j)| {
            let value = (n * 7 + i * 31 + j * 17 + i * j) % 10;
            if value < share { value as f32 - 4.0 } else { 0.0 }
        });
        let w = Array4::from_shape_fn((count, 1, fh, fw), |(o, _, u, v)| ((o * 5 + u * 3 + v) % 7) as f32 - 3.0);
        let convolution = Spec::Convolution(w.dim(), 1, pad);
        let pooling = Spec::Pooling((2, 2), 2, 0);
        for layers in [&[convolution, Spec::Relu, pooling][..], &[convolution, pooling]] {
            let patches = by(Method::Patches, |plan| plan, &x, &w, layers);
            assert_eq!(patches, by(Method::Direct, Plan::directly, &x, &w, layers), "{:?}, {share} tenths", w.dim());
        }
    }
}

#[test]
fn other_poolings_and_larger_images_are_left_to_the_direct_convolution() {
    let method = |size, filters, pooling| {
        Plan::new(size, &[Spec::Convolution(filters, 1, 0), Spec::Relu, pooling]).expect("it fits").methods()[0]
    };
    let two_by_two = Spec::Pooling((2, 2), 2, 0);
    assert_eq!(method((1, 64, 64), (8, 1, 7, 7), two_by_two), Method::Patches);
    assert_eq!(method((1, 64, 65), (8, 1, 7, 7), two_by_two), Method::Direct);
    assert_eq!(method((1, 64, 64), (8, 1, 8, 7), two_by_two), Method::Direct);
    assert_eq!(method((2, 28, 28), (8, 2, 5, 5), two_by_two), Method::Direct);
    assert_eq!(method((1, 28, 28), (8, 1, 5, 5), Spec::Pooling((2, 2), 1, 0)), Method::Direct);
    assert_eq!(method((1, 28, 28), (8, 1, 5, 5), Spec::Pooling((3, 3), 2, 0)), Method::Direct);
}

#[test]
fn bits_of_even_and_odd_places_stay_in_order() {
    for marks in [0, 1, 2, u64::MAX, 0x8000_0000_0000_0001, 0x0123_4567_89ab_cdef] {
        let halves = even_and_odd(marks);
        for place in 0..64 {
            assert_eq!(halves[place % 2] >> (place / 2) & 1, marks >> place & 1, "bit {place} of {marks:x}");
        }
        assert!(halves.iter().all(|half| half >> 32 == 0));
    }
}
