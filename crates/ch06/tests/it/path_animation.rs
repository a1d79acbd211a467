use ch06::optimizer_compare_naive::{LEVELS, OPTIMIZERS, Path, descend, f};
use ch06::path_animation::{animation, ellipses};
use plot::{Axes, Figure};

#[test]
fn ellipses_are_where_f_has_its_levels() {
    let mut ax = Axes::new();
    ellipses(&mut ax);
    let csv = Figure::from(ax).csv();
    for row in csv.lines().skip(1) {
        let columns: Vec<&str> = row.split(',').collect();
        let line: usize = columns[1].strip_prefix("line ").unwrap().parse().unwrap();
        let (x, y): (f64, f64) = (columns[2].parse().unwrap(), columns[3].parse().unwrap());
        assert!((f(x, y) - LEVELS[line - 1]).abs() < 1e-9, "{row}");
    }
    assert_eq!(csv.lines().count(), 1 + 6 * 91);
}

/// Every frame goes one step further, and the last one has all of the path.
#[test]
fn the_animation_ends_with_the_whole_paths_and_is_small() {
    let paths: Vec<Path> = OPTIMIZERS
        .iter()
        .map(|&(key, lr)| {
            let (x, y) = descend(key, lr, 30);
            (key, x, y)
        })
        .collect();
    let animation = animation(&paths, 30);
    assert!(animation.png().unwrap().len() < 300_000);
    let csv = animation.csv();
    for (key, x, y) in &paths {
        assert!(csv.contains(&format!("{key},line 8,{},{}\n", x[30], y[30])), "{csv}");
    }
}
