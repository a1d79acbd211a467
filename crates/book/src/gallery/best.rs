//! The figures with which a chapter begins.

/// Those that say most of what a chapter is about, chapter by chapter.
const BEST: [&[&str]; 8] = [
    &["sin_cos_graph", "img_show"],
    &["perceptron_graph", "and_gate", "xor_gate"],
    &["sig_step_compare", "network_graphs_middle_layer", "mnist_show_grid", "neuralnet_mnist"],
    &["loss_functions", "gradient_2d_surface", "gradient_method_contour", "train_neuralnet_accuracy"],
    &["buy_apple_orange_backward", "graph_softmax_with_loss", "train_neuralnet_accuracy", "gradient_check"],
    &["optimizer_compare_naive_six", "optimizer_compare_mnist", "batch_norm_test", "hyperparameter_optimization"],
    &["im2col_demo", "train_convnet", "visualize_filter_after", "apply_filter"],
    &["deepnet_graph", "train_deepnet", "confusion_matrix", "recognize"],
];

/// Names of the best figures of a chapter, 1 to 8.
pub(crate) fn best(chapter: u8) -> &'static [&'static str] {
    usize::from(chapter).checked_sub(1).and_then(|place| BEST.get(place)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CHAPTERS;

    #[test]
    fn every_best_figure_is_drawn_by_a_run_of_its_chapter() {
        for chapter in CHAPTERS {
            assert!(!best(chapter.number).is_empty());
            for name in best(chapter.number) {
                let mut infos = chapter.experiments.iter().map(|entry| entry.info).filter(|info| !info.only_when_named);
                assert!(
                    infos.any(|info| info.figures.iter().any(|(figure, _)| figure == name)),
                    "chapter {} has no figure {name}",
                    chapter.number
                );
            }
        }
        assert!(best(0).is_empty() && best(9).is_empty());
    }
}
