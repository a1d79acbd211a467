//! Optimizers, smoothing and numerical gradients against the reference values.

use common::{
    Activation, MultiLayerNet, Network, OptimizerKind, Param, Real, Samples, Targets, Trainer, TrainerOptions,
    WeightInit, cross_entropy_error, numerical_diff, numerical_gradient, smooth_curve, softmax, tensor,
};
use ndarray::{Array1, Array2, Axis, array};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::golden_file::{Golden, assert_close};

/// x²/20 + y² of §6.1.2 from `start`: where each of 30 updates leads.
fn trajectory<A: Real>(kind: OptimizerKind, learning_rate: f64, start: Array1<A>) -> Array2<A> {
    let mut optimizer = kind.build(learning_rate);
    let mut position = start;
    let mut path = Array2::zeros((30, 2));
    for mut row in path.rows_mut() {
        let gradient = array![position[0] / A::of(10.0), A::of(2.0) * position[1]];
        optimizer.update(&mut [Param::new("p", &mut position, &gradient)]);
        row.assign(&position);
    }
    path
}

#[test]
fn optimizers_follow_the_reference_paths() {
    let golden = Golden::read("optimizers");
    let rates = [0.95, 0.1, 0.1, 1.5, 0.1, 0.3];
    for (kind, rate) in OptimizerKind::ALL.into_iter().zip(rates) {
        for prefix in ["", "seeded."] {
            let start = golden.array(&format!("{prefix}start"));
            let expected = golden.array::<f64, _>(&format!("{prefix}{}", kind.to_string().to_lowercase()));
            assert_close(&trajectory(kind, rate, start), &expected, 1e-9);
            let start = golden.array(&format!("{prefix}start"));
            assert_close(&trajectory::<f32>(kind, rate, start), &expected.mapv(|x| x as f32), 1e-4);
        }
    }
}

#[test]
fn smoothed_curves_agree() {
    let golden = Golden::read("smooth_curve");
    for n in [50, 200] {
        let x: Array1<f64> = golden.array(&format!("x{n}"));
        let y = Array1::from(smooth_curve(x.as_slice().expect("one axis")));
        assert_close(&y, &golden.array(&format!("y{n}")), 1e-12);
    }
}

#[test]
fn numerical_gradients_agree() {
    let golden = Golden::read("numerical_gradient");
    for prefix in ["", "seeded."] {
        let read = |name: &str| golden.array::<f64, _>(&format!("{prefix}{name}"));
        let (mut w, x): (Array2<f64>, Array1<f64>) = (golden.array(&format!("{prefix}W")), read("x"));
        let t = Targets::from(read("t"));
        let loss = |w: &Array2<f64>| cross_entropy_error(&softmax(&x.dot(w).insert_axis(Axis(0))), &t);
        assert_close(&array![loss(&w)], &read("loss"), 1e-12);
        let dw = numerical_gradient(loss, &mut w);
        assert_close(&dw, &golden.array(&format!("{prefix}dW_numerical")), 1e-9);

        let diff = read("diff_x").mapv(|x| numerical_diff(|x: f64| 0.01 * x.powi(2) + 0.1 * x, x));
        assert_close(&diff, &read("diff_numerical"), 1e-11);
    }
}

/// A network of one weight per class: its scores are the samples themselves.
fn identity() -> MultiLayerNet<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut network = MultiLayerNet::new(2, &[], 2, Activation::Relu, WeightInit::Std(0.0), &mut rng);
    network.param("W1").value.assign(&array![[1.0, 0.0], [0.0, 1.0]].into_dyn());
    network
}

/// The book's `SimpleConvNet.accuracy` leaves out what does not fill a batch of 100.
#[test]
fn accuracy_counts_the_last_incomplete_batch() {
    let x = Samples::from(tensor(Array2::from_shape_fn((101, 2), |(n, k)| f32::from(u8::from(k == n / 100)))));
    let right = Targets::Labels((0..101).map(|n| n / 100).collect());
    assert_eq!(identity().accuracy(&x, &right), 1.0);
    let last_wrong = Targets::Labels(Array1::zeros(101));
    assert_eq!(identity().accuracy(&x, &last_wrong), 100.0 / 101.0);
}

/// The book's `Trainer` compares a whole number with a fraction, and with batches of 4 of 10 samples would evaluate
/// only every fifth iteration.
#[test]
fn an_epoch_is_a_whole_number_of_iterations() {
    let (x, t) = (Samples::from(tensor(Array2::zeros((10, 2)))), Targets::Labels(Array1::zeros(10)));
    let options = TrainerOptions { epochs: 3, mini_batch_size: 4, ..TrainerOptions::default() };
    let mut network = identity();
    let mut trainer = Trainer::new(&mut network, (&x, &t), (&x, &t), options, ChaCha8Rng::seed_from_u64(2)).unwrap();
    assert_eq!((trainer.iter_per_epoch(), trainer.max_iter()), (2, 6));
    let evaluated: Vec<usize> = (0..6).filter(|_| trainer.train_step().unwrap().is_some()).collect();
    assert_eq!(evaluated, [0, 2, 4]);
}
