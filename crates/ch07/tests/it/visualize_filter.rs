use ch07::{CHAPTER, SimpleConvNet};
use common::Network;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

#[test]
fn captions_state_the_filters() {
    let mut network = SimpleConvNet::<f32>::book(&mut ChaCha8Rng::seed_from_u64(1));
    let shape = network.param("W1").value.shape().to_vec();
    let filters = format!("{} random filters of {}×{}", shape[0], shape[2], shape[3]);
    assert!(CHAPTER.caption("visualize_filter_before").starts_with(&filters));
    let caption = format!("The first {} learned filters; dark is high", ch07::apply_filter::SHOWN);
    assert_eq!(CHAPTER.caption("apply_filter_filters"), caption);
}
