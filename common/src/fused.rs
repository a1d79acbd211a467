//! The door to the engine: hands runs of layers of `f32` to crate `kernels`.
//!
//! | layers | run |
//! |---|---|
//! | Affine – Relu?  | one matrix product, the ReLU on its result |
//! | (Convolution – Relu? – Pooling?) × n | image by image through all of them |
//! | BatchNormalization, BatchNorm2d | few passes over memory |
//! | any other | the layer itself |
//!
//! A run keeps what its backward pass needs, and its memory from batch to batch; the layers keep their parameters and
//! gradients. The first run of a network computes no ∂L/∂x.

use std::any::Any;
use std::borrow::Cow;

use kernels::Rows;
use kernels::batch_norm::{self, Normalized};
use kernels::conv::{Engine, Gradients, Plan, Spec, Weights};
use ndarray::{Array1, Array2, Array4, Axis, IxDyn};

use crate::layer::{assert_shape, kept};
use crate::layers::batch_norm_2d::by_pixel;
use crate::layers::batch_normalization::EPSILON;
use crate::sequential::Layers;
use crate::tensor::images;
use crate::{
    Affine, BatchNorm2d, BatchNormalization, Convolution, Layer, Mode, Pooling, Real, Relu, Tensor, rows, tensor,
};

/// The runs of the last forward pass.
#[derive(Clone, Default)]
pub(crate) struct Fused {
    runs: Vec<Run>,
}

/// Some layers in a row.
#[derive(Clone)]
struct Run {
    len: usize,
    kernel: Kernel,
}

#[derive(Clone)]
enum Kernel {
    Affine { relu: bool, kept: Option<AffineKept> },
    Convolutions { engine: Box<Engine>, order: Order },
    BatchNorm { kept: Option<(IxDyn, Normalized)> },
    BatchNorm2d { kept: Option<(IxDyn, Normalized)> },
    Layer,
}

/// The input as rows, its shape before, and the output.
#[derive(Clone)]
struct AffineKept {
    x: Rows,
    shape: IxDyn,
    y: Tensor<f32>,
}

type Slice = [(String, Box<dyn Layer<f32>>)];

impl Fused {
    /// The output, if this is a network of `f32`. Keeps nothing.
    pub(crate) fn predict<A: Real>(&self, layers: &Layers<A>, x: &Tensor<A>) -> Option<Tensor<A>> {
        let (mut layers, x) = (cast::<_, Layers<f32>>(layers)?.as_slice(), cast::<_, Tensor<f32>>(x)?);
        let (mut x, mut runs) = (x.clone(), self.runs.iter());
        while !layers.is_empty() {
            let last = runs.next().filter(|run| run.is_for(layers, &x));
            let run = last.map_or_else(|| Cow::Owned(Run::new(layers, &x)), Cow::Borrowed);
            let (own, rest) = layers.split_at(run.len);
            x = run.predict(own, x);
            layers = rest;
        }
        cast(&x).cloned()
    }

    /// The output, keeping what [`backward`](Fused::backward) needs, if this is a network of `f32`.
    pub(crate) fn forward<A: Real>(&mut self, layers: &mut Layers<A>, x: &Tensor<A>, mode: Mode) -> Option<Tensor<A>> {
        let x = cast::<_, Tensor<f32>>(x)?;
        let mut layers = (layers as &mut dyn Any).downcast_mut::<Layers<f32>>()?.as_mut_slice();
        let (mut x, mut count) = (x.clone(), 0);
        while !layers.is_empty() {
            if !self.runs.get(count).is_some_and(|run| run.is_for(layers, &x)) {
                self.runs.truncate(count);
                self.runs.push(Run::new(layers, &x));
            }
            let run = &mut self.runs[count];
            let (own, rest) = layers.split_at_mut(run.len);
            x = run.forward(own, x, mode);
            (layers, count) = (rest, count + 1);
        }
        cast(&x).cloned()
    }

    /// Stores the gradients in the layers and returns ∂L/∂x, which is empty unless it is wanted, if this is a network of
    /// `f32`.
    pub(crate) fn backward<A: Real>(
        &mut self,
        layers: &mut Layers<A>,
        dout: &Tensor<A>,
        with_dx: bool,
    ) -> Option<Tensor<A>> {
        let mut dout = cast::<_, Tensor<f32>>(dout)?.clone();
        let mut layers = (layers as &mut dyn Any).downcast_mut::<Layers<f32>>()?.as_mut_slice();
        for (i, run) in self.runs.iter_mut().enumerate().rev() {
            let (rest, own) = layers.split_at_mut(layers.len() - run.len);
            dout = run.backward(own, dout, with_dx || i > 0);
            layers = rest;
        }
        assert!(layers.is_empty(), "backward needs a forward pass before it");
        cast(&dout).cloned()
    }
}

/// The same value, if `T` and `U` are the same type.
fn cast<T: Any, U: Any>(value: &T) -> Option<&U> {
    (value as &dyn Any).downcast_ref()
}

fn is<L: Layer<f32>>(layer: &(String, Box<dyn Layer<f32>>)) -> bool {
    (&*layer.1 as &dyn Any).is::<L>()
}

fn get<L: Layer<f32>>(layer: &(String, Box<dyn Layer<f32>>)) -> Option<&L> {
    (&*layer.1 as &dyn Any).downcast_ref()
}

fn get_mut<L: Layer<f32>>(layer: &mut (String, Box<dyn Layer<f32>>)) -> Option<&mut L> {
    (&mut *layer.1 as &mut dyn Any).downcast_mut()
}

/// Whether the second layer is a ReLU.
fn relu_follows(layers: &Slice) -> bool {
    layers.get(1).is_some_and(is::<Relu>)
}

/// Of the layer that a run was made for.
const KIND: &str = "a run stays with its layers";

impl Run {
    /// The longest run of layers from the first one on that there is a kernel for.
    fn new(layers: &Slice, x: &Tensor<f32>) -> Self {
        let first = &layers[0];
        if is::<Affine<f32>>(first) {
            let relu = relu_follows(layers);
            return Run { len: 1 + usize::from(relu), kernel: Kernel::Affine { relu, kept: None } };
        }
        if is::<BatchNormalization<f32>>(first) {
            return Run { len: 1, kernel: Kernel::BatchNorm { kept: None } };
        }
        if is::<BatchNorm2d<f32>>(first) {
            return Run { len: 1, kernel: Kernel::BatchNorm2d { kept: None } };
        }
        let specs: Vec<Spec> = layers.iter().map_while(spec).collect();
        for len in (1..=specs.len()).rev() {
            if let Some(plan) = image_shape(x).and_then(|shape| Plan::new(shape, &specs[..len])) {
                // An Affine reads its input channel by channel, every other layer pixel by pixel.
                let order = match layers.get(len) {
                    Some(next) if !is::<Affine<f32>>(next) => Order::ChannelsLast,
                    _ => Order::ChannelsFirst,
                };
                return Run { len, kernel: Kernel::Convolutions { engine: Box::new(Engine::new(plan)), order } };
            }
        }
        Run { len: 1, kernel: Kernel::Layer }
    }

    /// Whether it was made for these layers and for inputs of this shape.
    fn is_for(&self, layers: &Slice, x: &Tensor<f32>) -> bool {
        match &self.kernel {
            Kernel::Convolutions { engine, .. } => {
                let plan = engine.plan();
                image_shape(x) == Some(plan.input)
                    && layers.iter().map_while(spec).take(self.len).eq(plan.layers.iter().copied())
            }
            Kernel::Affine { relu, .. } => is::<Affine<f32>>(&layers[0]) && *relu == relu_follows(layers),
            Kernel::BatchNorm { .. } => is::<BatchNormalization<f32>>(&layers[0]),
            Kernel::BatchNorm2d { .. } => is::<BatchNorm2d<f32>>(&layers[0]),
            Kernel::Layer => matches!(Run::new(layers, x).kernel, Kernel::Layer),
        }
    }

    fn predict(&self, layers: &Slice, x: Tensor<f32>) -> Tensor<f32> {
        match &self.kernel {
            Kernel::Affine { relu, kept } => affine(get(&layers[0]).expect(KIND), &x, *relu, kept.as_ref()).y,
            Kernel::Convolutions { engine, order } => {
                let x = images(&x);
                let mut out = order.zeros(x.dim().0, engine.plan().output);
                engine.plan().predict(x.view(), &weights(layers), out.view_mut());
                tensor(out)
            }
            Kernel::BatchNorm { .. } => {
                let layer: &BatchNormalization<f32> = get(&layers[0]).expect(KIND);
                let (shape, x) = (x.raw_dim(), layer.rows(&x));
                tensor(normalize(layer, x.into_owned()).into_shape_clone(shape).expect("as many numbers"))
            }
            Kernel::BatchNorm2d { .. } => {
                let layer: &BatchNorm2d<f32> = get(&layers[0]).expect(KIND);
                by_pixel(x, |pixels| normalize(&layer.pixels, pixels))
            }
            Kernel::Layer => layers[0].1.predict(x),
        }
    }

    fn forward(&mut self, layers: &mut Slice, x: Tensor<f32>, mode: Mode) -> Tensor<f32> {
        match &mut self.kernel {
            Kernel::Affine { relu, kept } => {
                let new = affine(get(&layers[0]).expect(KIND), &x, *relu, kept.as_ref());
                kept.insert(new).y.clone()
            }
            Kernel::Convolutions { engine, order } => {
                let x = images(&x);
                let mut out = order.zeros(x.dim().0, engine.plan().output);
                engine.forward(x.view(), &weights(layers), out.view_mut());
                tensor(out)
            }
            Kernel::BatchNorm { kept } if mode == Mode::Train => {
                let layer: &mut BatchNormalization<f32> = get_mut(&mut layers[0]).expect(KIND);
                let shape = x.raw_dim();
                let (y, normalized) = train(layer, layer.rows(&x).into_owned());
                *kept = Some((shape.clone(), normalized));
                tensor(y.into_shape_clone(shape).expect("as many numbers"))
            }
            Kernel::BatchNorm2d { kept } if mode == Mode::Train => {
                let layer: &mut BatchNorm2d<f32> = get_mut(&mut layers[0]).expect(KIND);
                let shape = x.raw_dim();
                by_pixel(x, |pixels| {
                    let (y, normalized) = train(&mut layer.pixels, pixels);
                    *kept = Some((shape, normalized));
                    y
                })
            }
            Kernel::BatchNorm { .. } | Kernel::BatchNorm2d { .. } => self.predict(layers, x),
            Kernel::Layer => layers[0].1.forward(x, mode),
        }
    }

    /// ∂L/∂x, which is empty where it is not wanted.
    fn backward(&mut self, layers: &mut Slice, dout: Tensor<f32>, with_dx: bool) -> Tensor<f32> {
        let nothing = || tensor(Array1::zeros(0));
        match &mut self.kernel {
            Kernel::Affine { relu, kept: of_forward } => {
                let AffineKept { x, shape, y } = kept(of_forward);
                let layer: &mut Affine<f32> = get_mut(&mut layers[0]).expect(KIND);
                assert_shape("Affine", dout.shape(), y.shape());
                let mut dout = rows(&dout);
                if *relu {
                    dout.zip_mut_with(&rows(y), |dx, &y| *dx = if y > 0.0 { *dx } else { 0.0 });
                }
                layer.db.assign(&dout.sum_axis(Axis(0)));
                x.t_dot_into(&dout, 0.0, &mut layer.dw);
                if !with_dx {
                    return nothing();
                }
                let dx = kernels::dot(&dout, &layer.w.t());
                tensor(dx.into_shape_clone(shape.clone()).expect("as many numbers as x"))
            }
            Kernel::Convolutions { engine, .. } => {
                let ((c, h, w), (filters, out_h, out_w)) = (engine.plan().input, engine.plan().output);
                assert_shape("Convolution", dout.shape(), &[engine.count(), filters, out_h, out_w]);
                let mut dx = with_dx.then(|| Order::ChannelsLast.zeros(engine.count(), (c, h, w)));
                let (mut filters, mut gradients) = (Vec::new(), Vec::new());
                for layer in layers.iter_mut().filter_map(get_mut::<Convolution<f32>>) {
                    filters.push(layer.w.view());
                    gradients.push(Gradients { dw: layer.dw.view_mut(), db: layer.db.view_mut() });
                }
                engine.backward(images(&dout).view(), &filters, dx.as_mut().map(|dx| dx.view_mut()), gradients);
                dx.map_or_else(nothing, tensor)
            }
            Kernel::BatchNorm { kept: of_forward } => {
                let (shape, normalized) = kept(of_forward);
                let layer: &mut BatchNormalization<f32> = get_mut(&mut layers[0]).expect(KIND);
                let dx = denormalize(layer, normalized, rows(&dout).into_owned());
                tensor(dx.into_shape_clone(shape.clone()).expect("as many numbers as x"))
            }
            Kernel::BatchNorm2d { kept: of_forward } => {
                let (shape, normalized) = kept(of_forward);
                let layer: &mut BatchNorm2d<f32> = get_mut(&mut layers[0]).expect(KIND);
                assert_shape("BatchNorm2d", dout.shape(), ndarray::Dimension::slice(shape));
                by_pixel(dout, |dout| denormalize(&mut layer.pixels, normalized, dout))
            }
            Kernel::Layer => layers[0].1.backward(dout),
        }
    }
}

/// X·W + b, and where it is followed by a ReLU, what that lets through. If X is what the last forward pass had, as in the
/// loss after an update, the kernels need not look at it again.
#[track_caller]
fn affine(layer: &Affine<f32>, x: &Tensor<f32>, relu: bool, last: Option<&AffineKept>) -> AffineKept {
    let (shape, x) = (x.raw_dim(), layer.rows(x));
    let (n, m) = (x.nrows(), layer.b.len());
    let mut y = Array2::from_shape_vec((n, m), layer.b.to_vec().repeat(n)).expect("N rows of M");
    let x = last.filter(|last| last.x.are(&x)).map_or_else(|| Rows::new(x), |last| last.x.clone());
    x.dot_into(&layer.w, 1.0, &mut y);
    if relu {
        y.mapv_inplace(|y| if y > 0.0 { y } else { 0.0 });
    }
    AffineKept { x, shape, y: tensor(y) }
}

fn train(layer: &mut BatchNormalization<f32>, x: Array2<f32>) -> (Array2<f32>, Normalized) {
    let (y, normalized) = batch_norm::forward(x, &layer.gamma, &layer.beta, EPSILON as f32);
    layer.update_running(&normalized.mean, &normalized.var);
    (y, normalized)
}

fn normalize(layer: &BatchNormalization<f32>, x: Array2<f32>) -> Array2<f32> {
    let statistics = [&layer.gamma, &layer.beta, &layer.running_mean, &layer.running_var];
    batch_norm::predict(x, statistics, EPSILON as f32)
}

fn denormalize(layer: &mut BatchNormalization<f32>, normalized: &Normalized, dout: Array2<f32>) -> Array2<f32> {
    batch_norm::backward(dout, normalized, &layer.gamma, layer.dgamma.view_mut(), layer.dbeta.view_mut())
}

/// The layer as the engine for convolutions knows it.
fn spec(layer: &(String, Box<dyn Layer<f32>>)) -> Option<Spec> {
    if let Some(Convolution { w, stride, pad, .. }) = get::<Convolution<f32>>(layer) {
        return Some(Spec::Convolution(w.dim(), *stride, *pad));
    }
    if let Some(Pooling { pool_h, pool_w, stride, pad, .. }) = get(layer) {
        return Some(Spec::Pooling((*pool_h, *pool_w), *stride, *pad));
    }
    is::<Relu>(layer).then_some(Spec::Relu)
}

/// Filters and biases of the convolutions among the layers.
fn weights(layers: &Slice) -> Vec<Weights<'_>> {
    let convolutions = layers.iter().filter_map(get::<Convolution<f32>>);
    convolutions.map(|layer| (layer.w.view(), layer.b.view())).collect()
}

/// (C, H, W).
fn image_shape(x: &Tensor<f32>) -> Option<(usize, usize, usize)> {
    let &[_, c, h, w] = x.shape() else { return None };
    Some((c, h, w))
}

/// In which order images lie in memory. The reader sees (N, C, H, W) either way.
#[derive(Clone, Copy)]
enum Order {
    /// Row by row of each channel.
    ChannelsFirst,
    /// Pixel by pixel.
    ChannelsLast,
}

impl Order {
    fn zeros(self, n: usize, (c, h, w): (usize, usize, usize)) -> Array4<f32> {
        match self {
            Order::ChannelsFirst => Array4::zeros((n, c, h, w)),
            Order::ChannelsLast => Array4::zeros((n, h, w, c)).permuted_axes([0, 3, 1, 2]),
        }
    }
}
