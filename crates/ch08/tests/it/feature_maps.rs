use ch08::WEIGHTS;
use ch08::feature_maps::{feature_maps, filters, panel, strongest};
use common::{Affine, Convolution, Pooling, Relu, Sequential, tensor};
use experiment::{Format, Trained};
use ndarray::{Array2, Array4, Axis, array};
use plot::Figure;
use weights::Weights;

fn network() -> Sequential<f32> {
    let filters = Array4::from_shape_vec((2, 1, 1, 1), vec![1.0, -2.0]).unwrap();
    Sequential::new()
        .push("a", Convolution::new(filters.clone(), array![0.0, 1.0], 1, 0))
        .push("b", Relu::new())
        .push("c", Pooling::new(2, 2, 2, 0))
        .push("d", Affine::new(Array2::ones((2, 3)), array![0.0, 0.0, 0.0]))
}

#[test]
fn maps_are_what_comes_behind_the_activation() {
    let maps = feature_maps(&network(), &tensor(array![[[[1.0, -3.0], [0.25, 0.0]]]]));
    assert_eq!(maps, [array![[[1.0, 0.0], [0.25, 0.0]], [[0.0, 7.0], [0.5, 1.0]]]]);
    assert_eq!(strongest(&maps[0], 1), [1]);
    assert_eq!(strongest(&maps[0], 5), [1, 0]);
}

#[test]
fn every_weight_has_its_square() {
    let w = Array4::from_shape_fn((2, 2, 3, 3), |(n, c, i, j)| (1000 * n + 100 * c + 10 * i + j) as f32);
    let csv = Figure::from(panel("c", &w)).csv();
    for (x, y, weight) in [(0, 0, 0), (6, 0, 102), (0, 4, 1000), (6, 6, 1122)] {
        assert!(csv.contains(&format!(",image 1,{x},{y},{weight}\n")), "{csv}");
    }
    assert_eq!(csv.matches("NaN").count(), 7 * 7 - 36);
    let csv = Figure::from(panel("c", &w.select(Axis(1), &[1]))).csv();
    assert!(csv.contains(",image 1,4,0,1100\n") && !csv.contains("image 1,0,4"), "{csv}");
}

#[test]
fn the_network_that_ships_has_six_convolutions() {
    let network = Trained::default().network(WEIGHTS).unwrap();
    let filters = filters(&network.layers);
    let shapes: Vec<_> = filters.iter().map(|w| w.dim()).collect();
    assert_eq!(shapes.iter().map(|shape| shape.0).collect::<Vec<_>>(), [16, 16, 32, 32, 64, 64]);
    let (x, _) = Format { flatten: false, ..Format::default() }.of::<f32>(&dataset::synthetic::digits(1, 1));
    let maps = feature_maps(&network.layers, &x.to_tensor());
    assert!(maps.iter().flatten().all(|&v| v >= 0.0), "a ReLU follows each");
    assert_eq!(maps.iter().map(|maps| maps.dim().1).collect::<Vec<_>>(), [28, 28, 14, 16, 8, 8]);
    let book = Weights::from_bytes(WEIGHTS, "shipped").unwrap();
    assert_eq!(filters[5].mapv(f64::from).into_dyn(), book.arrays["W6"]);
}
