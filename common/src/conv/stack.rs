//! The convolutional half of a network: the book's layers in a row, run image by image.
//!
//! Book: §7.5, §8.1.1.

use ndarray::{Array4, ArrayView4, Ix4};

use super::fast::{Fast, Order};
use super::plan::Spec;
use crate::{Convolution, Layer, Mode, Parameter, Pooling, Real, Relu};

/// A layer from images to images.
///
/// ```
/// use common::{ImageLayer, Pooling, Relu};
/// let layers: [ImageLayer<f32>; 2] = [Relu::new().into(), Pooling::new(2, 2, 2, 0).into()];
/// assert!(matches!(layers[1], ImageLayer::Pooling(_)));
/// ```
#[allow(
    clippy::large_enum_variant,
    reason = "a network has a handful of them: what a smaller one wastes does not matter"
)]
#[derive(Clone, Debug)]
pub enum ImageLayer<A> {
    /// Book: §7.4.3.
    Convolution(Convolution<A>),
    /// Book: §5.5.1.
    Relu(Relu<Ix4>),
    /// Book: §7.4.4.
    Pooling(Pooling),
}

impl<A> From<Convolution<A>> for ImageLayer<A> {
    fn from(layer: Convolution<A>) -> Self {
        ImageLayer::Convolution(layer)
    }
}

impl<A> From<Relu<Ix4>> for ImageLayer<A> {
    fn from(layer: Relu<Ix4>) -> Self {
        ImageLayer::Relu(layer)
    }
}

impl<A> From<Pooling> for ImageLayer<A> {
    fn from(layer: Pooling) -> Self {
        ImageLayer::Pooling(layer)
    }
}

impl<A: Real> ImageLayer<A> {
    /// What the layer makes of images (N, C, H, W), as [`Layer::predict`].
    pub fn predict(&self, x: Array4<A>) -> Array4<A> {
        self.as_layer().predict(x)
    }

    fn as_layer(&self) -> &dyn Layer<A, Input = Ix4, Output = Ix4> {
        match self {
            ImageLayer::Convolution(layer) => layer,
            ImageLayer::Relu(layer) => layer,
            ImageLayer::Pooling(layer) => layer,
        }
    }

    fn as_layer_mut(&mut self) -> &mut dyn Layer<A, Input = Ix4, Output = Ix4> {
        match self {
            ImageLayer::Convolution(layer) => layer,
            ImageLayer::Relu(layer) => layer,
            ImageLayer::Pooling(layer) => layer,
        }
    }

    fn spec(&self) -> Spec {
        match self {
            ImageLayer::Convolution(layer) => layer.spec(),
            ImageLayer::Relu(_) => Spec::Relu,
            ImageLayer::Pooling(layer) => Spec::Pooling((layer.pool_h, layer.pool_w), layer.stride, layer.pad),
        }
    }
}

/// Convolution, ReLU and pooling layers in a row.
///
/// The layers are listed as in the book, and [`ConvStack`] computes what a loop over them computes. But where the
/// loop takes the whole batch through one layer before the next, so that every activation goes out to main memory
/// and comes back, the stack takes one image through all layers while its activations stay in the cache, each
/// thread its own images. That is possible because no image needs to know of another one. ReLU and bias are
/// added to a convolution's sums before they are stored, and pooling keeps one byte a window for backward.
///
/// In `f32` this works for convolutions of stride 1, each perhaps followed by a [`Relu`], and that by a
/// [`Pooling`] without padding; everything else, and `f64`, runs as the loop. Both give the same, up to rounding.
///
/// ```
/// use common::{ConvStack, Convolution, Layer, Mode, Pooling, Relu};
/// use ndarray::{Array1, Array4};
///
/// // Conv – ReLU – Pool, the beginning of SimpleConvNet, §7.5.
/// let (w, b) = (Array4::<f32>::zeros((30, 1, 5, 5)), Array1::zeros(30));
/// let mut stack = ConvStack::new(vec![
///     Convolution::new(w, b, 1, 0).into(),
///     Relu::new().into(),
///     Pooling::new(2, 2, 2, 0).into(),
/// ]);
/// let y = stack.forward(Array4::zeros((100, 1, 28, 28)), Mode::Train);
/// assert_eq!(y.dim(), (100, 30, 12, 12));
/// ```
///
/// # Shapes
/// (N, C, H, W) → what the layers make of it.
///
/// Book: §7.5, §8.1.1.
#[derive(Clone, Debug)]
pub struct ConvStack<A> {
    layers: Vec<ImageLayer<A>>,
    fast: Fast,
}

impl<A: Real> ConvStack<A> {
    /// These layers, the first one first.
    pub fn new(layers: Vec<ImageLayer<A>>) -> Self {
        ConvStack { layers, fast: Fast::new(Order::ChannelsFirst) }
    }

    /// The same with results that are channels-last in memory, for a layer that wants whole pixels
    /// ([`ChannelNormalization`](crate::ChannelNormalization), another stack) instead of an [`Affine`](crate::Affine).
    #[must_use]
    pub fn channels_last(mut self) -> Self {
        self.fast = Fast::new(Order::ChannelsLast);
        self
    }

    /// The layers. To see what one of them makes of an image, call their [`predict`](ImageLayer::predict) one after
    /// the other; what they keep in `forward` is empty while the stack runs image by image.
    pub fn layers(&self) -> &[ImageLayer<A>] {
        &self.layers
    }

    /// The convolutions, with filters, biases and gradients.
    pub fn convolutions(&self) -> Vec<&Convolution<A>> {
        self.layers.iter().filter_map(convolution).collect()
    }

    /// [`convolutions`](ConvStack::convolutions), to be changed.
    pub fn convolutions_mut(&mut self) -> Vec<&mut Convolution<A>> {
        self.layers.iter_mut().filter_map(convolution_mut).collect()
    }

    /// [`forward`](Layer::forward) of a batch that belongs to somebody else: images (N, C, H, W).
    #[track_caller]
    pub fn forward_view(&mut self, x: ArrayView4<'_, A>, mode: Mode) -> Array4<A> {
        let specs = self.specs();
        let convolutions: Vec<_> = self.layers.iter().filter_map(convolution).map(Convolution::filters).collect();
        if let Some(out) = self.fast.forward(x, &specs, &convolutions) {
            return out;
        }
        self.fast.forget();
        self.layers.iter_mut().fold(x.to_owned(), |x, layer| layer.as_layer_mut().forward(x, mode))
    }

    /// [`predict`](Layer::predict) of a batch that belongs to somebody else: images (N, C, H, W).
    #[track_caller]
    pub fn predict_view(&self, x: ArrayView4<'_, A>) -> Array4<A> {
        let convolutions: Vec<_> = self.layers.iter().filter_map(convolution).map(Convolution::filters).collect();
        match self.fast.predict(x, &self.specs(), &convolutions) {
            Some(out) => out,
            None => self.layers.iter().fold(x.to_owned(), |x, layer| layer.as_layer().predict(x)),
        }
    }

    fn specs(&self) -> Vec<Spec> {
        self.layers.iter().map(ImageLayer::spec).collect()
    }
}

fn convolution<A>(layer: &ImageLayer<A>) -> Option<&Convolution<A>> {
    if let ImageLayer::Convolution(layer) = layer { Some(layer) } else { None }
}

fn convolution_mut<A>(layer: &mut ImageLayer<A>) -> Option<&mut Convolution<A>> {
    if let ImageLayer::Convolution(layer) = layer { Some(layer) } else { None }
}

impl<A: Real> Layer<A> for ConvStack<A> {
    type Input = Ix4;
    type Output = Ix4;

    #[track_caller]
    fn forward(&mut self, x: Array4<A>, mode: Mode) -> Array4<A> {
        self.forward_view(x.view(), mode)
    }

    #[track_caller]
    fn predict(&self, x: Array4<A>) -> Array4<A> {
        self.predict_view(x.view())
    }

    #[track_caller]
    fn backward(&mut self, dout: Array4<A>) -> Array4<A> {
        let convolutions = self.layers.iter_mut().filter_map(convolution_mut).map(Convolution::gradients).collect();
        match self.fast.backward(dout.view(), convolutions, true) {
            Some(dx) => dx.expect("dx was asked for"),
            None => self.layers.iter_mut().rev().fold(dout, |dout, layer| layer.as_layer_mut().backward(dout)),
        }
    }

    #[track_caller]
    fn backward_parameters(&mut self, dout: Array4<A>) {
        let convolutions = self.layers.iter_mut().filter_map(convolution_mut).map(Convolution::gradients).collect();
        if self.fast.backward(dout.view(), convolutions, false).is_some() {
            return;
        }
        if let Some((first, rest)) = self.layers.split_first_mut() {
            let dout = rest.iter_mut().rev().fold(dout, |dout, layer| layer.as_layer_mut().backward(dout));
            first.as_layer_mut().backward_parameters(dout);
        }
    }

    /// `W` and `b` of each convolution, in the order of the layers.
    fn parameters(&mut self) -> Vec<Parameter<'_, A>> {
        self.layers.iter_mut().flat_map(|layer| layer.as_layer_mut().parameters()).collect()
    }
}
