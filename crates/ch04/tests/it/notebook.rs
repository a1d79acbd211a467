use ch04::notebook::{TEST_ACCURACY, dash_test_accuracy};
use plot::{Axes, Figure};

#[test]
fn the_notebook_goes_no_further_than_the_line() {
    let rows = |epochs| {
        let mut ax = Axes::new();
        dash_test_accuracy(&mut ax, epochs);
        Figure::from(ax).csv().lines().filter(|row| row.contains("notebook")).count()
    };
    assert_eq!([0, 2, 17, 30].map(rows), [0, 2, 17, 17]);
    // It ends within the band of the book's network.
    assert!((0.940..=0.950).contains(&TEST_ACCURACY[16]) && TEST_ACCURACY[0] < 0.15);
}
