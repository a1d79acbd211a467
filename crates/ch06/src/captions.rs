//! What the figures show.

/// Name and caption of each figure.
pub const FIGURES: [(&str, &str); 14] = [
    (
        "weight_init_activation_histogram_sigmoid_std1",
        "Sigmoid, std 1: most activations are near 0 or 1, where the gradient vanishes",
    ),
    (
        "weight_init_activation_histogram_sigmoid_std0.01",
        "Sigmoid, std 0.01: from the second layer on all are near 0.5, so all units give almost the same",
    ),
    ("weight_init_activation_histogram_sigmoid_xavier", "Sigmoid, Xavier: spread around 0.5 in every layer"),
    ("weight_init_activation_histogram_sigmoid_he", "Sigmoid, He: wider than Xavier"),
    (
        "weight_init_activation_histogram_relu_std1",
        "ReLU, std 1: half are 0 in every layer, the others grow about sevenfold from layer to layer",
    ),
    (
        "weight_init_activation_histogram_relu_std0.01",
        "ReLU, std 0.01: half are 0, the others shrink to less than a tenth from layer to layer and soon lie in one bar",
    ),
    (
        "weight_init_activation_histogram_relu_xavier",
        "ReLU, Xavier: half are 0 in every layer, the others shrink from layer to layer",
    ),
    ("weight_init_activation_histogram_relu_he", "ReLU, He: half are 0, the others keep their spread in every layer"),
    ("weight_init_activation_histogram_tanh_std1", "Tanh, std 1: most activations are near −1 or 1"),
    (
        "weight_init_activation_histogram_tanh_std0.01",
        "Tanh, std 0.01: the activations shrink to about a tenth from layer to layer and soon lie in one bar",
    ),
    (
        "weight_init_activation_histogram_tanh_xavier",
        "Tanh, Xavier: a U in the first layer, then a bell that gets narrower",
    ),
    ("weight_init_activation_histogram_tanh_he", "Tanh, He: wider than Xavier"),
    (
        "weight_init_activation_histogram",
        "All twelve on one sheet: a row for each activation and standard deviation of the weights, bars cut at 7000",
    ),
    (
        "weight_init_gradient_norm",
        "A random gradient on its way back, last layer = 1: He keeps its norm with ReLU and tanh, std 0.01 takes about nine tenths \
         per layer or more, std 1 makes it sevenfold with ReLU",
    ),
];
