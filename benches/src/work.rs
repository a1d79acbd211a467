//! What is measured: iterations of the book's networks, and what they are made of.

use std::hint::black_box;

use ch07::SimpleConvNet;
use ch08::DeepConvNet;
use common::{Convolution, Mode, Network, OptimizerKind, Pooling, Relu, Sequential, Tensor, random_choice};
use dataset::{Choice, Mnist, load_mnist};
use experiment::{Format, Split};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// Images of a batch, as in the book.
pub const BATCH: usize = 100;

/// The digits that are measured with; where the program draws them, few are enough for a first look.
///
/// # Errors
/// As [`load_mnist`].
pub fn digits(choice: Choice, quick: bool) -> Result<Mnist, dataset::Error> {
    let mut options = dataset::Options { choice, ..dataset::Options::default() };
    if quick {
        options.train_digits = 10_000;
    }
    load_mnist(&options)
}

/// The digits as the networks take them.
#[derive(Debug)]
pub struct Data {
    /// To train on, (N, 784).
    pub flat: Split,
    /// The same as images, (N, 1, 28, 28).
    pub images: Split,
    /// To classify, (N, 1, 28, 28).
    pub test: Split,
}

impl Data {
    /// These digits, without a copy.
    pub fn new(mnist: &Mnist) -> Self {
        let images = Format { flatten: false, ..Format::default() };
        Data { flat: Format::default().of(&mnist.train), images: images.of(&mnist.train), test: images.of(&mnist.test) }
    }
}

/// A piece of work that can be done again and again.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// Its short name; peers know it by the same.
    pub name: &'static str,
    /// What one call does.
    pub title: &'static str,
    /// Images that one call takes.
    pub images: usize,
    start: for<'a> fn(&'a Data) -> Call<'a>,
}

/// Does the work once.
pub type Call<'a> = Box<dyn FnMut() + 'a>;

/// What peers do as well.
pub const SHARED: [Work; 4] = [
    Work {
        name: "ch05",
        title: "ch05 TwoLayerNet, one iteration",
        images: BATCH,
        start: |data| {
            training(ch05::TwoLayerNet::new(784, 50, 10, 0.01, &mut rng()), OptimizerKind::Sgd, 0.1, &data.flat)
        },
    },
    Work {
        name: "ch07",
        title: "ch07 SimpleConvNet, one iteration",
        images: BATCH,
        start: |data| training(SimpleConvNet::book(&mut rng()), OptimizerKind::Adam, 0.001, &data.images),
    },
    Work {
        name: "ch08",
        title: "ch08 DeepConvNet, one iteration",
        images: BATCH,
        start: |data| training(DeepConvNet::book(&mut rng()), OptimizerKind::Adam, 0.001, &data.images),
    },
    Work { name: "inference", title: "ch08 DeepConvNet, 10,000 images", images: 10_000, start: inference },
];

/// The convolutions of DeepConvNet, forward and backward, with ReLU and pooling.
pub const CONVOLUTIONS: Work = Work {
    name: "convolutions",
    title: "DeepConvNet's convolutions, forward and backward",
    images: BATCH,
    start: convolutions,
};

/// Multiplications of [`CONVOLUTIONS`] if they were done by im2col: for forward, ∂L/∂W and, but for the first layer,
/// ∂L/∂x each N·FN·OH·OW·C·FH·FW.
pub fn convolution_multiplications() -> usize {
    let layers = [(28, 1, 16), (28, 16, 16), (14, 16, 32), (16, 32, 32), (8, 32, 64), (8, 64, 64)];
    let forward = layers.map(|(size, c, fn_)| BATCH * size * size * 9 * c * fn_);
    3 * forward.iter().sum::<usize>() - forward[0]
}

impl Work {
    /// The work, with an untrained network.
    pub fn start<'a>(&self, data: &'a Data) -> Call<'a> {
        (self.start)(data)
    }
}

/// The generator of everything that is measured.
pub fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(1)
}

/// An iteration as in the book: gradient, update, and the loss of the same batch again.
pub fn training<'a>(
    network: impl Network<f32> + 'a,
    optimizer: OptimizerKind,
    learning_rate: f64,
    train: &'a Split,
) -> Call<'a> {
    training_with(network, optimizer, learning_rate, BATCH, train)
}

/// [`training`] with batches of this size.
pub fn training_with<'a>(
    mut network: impl Network<f32> + 'a,
    optimizer: OptimizerKind,
    learning_rate: f64,
    batch_size: usize,
    (x_train, t_train): &'a Split,
) -> Call<'a> {
    let (mut optimizer, mut rng) = (optimizer.build(learning_rate), rng());
    Box::new(move || {
        let batch_mask = random_choice(x_train.len(), batch_size, &mut rng);
        let (x_batch, t_batch) = (x_train.select(&batch_mask), t_train.select(&batch_mask));

        network.gradient(&x_batch, &t_batch);
        optimizer.update(&mut network.params());
        black_box(network.loss(&x_batch, &t_batch));
    })
}

fn inference(data: &Data) -> Call<'_> {
    let network = DeepConvNet::<f32>::book(&mut rng());
    let (x_test, t_test) = &data.test;
    Box::new(move || {
        black_box(network.accuracy(x_test, t_test));
    })
}

fn convolutions(data: &Data) -> Call<'_> {
    let network = DeepConvNet::<f32>::book(&mut rng());
    let mut layers = Sequential::new();
    for idx in 1..=6 {
        let conv = network.layers.get::<Convolution<f32>>(&format!("Conv{idx}"));
        layers = layers.push(format!("Conv{idx}"), conv.clone()).push(format!("Relu{idx}"), Relu::new());
        if idx % 2 == 0 {
            layers = layers.push(format!("Pool{}", idx / 2), Pooling::new(2, 2, 2, 0));
        }
    }
    let x = batch(data);
    let dout = layers.predict(&x);
    Box::new(move || {
        black_box(layers.forward(&x, Mode::Train));
        layers.backward(dout.clone());
    })
}

/// The first images as a batch, (100, 1, 28, 28).
pub fn batch(data: &Data) -> Tensor<f32> {
    data.images.0.first(BATCH).to_tensor()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_work_can_be_done_twice() {
        let digits = dataset::synthetic::digits(200, 1);
        let mnist = Mnist { train: digits.clone(), test: digits, source: dataset::Source::Synthetic(1) };
        let data = Data::new(&mnist);
        for work in SHARED.into_iter().chain([CONVOLUTIONS]) {
            let mut call = work.start(&data);
            call();
            call();
        }
    }

    #[test]
    fn multiplications_are_those_of_im2col() {
        // Layer by layer 0.11, 1.81, 0.90, 2.36, 1.18 and 2.36 million an image.
        let first = BATCH * 28 * 28 * 9 * 16;
        assert_eq!((convolution_multiplications() + first) / 3 / BATCH, 8_720_640);
    }
}
