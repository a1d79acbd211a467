use ch08::deepnet_graph::LAYERS;

#[test]
fn the_caption_states_the_blocks() {
    let caption = ch08::CHAPTER.caption("deepnet_graph");
    assert_eq!(caption, "Three blocks of Conv – ReLU – Conv – ReLU – Pool, and two fully connected layers");
    assert!(LAYERS[..15].chunks(5).all(|block| block == ["Conv", "ReLU", "Conv", "ReLU", "Pool"]));
    assert_eq!(LAYERS[15..].iter().filter(|layer| **layer == "Affine").count(), 2);
}
