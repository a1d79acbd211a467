use ch05::TwoLayerNet;
use common::{Network, Samples, Targets, random_choice};
use dataset::Choice;
use experiment::Format;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// The accuracy after so many of the book's iterations.
fn final_accuracy(iters_num: usize, mnist: &dataset::Mnist, seed: u64) -> f64 {
    let (x_train, t_train): (Samples<f32>, Targets<f32>) = Format::default().of(&mnist.train);
    let (x_test, t_test) = Format::default().of(&mnist.test);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut network = TwoLayerNet::new(784, 50, 10, 0.01, &mut rng);
    for _ in 0..iters_num {
        let batch_mask = random_choice(x_train.len(), 100, &mut rng);
        network.gradient(&x_train.select(&batch_mask), &t_train.select(&batch_mask));
        network.params().into_iter().for_each(|mut param| param.value.scaled_add(-0.1, &param.grad));
    }
    network.accuracy(&x_test, &t_test)
}

#[test]
fn drawn_digits_are_learned() {
    let options =
        dataset::Options { choice: Choice::Synthetic, train_digits: 6_000, test_digits: 1_000, ..Default::default() };
    let mnist = dataset::load_mnist(&options).unwrap();
    let (before, after) = (final_accuracy(1, &mnist, 1), final_accuracy(400, &mnist, 1));
    assert!(before < 0.5 && after > 0.8, "from {before} to {after}");
}

fn load(choice: Choice) -> dataset::Mnist {
    dataset::load_mnist(&dataset::Options { choice, ..Default::default() }).unwrap()
}

#[test]
#[ignore = "needs MNIST_DIR"]
fn final_test_accuracy_is_the_books() {
    let mnist = load(Choice::Mnist);
    for seed in 1..=5 {
        let accuracy = final_accuracy(10_000, &mnist, seed);
        assert!((0.966..=0.974).contains(&accuracy), "seed {seed}: {accuracy}");
    }
}

/// How close the digits that the program draws are to those that people wrote.
#[test]
#[ignore = "needs MNIST_DIR"]
fn drawn_digits_teach_to_read_written_ones_and_the_other_way_round() {
    let (mut written, mut drawn) = (load(Choice::Mnist), load(Choice::Synthetic));
    std::mem::swap(&mut written.test, &mut drawn.test);
    let (from_drawn, from_written) = (final_accuracy(10_000, &drawn, 1), final_accuracy(10_000, &written, 1));
    assert!(from_drawn >= 0.90, "trained on drawn digits, {from_drawn} of the written ones are right");
    assert!(from_written >= 0.88, "trained on written digits, {from_written} of the drawn ones are right");
}
