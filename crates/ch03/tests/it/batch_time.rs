use ch03::batch_time::{panel, time_per_image};
use ch03::neuralnet_mnist::init_network;
use ndarray::Array2;
use plot::Figure;

#[test]
fn every_way_that_has_enough_images_is_timed_and_has_its_bar() {
    let network = init_network(None).unwrap();
    let (x, t) = (Array2::from_elem((120, 784), 0.5), [0; 120]);
    for (asked, expected) in [
        (64, vec![None, Some(10), Some(64), Some(100)]),
        (100, vec![None, Some(10), Some(100)]),
        (usize::MAX, vec![None, Some(10), Some(100), Some(120)]),
    ] {
        let times = time_per_image(&network, &x, &t, asked, 2.4);
        assert!((times[0].1 - 0.02).abs() < 1e-9);
        assert_eq!(times.iter().map(|(size, _)| *size).collect::<Vec<_>>(), expected);
        assert!(times.iter().all(|(_, seconds)| *seconds > 0.0));
    }
    let csv = Figure::from(panel(&vec![(None, 2e-5), (Some(10), 5e-6)])).csv();
    assert_eq!(csv, "panel,series,x,y\n1,bar 1,0,20\n1,bar 1,1,5\n");
}
