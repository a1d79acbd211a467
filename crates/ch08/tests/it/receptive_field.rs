use ch08::receptive_field::{paths, receptive_field};

#[test]
fn two_3x3_see_as_much_as_one_5x5_and_three_as_one_7x7() {
    assert_eq!(receptive_field(3, 2), 5);
    assert_eq!(receptive_field(3, 3), 7);
    assert_eq!(paths(3, 2).dim(), (5, 5));
}

#[test]
fn the_middle_is_seen_on_every_path() {
    let paths = paths(3, 2);
    assert_eq!((paths[[2, 2]], paths[[0, 0]], paths[[0, 2]]), (9.0, 1.0, 3.0));
    assert_eq!(paths.sum(), 81.0);
}
