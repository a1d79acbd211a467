//! A convolutional network that has only seen digits that the program draws reads those that people wrote.

use ch07::SimpleConvNet;
use common::{OptimizerKind, Trainer, TrainerOptions};
use dataset::{Choice, Options, load_mnist};
use experiment::Format;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

#[test]
#[ignore = "needs MNIST_DIR"]
fn drawn_digits_teach_to_read_written_ones() {
    let load = |choice| load_mnist(&Options { choice, ..Options::default() }).unwrap();
    let (drawn, written) = (load(Choice::Synthetic), load(Choice::Mnist));
    let format = Format { flatten: false, ..Format::default() };
    let ((x_train, t_train), (x_test, t_test)) = (format.of(&drawn.train), format.of(&written.test));
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut network = SimpleConvNet::book(&mut rng);
    let options = TrainerOptions {
        epochs: 3,
        optimizer: OptimizerKind::Adam,
        learning_rate: 0.001,
        evaluate_sample_num_per_epoch: Some(1000),
        ..TrainerOptions::default()
    };
    let mut trainer = Trainer::new(&mut network, (&x_train, &t_train), (&x_test, &t_test), options, rng).unwrap();
    trainer.train(|_| ()).unwrap();
    let accuracy = trainer.test_accuracy();
    println!("{accuracy} of the written digits are right");
    assert!(accuracy >= 0.94, "{accuracy} of the written digits are right");
}
