//! What is measured: iterations of the book's networks, and what they are made of.

use std::hint::black_box;

use ch07::SimpleConvNet;
use ch08::DeepConvNet;
use common::{
    ConvStack, Layer, Mode, Network, OptimizerKind, Pixels, Samples, Targets, Trainer, TrainerOptions, accuracy,
};
use dataset::Mnist;
use ndarray::{Array4, Ix4};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// Images of a batch, as in the book.
pub const BATCH: usize = 100;

/// The digits as the networks take them.
#[derive(Debug)]
pub struct Data<'a> {
    /// To train on.
    pub train: (Pixels<'a>, Targets<f32>),
    /// To classify.
    pub test: (Pixels<'a>, Targets<f32>),
}

impl<'a> Data<'a> {
    /// Views of these digits.
    pub fn new(mnist: &'a Mnist) -> Self {
        let data = |split: &'a dataset::Split| (Pixels::new(split.images.view()), Targets::from(&split.labels[..]));
        Data { train: data(&mnist.train), test: data(&mnist.test) }
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
    start: for<'a> fn(&'a Data<'a>) -> Call<'a>,
}

/// Does the work once.
pub type Call<'a> = Box<dyn FnMut() + 'a>;

/// What peers do as well.
pub const SHARED: [Work; 4] = [
    Work {
        name: "ch05",
        title: "ch05 TwoLayerNet, one iteration",
        images: BATCH,
        start: |data| training(ch05::TwoLayerNet::new(784, 50, 10, 0.01, &mut rng()), OptimizerKind::Sgd, 0.1, data),
    },
    Work {
        name: "ch07",
        title: "ch07 SimpleConvNet, one iteration",
        images: BATCH,
        start: |data| training(SimpleConvNet::book(&mut rng()), OptimizerKind::Adam, 0.001, data),
    },
    Work {
        name: "ch08",
        title: "ch08 DeepConvNet, one iteration",
        images: BATCH,
        start: |data| training(DeepConvNet::book(&mut rng()), OptimizerKind::Adam, 0.001, data),
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
    /// The work, with a network that has learned nothing yet.
    pub fn start<'a>(&self, data: &'a Data<'a>) -> Call<'a> {
        (self.start)(data)
    }
}

/// The generator of everything that is measured.
pub fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(1)
}

/// An iteration as in the book: gradient, update, and the loss of the same batch again.
pub fn training<'a, N>(network: N, optimizer: OptimizerKind, learning_rate: f64, data: &'a Data<'a>) -> Call<'a>
where
    N: Network<f32> + 'a,
    Pixels<'a>: Samples<f32, N::Input>,
{
    training_with(network, optimizer, learning_rate, BATCH, data)
}

/// [`training`] with batches of this size.
pub fn training_with<'a, N>(
    network: N,
    optimizer: OptimizerKind,
    learning_rate: f64,
    mini_batch_size: usize,
    data: &'a Data<'a>,
) -> Call<'a>
where
    N: Network<f32> + 'a,
    Pixels<'a>: Samples<f32, N::Input>,
{
    let options = TrainerOptions {
        iterations: Some(usize::MAX),
        mini_batch_size,
        optimizer,
        learning_rate,
        evaluate_sample_num_per_epoch: Some(1),
        keep_going: true,
        ..TrainerOptions::default()
    };
    let ((x, t), (x_test, t_test)) = (&data.train, &data.test);
    let mut trainer = Trainer::new(network, (x, t), (x_test, t_test), options, rng()).expect("options in range");
    Box::new(move || {
        trainer.step().expect("keeps going");
    })
}

fn inference<'a>(data: &'a Data<'a>) -> Call<'a> {
    let network = DeepConvNet::book(&mut rng());
    Box::new(move || {
        black_box(accuracy(&network, &data.test.0, &data.test.1));
    })
}

fn convolutions<'a>(data: &'a Data<'a>) -> Call<'a> {
    let mut stack: ConvStack<f32> = DeepConvNet::book(&mut rng()).conv;
    let x = batch(data);
    let dout = stack.predict(x.clone());
    Box::new(move || {
        black_box(stack.forward_view(x.view(), Mode::Train));
        stack.backward_parameters(dout.clone());
    })
}

/// The first images as a batch.
pub fn batch(data: &Data<'_>) -> Array4<f32> {
    let mut x = Array4::zeros((0, 0, 0, 0));
    Samples::<f32, Ix4>::gather(&data.train.0, &(0..BATCH).collect::<Vec<_>>(), &mut x);
    x
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
