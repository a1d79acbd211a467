//! What the figures show.

/// Name and caption of each figure.
pub(crate) const FIGURES: [(&str, &str); 12] = [
    (
        "weight_init_activation_histogram_sigmoid_std1",
        "Sigmoid, std 1: everything sits at 0 and 1, where the gradient vanishes",
    ),
    (
        "weight_init_activation_histogram_sigmoid_std0.01",
        "Sigmoid, std 0.01: everything sits at 0.5, all units say the same",
    ),
    ("weight_init_activation_histogram_sigmoid_xavier", "Sigmoid, Xavier: spread out in every layer"),
    ("weight_init_activation_histogram_sigmoid_he", "Sigmoid, He: wider than Xavier"),
    ("weight_init_activation_histogram_relu_std1", "ReLU, std 1: values grow from layer to layer, most beyond 1"),
    ("weight_init_activation_histogram_relu_std0.01", "ReLU, std 0.01: everything shrinks to 0"),
    ("weight_init_activation_histogram_relu_xavier", "ReLU, Xavier: more zeros with every layer"),
    ("weight_init_activation_histogram_relu_he", "ReLU, He: the same spread in every layer"),
    ("weight_init_activation_histogram_tanh_std1", "Tanh, std 1: everything sits at −1 and 1"),
    ("weight_init_activation_histogram_tanh_std0.01", "Tanh, std 0.01: everything sits at 0"),
    ("weight_init_activation_histogram_tanh_xavier", "Tanh, Xavier: a bell in every layer"),
    ("weight_init_activation_histogram_tanh_he", "Tanh, He: wider than Xavier"),
];
