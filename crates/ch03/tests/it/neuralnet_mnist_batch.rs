use std::path::Path;

use ch03::neuralnet_mnist;
use ch03::neuralnet_mnist::{init_network, one_by_one};
use ch03::neuralnet_mnist_batch::{in_batches, predict};
use common::rows;
use experiment::Format;
use ndarray::Array2;

fn test_images() -> (Array2<f32>, Vec<usize>) {
    let options = dataset::Options { choice: dataset::Choice::Mnist, ..dataset::Options::default() };
    let test = dataset::load_mnist(&options).unwrap().test;
    let (x, t) = Format::default().of(&test);
    (rows(&x.to_tensor()).into_owned(), t.labels().to_vec())
}

#[test]
fn an_image_and_a_batch_get_the_same_probabilities() {
    let network = init_network(None).unwrap();
    let x = Array2::from_shape_fn((3, 784), |(n, i)| f32::from((i * (n + 3) / 40) % 5 == 0));
    let y = predict(&network, x.view());
    assert_eq!(y.dim(), (3, 10));
    for (x, y) in x.rows().into_iter().zip(y.rows()) {
        assert!((y.sum() - 1.0).abs() < 1e-6);
        let alone = neuralnet_mnist::predict(&network, x);
        assert!(alone.iter().zip(y).all(|(a, b)| (a - b).abs() < 1e-6), "{alone} {y}");
    }
}

#[test]
fn a_last_batch_may_be_smaller() {
    let network = init_network(None).unwrap();
    let x = Array2::from_shape_fn((7, 784), |(n, i)| f32::from((i * (n + 3) / 40) % 5 == 0));
    let t = [0; 7];
    let one_by_one = one_by_one(&network, &x, &t);
    for batch_size in [1, 3, 7, 100] {
        assert_eq!(in_batches(&network, &x, &t, batch_size), one_by_one, "batches of {batch_size}");
    }
}

#[test]
fn accuracy_is_the_share_of_right_ones() {
    let network = init_network(None).unwrap();
    let x = Array2::from_shape_fn((4, 784), |(n, i)| f32::from((i * (n + 3) / 40) % 5 == 0));
    let (predicted, _) = one_by_one(&network, &x, &[0; 4]);
    let mut t = predicted.clone();
    t[3] = (t[3] + 1) % 10;
    assert_eq!(one_by_one(&network, &x, &t), (predicted.clone(), 0.75));
    assert_eq!(in_batches(&network, &x, &t, 3), (predicted, 0.75));
}

#[test]
#[ignore = "needs MNIST_DIR"]
fn the_shipped_weights_classify_97_percent() {
    let (x, t) = test_images();
    let network = init_network(None).unwrap();
    let (_, accuracy) = in_batches(&network, &x, &t, 100);
    assert!(accuracy >= 0.97, "{accuracy}");
}

#[test]
#[ignore = "needs MNIST_DIR and BOOK_WEIGHTS_DIR, the folder of the book's sample_weight.pkl"]
fn the_books_weights_classify_9352_of_10000_one_by_one_and_in_batches() {
    let folder = std::env::var_os("BOOK_WEIGHTS_DIR").expect("BOOK_WEIGHTS_DIR is set");
    let (x, t) = test_images();
    let network = init_network(Some(&Path::new(&folder).join("sample_weight.pkl"))).unwrap();
    assert_eq!(one_by_one(&network, &x, &t).1, 0.9352);
    assert_eq!(in_batches(&network, &x, &t, 100).1, 0.9352);
}
