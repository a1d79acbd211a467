use ch06::hyperparameter_optimization::log_uniform;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

#[test]
fn every_power_of_ten_is_as_likely_as_any_other() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let mut counts = [0; 4];
    for _ in 0..4000 {
        let x = log_uniform(-6.0, -2.0, &mut rng);
        assert!((1e-6..1e-2).contains(&x));
        counts[(x.log10() + 6.0) as usize] += 1;
    }
    assert!(counts.iter().all(|count| (900..1100).contains(count)), "{counts:?}");
}
