//! The table of contents: for each script its name, section, what it does, and its figures with their captions.

use experiment::Info;

pub(crate) const DEEPNET_GRAPH: Info = Info::new("deepnet_graph", "§8.1.1", "The layers of DeepConvNet")
    .figures(&[("deepnet_graph", "Three blocks of Conv – ReLU – Conv – ReLU – Pool, and two fully connected layers")]);

pub(crate) const TRAIN_DEEPNET: Info =
    Info::new("train_deepnet", "§8.1.1", "DeepConvNet is trained on MNIST").figures(&[
        ("train_deepnet", "Accuracy of DeepConvNet over the epochs on 1000 images, and at the end on all for testing"),
        ("train_deepnet_loss", "Its training loss, smoothed; the dropout behind the scores keeps it far from 0"),
    ]);

pub(crate) const MISCLASSIFIED_MNIST: Info =
    Info::new("misclassified_mnist", "§8.1.1", "The digits that DeepConvNet misclassifies").figures(&[(
        "misclassified_mnist",
        "The first twenty test images that DeepConvNet misclassifies, and how probable it thinks label and prediction",
    )]);

pub(crate) const FEATURE_MAPS: Info =
    Info::new("feature_maps", "beside §8.1", "What the layers of DeepConvNet see in a digit, and their filters").figures(&[
        (
            "feature_maps",
            "Behind each convolution of DeepConvNet and its ReLU, the 16 channels that a digit excites most; black is high",
        ),
        (
            "feature_maps_filters",
            "The weights of the first 16 filters (rows; of the first convolution in a square) for the first 16 channels (columns): \
             red is positive, blue negative",
        ),
    ]);

pub(crate) const CONFUSION_MATRIX: Info =
    Info::new("confusion_matrix", "beside §8.1", "How often each digit is taken for each other one").figures(&[(
        "confusion_matrix",
        "How many test images of each digit (row) three networks classify as which (column), and the accuracy of each digit; mistakes are coloured by the most frequent one of their network",
    )]);

pub(crate) const DATA_AUGMENTATION: Info = Info::new("data_augmentation", "§8.1.2", "New digits made from one")
    .figures(&[(
        "data_augmentation",
        "One digit, rotated, shifted, scaled, sheared, bent, all of these together, and cropped",
    )]);

pub(crate) const RECEPTIVE_FIELD: Info = Info::new(
    "receptive_field",
    "§8.1.3",
    "Why several small filters beat a large one",
)
.figures(&[(
    "receptive_field",
    "Paths from each input pixel to one output pixel through one 5×5 filter and two of 3×3; parameters of both kinds",
)]);

pub(crate) const LAYER_TIME: Info = Info::new(
    "layer_time",
    "§8.3.1",
    "Where the time goes in a training step of DeepConvNet, computed layer by layer as the book writes them",
)
.measures_time()
.figures(&[("layer_time", "Share of each layer in the time of a forward and of a backward pass, and the time of all")]);

pub(crate) const HALF_FLOAT_NETWORK: Info =
    Info::new("half_float_network", "§8.3.4", "DeepConvNet with weights and images of fewer bits")
        .figures(&[("half_float_network", "Misclassified test images, and kilobytes of the weights, in four formats")]);

pub(crate) const AWESOME_NET: Info =
    Info::new("awesome_net", "§8.1.2", "An ensemble of normalised networks is trained on deformed digits")
        .only_when_named()
        .figures(&[
            (
                "awesome_net",
                "Accuracy of each network and of the ensemble over the epochs, on images that are not trained on",
            ),
            ("awesome_net_misclassified", "What the ensemble still misclassifies"),
        ]);

pub(crate) const RECOGNIZE: Info =
    Info::new("recognize", "beside §8.1", "Digits on your own pictures, read by every network").figures(&[(
        "recognize",
        "Digits on a picture, what the network sees of each, and how probable three networks think each class is",
    )]);
