use kernels::pieces::{for_each, map, watch};
use rayon::prelude::*;

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}

#[test]
fn regions_and_their_pieces_are_counted() {
    let work = || {
        for_each((0..5_usize).into_par_iter(), |_| ());
        // What is inside a piece is a part of it.
        let squares = map((0..3_usize).into_par_iter(), |i| {
            for_each((0..7_usize).into_par_iter(), |_| ());
            i * i
        });
        assert_eq!(squares, [0, 1, 4]);
    };
    let seen = pool(1).install(|| watch(work));
    assert_eq!(seen.iter().map(Vec::len).collect::<Vec<_>>(), [5, 3]);
    assert!(pool(1).install(|| watch(|| ())).is_empty());
}

#[test]
fn the_parts_of_an_update_are_pieces() {
    let (mut value, grad) =
        (ndarray::Array1::<f32>::zeros(200_000).into_dyn(), ndarray::Array1::ones(200_000).into_dyn());
    let seen = pool(1).install(|| {
        watch(|| kernels::update(&mut value.view_mut(), &grad.view(), [], &|value: &mut f32, grad, []| *value -= grad))
    });
    assert_eq!(seen.iter().map(Vec::len).collect::<Vec<_>>(), [4], "65,536 elements each, and the rest");
    assert!(value.iter().all(|&value| value == -1.0));
}

#[test]
#[should_panic(expected = "one thread")]
fn two_threads_are_refused() {
    pool(2).install(|| watch(|| ()));
}
