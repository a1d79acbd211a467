use ch03::neuralnet_mnist::{init_network, predict};
use ndarray::{Array1, Axis};

#[test]
fn the_formula_holds_by_hand() {
    // One pixel is on: the sums of the first layer are a row of W1 plus b1.
    let network = init_network(None).unwrap();
    let mut x = Array1::zeros(784);
    x[406] = 1.0;
    let z1: Array1<f32> = (&network.w1.row(406) + &network.b1).mapv(|a: f32| 1.0 / (1.0 + (-a).exp()));
    let z2 = ((&z1.insert_axis(Axis(1)) * &network.w2).sum_axis(Axis(0)) + &network.b2)
        .mapv(|a: f32| 1.0 / (1.0 + (-a).exp()));
    let a3 = (&z2.insert_axis(Axis(1)) * &network.w3).sum_axis(Axis(0)) + &network.b3;
    let exp = a3.mapv(f32::exp);
    let y = &exp / exp.sum();
    let got = predict(&network, x.view());
    assert!(got.iter().zip(&y).all(|(a, b)| (a - b).abs() < 1e-5), "{got} {y}");
}
