//! A convolutional network that has only seen digits that the program draws reads those that people wrote.

use ch07::SimpleConvNet;
use common::{OptimizerKind, Pixels, Targets, Trainer, TrainerOptions};
use dataset::{Choice, Options, Split, load_mnist};
use ndarray::Array1;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

fn samples(split: &Split) -> (Pixels<'_>, Targets<f32>) {
    let labels: Array1<usize> = split.labels.iter().copied().map(usize::from).collect();
    (Pixels::new(split.images.view()), Targets::Labels(labels))
}

#[test]
#[ignore = "needs MNIST_DIR"]
fn drawn_digits_teach_to_read_written_ones() {
    let load = |choice| load_mnist(&Options { choice, ..Options::default() }).unwrap();
    let (drawn, written) = (load(Choice::Synthetic), load(Choice::Mnist));
    let ((x_train, t_train), (x_test, t_test)) = (samples(&drawn.train), samples(&written.test));
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let network = SimpleConvNet::book(&mut rng);
    let options = TrainerOptions {
        epochs: 3,
        optimizer: OptimizerKind::Adam,
        learning_rate: 0.001,
        evaluate_sample_num_per_epoch: Some(1000),
        ..TrainerOptions::default()
    };
    let mut trainer = Trainer::new(network, (&x_train, &t_train), (&x_test, &t_test), options, rng).unwrap();
    trainer.train(|_| ()).unwrap();
    let accuracy = trainer.test_accuracy();
    println!("{accuracy} of the written digits are right");
    assert!(accuracy >= 0.94, "{accuracy} of the written digits are right");
}
