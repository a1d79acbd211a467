use ch04::function_2_3d::surface;

#[test]
fn the_surface_is_a_bowl() {
    let (x, z) = surface(4.0, 33);
    assert_eq!((x.len(), x[0], x[32]), (33, -4.0, 4.0));
    assert_eq!((z[[0, 0]], z[[16, 16]], z[[16, 20]], z[[20, 16]]), (32.0, 0.0, 1.0, 1.0));
}
