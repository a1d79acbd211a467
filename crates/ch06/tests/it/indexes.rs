use ch06::indexes::Indexes;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

#[test]
fn an_epoch_hands_out_every_index_once() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut indexes = Indexes::new(20, 5);
    for _ in 0..3 {
        let mut seen: Vec<usize> = (0..4).flat_map(|_| indexes.next_index(&mut rng).0.to_vec()).collect();
        assert_ne!(seen, (0..20).collect::<Vec<_>>());
        seen.sort_unstable();
        assert_eq!(seen, (0..20).collect::<Vec<_>>());
    }
}

#[test]
fn what_does_not_fill_a_batch_waits_for_the_next_order() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut indexes = Indexes::new(7, 3);
    let flags: Vec<bool> = (0..5).map(|_| indexes.next_index(&mut rng).1).collect();
    assert_eq!(flags, [true, false, true, false, true]);
}
