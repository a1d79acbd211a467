use ch06::weight_init_activation_histogram::{ACTIVATIONS, Activation, forward, randn};
use common::{relu, sigmoid};
use ndarray::Array2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// The shares of the values below `lo`, between, and above `hi`.
fn shares(z: &Array2<f64>, lo: f64, hi: f64) -> [f64; 3] {
    let n = z.len() as f64;
    let below = z.iter().filter(|&&z| z < lo).count() as f64 / n;
    let above = z.iter().filter(|&&z| z > hi).count() as f64 / n;
    [below, 1.0 - below - above, above]
}

fn fifth(h: Activation, std: f64) -> Array2<f64> {
    layers(h, std).pop().unwrap()
}

/// The share of the values for which `is` holds.
fn share(z: &Array2<f64>, is: impl Fn(f64) -> bool) -> f64 {
    z.iter().filter(|&&z| is(z)).count() as f64 / z.len() as f64
}

/// The spread of each layer divided by that of the layer before it.
fn growth(layers: &[Array2<f64>]) -> Vec<f64> {
    layers.windows(2).map(|pair| pair[1].std(0.0) / pair[0].std(0.0)).collect()
}

type Claim = (&'static str, fn(&[Array2<f64>]) -> bool);

/// What captions say, and whether it is so.
const CLAIMS: [Claim; 15] = [
    ("most activations are near 0 or 1", |z| z.iter().all(|z| share(z, |z| !(0.1..0.9).contains(&z)) > 0.5)),
    ("from the second layer on all are near 0.5", |z| {
        z[1..].iter().all(|z| share(z, |z| (z - 0.5).abs() < 0.05) > 0.99)
    }),
    ("spread around 0.5 in every layer", |z| {
        z.iter().all(|z| z.std(0.0) > 0.1 && (z.mean().unwrap_or(0.0) - 0.5).abs() < 0.1)
    }),
    ("Sigmoid, He: wider than Xavier", |z| wider(z, |a| sigmoid(a))),
    ("Tanh, He: wider than Xavier", |z| wider(z, |a| a.tanh())),
    ("half are 0", |z| z.iter().all(|z| (0.4..0.6).contains(&share(z, |z| z == 0.0)))),
    ("grow about sevenfold", |z| growth(z).iter().all(|g| (5.0..9.0).contains(g))),
    ("shrink to less than a tenth", |z| growth(z).iter().all(|g| (0.01..0.1).contains(g))),
    ("the others shrink from layer to layer", |z| growth(z).iter().all(|g| (0.5..1.0).contains(g))),
    ("the others keep their spread", |z| growth(z).iter().all(|g| (0.8..1.25).contains(g))),
    ("most activations are near −1 or 1", |z| z.iter().all(|z| share(z, |z| z.abs() > 0.9) > 0.5)),
    ("shrink to about a tenth", |z| growth(z).iter().all(|g| (0.08..0.12).contains(g))),
    ("soon lie in one bar", |z| z[2..].iter().all(|z| share(z, |z| z.abs() < 1.0 / 31.0) > 0.999)),
    ("a U in the first layer", |z| share(&z[0], |z| z.abs() < 1.0 / 3.0) < 0.3),
    ("then a bell that gets narrower", |z| {
        share(&z[1], |z| z.abs() < 1.0 / 3.0) > 0.36 && growth(z).iter().all(|&g| g < 1.0)
    }),
];

fn wider(z: &[Array2<f64>], h: Activation) -> bool {
    z.iter().zip(&layers(h, 0.1)).all(|(he, xavier)| he.std(0.0) > xavier.std(0.0))
}

fn layers(h: Activation, std: f64) -> Vec<Array2<f64>> {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let input_data = randn((1000, 100), &mut rng);
    forward(&input_data, 5, std, h, &mut rng)
}

#[test]
fn captions_say_what_the_layers_show() {
    let captions = ch06::captions::FIGURES.map(|(_, caption)| caption);
    assert!(CLAIMS.iter().all(|(words, _)| captions.iter().any(|caption| caption.contains(words))));
    for (activation, h, _) in ACTIVATIONS {
        for (suffix, std) in [("std1", 1.0), ("std0.01", 0.01), ("xavier", 0.1), ("he", 0.02_f64.sqrt())] {
            let figure = format!("weight_init_activation_histogram_{activation}_{suffix}");
            let caption = ch06::CHAPTER.caption(&figure);
            let layers = layers(h, std);
            let claims: Vec<&Claim> = CLAIMS.iter().filter(|(words, _)| caption.contains(words)).collect();
            assert!(!claims.is_empty(), "nothing is checked of {caption}");
            for (words, holds) in claims {
                let spread: Vec<f64> = layers.iter().map(|z| z.std(0.0)).collect();
                assert!(holds(&layers), "{caption}: {words} is false, spread {spread:?}");
            }
        }
    }
}

#[test]
fn the_fifth_layer_has_the_shape_that_the_book_shows() {
    let (xavier, he) = (0.01_f64.sqrt(), 0.02_f64.sqrt());
    // Sigmoid: at both ends; all at one half; spread.
    let [low, middle, high] = shares(&fifth(|x| sigmoid(x), 1.0), 0.1, 0.9);
    assert!(low > 0.2 && high > 0.2 && middle < 0.5, "{low} {middle} {high}");
    assert!(shares(&fifth(|x| sigmoid(x), 0.01), 0.45, 0.55)[1] > 0.999);
    assert!(fifth(|x| sigmoid(x), xavier).std(0.0) > 0.1);
    // ReLU: std 0.01 dies out, Xavier shrinks, He keeps its spread.
    let spread = |std| fifth(|x| relu(x), std).std(0.0);
    assert!(spread(0.01) < 1e-4);
    assert!(spread(xavier) < 0.5 * spread(he));
    assert!((0.4..1.2).contains(&spread(he)));
    // Tanh: really tanh, so negative values as often as positive ones.
    let [low, _, high] = shares(&fifth(|x| x.tanh(), 1.0), -0.9, 0.9);
    assert!(low > 0.3 && high > 0.3, "{low} {high}");
}
