use ch03::network_graphs::Labels;

#[test]
fn the_numbers_at_the_edges_add_up_to_those_at_the_nodes() {
    let labels = Labels::numbers();
    assert_eq!(labels.outputs, ["5", "11", "17"]);
    let product = format!("X·W = ({})", labels.outputs.join(", "));
    let caption = ch03::CHAPTER.caption("network_graphs_numbers");
    assert!(caption.ends_with(&product) && labels.title.ends_with(&product), "{product}");
    let [from_x1, from_x2] = labels.edges;
    assert_eq!(from_x1, ["1 · 1 = 1", "3 · 1 = 3", "5 · 1 = 5"]);
    assert_eq!(from_x2, ["2 · 2 = 4", "4 · 2 = 8", "6 · 2 = 12"]);
    assert_eq!(Labels::symbols().edges[1], ["w4 · x2", "w5 · x2", "w6 · x2"]);
}
