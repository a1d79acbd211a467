use ch06::gradient_norms::{SLOPES, backward, norm};
use ch06::weight_init_activation_histogram::randn;
use common::{relu, sigmoid};
use ndarray::Array2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

type Activation = fn(&Array2<f64>) -> Array2<f64>;
const ACTIVATIONS: [Activation; 3] = [|a| sigmoid(a), |a| relu(a), |a| a.tanh()];

fn rng(stream: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    rng.set_stream(stream);
    rng
}

/// z of each layer, the first given; the weights of the first layer are drawn and not used.
fn forward(z1: &Array2<f64>, layers: usize, std: f64, h: Activation) -> Vec<Array2<f64>> {
    let (mut weights, n) = (rng(1), z1.ncols());
    let mut z = vec![z1.clone()];
    let w: Vec<_> = (0..layers).map(|_| randn((n, n), &mut weights) * std).collect();
    for w in &w[1..] {
        z.push(h(&z[z.len() - 1].dot(w)));
    }
    z
}

/// The norms of five layers of 100 units behind an input of 1000 samples.
fn norms(h: usize, std: f64) -> Vec<f64> {
    let z1 = ACTIVATIONS[h](&(randn((1000, 100), &mut rng(3)).dot(&randn((100, 100), &mut rng(4))) * std));
    backward(&forward(&z1, 5, std, ACTIVATIONS[h]), std, SLOPES[h], &mut rng(1), &mut rng(2))
}

#[test]
fn the_caption_says_what_becomes_of_the_gradient() {
    let [_, (_, caption)] = ch06::captions::FIGURES.last_chunk().expect("many figures");
    let all = |h, std, is: &dyn Fn(f64) -> bool| norms(h, std).windows(2).all(|pair| is(pair[0] / pair[1]));
    assert!(caption.contains("He keeps its norm with ReLU and tanh"), "{caption}");
    assert!([1, 2].iter().all(|&h| all(h, 0.02f64.sqrt(), &|growth| (0.9..1.1).contains(&growth))));
    assert!(caption.contains("std 0.01 takes about nine tenths per layer or more"), "{caption}");
    assert!((0..3).all(|h| all(h, 0.01, &|growth| growth < 0.105)));
    assert!(caption.contains("std 1 makes it sevenfold with ReLU"), "{caption}");
    assert!(all(1, 1.0, &|growth| (6.0..8.0).contains(&growth)));
}

/// L = Σ dout·z of the last layer: its slope along each number of the first.
#[test]
fn the_norm_is_that_of_the_numerical_gradient() {
    let (shape, layers, std) = ((2, 4), 3, 0.7);
    for (h, slope) in ACTIVATIONS.into_iter().zip(SLOPES) {
        let z1 = h(&randn(shape, &mut rng(3)));
        let dout = randn(shape, &mut rng(2));
        let loss = |z1: &Array2<f64>| (forward(z1, layers, std, h).pop().unwrap() * &dout).sum();
        let numerical = Array2::from_shape_fn(shape, |at| {
            let moved = |by: f64| {
                let mut z1 = z1.clone();
                z1[at] += by;
                loss(&z1)
            };
            (moved(1e-5) - moved(-1e-5)) / 2e-5
        });
        let norms = backward(&forward(&z1, layers, std, h), std, slope, &mut rng(1), &mut rng(2));
        let expected = norm(&numerical) / norm(&dout);
        assert_eq!((norms.len(), norms[2]), (3, 1.0));
        assert!(expected > 0.01 && (norms[0] / expected - 1.0).abs() < 1e-6, "{norms:?}, {expected}");
    }
}
