//! The way from layers over any `Real` to the kernels, which are written for f32.

use ndarray::{Array1, Array4, ArrayView4, ArrayViewMut4};

use super::Shape4;
use super::engine::{Engine, Gradients, Weights};
use super::plan::{Plan, Spec};
use crate::Real;

/// In which order a result lies in memory. The reader sees (N, C, H, W) either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Row by row of each channel: what an Affine wants.
    ChannelsFirst,
    /// Pixel by pixel: what another convolution wants.
    ChannelsLast,
}

impl Order {
    fn zeros<A: Real>(self, (n, c, h, w): Shape4) -> Array4<A> {
        match self {
            Order::ChannelsFirst => Array4::zeros((n, c, h, w)),
            Order::ChannelsLast => Array4::zeros((n, h, w, c)).permuted_axes([0, 3, 1, 2]),
        }
    }
}

/// Filters and biases of a convolution.
pub(crate) type Parameters<'a, A> = (&'a Array4<A>, &'a Array1<A>);

/// Filters of a convolution, and the gradients of filters and biases.
pub(crate) type Trained<'a, A> = (&'a Array4<A>, &'a mut Array4<A>, &'a mut Array1<A>);

/// A row of layers that runs on the kernels when it can.
#[derive(Clone, Debug)]
pub(crate) struct Fast {
    order: Order,
    engine: Option<Engine>,
}

impl Fast {
    /// Results in this order.
    pub(crate) fn new(order: Order) -> Self {
        Fast { order, engine: None }
    }

    /// The output, unless the kernels do not cover these layers or this type.
    pub(crate) fn predict<A: Real>(
        &self,
        x: ArrayView4<'_, A>,
        layers: &[Spec],
        convolutions: &[Parameters<'_, A>],
    ) -> Option<Array4<A>> {
        let (weights, images) = (weights(convolutions)?, A::f32_view(x)?);
        let plan = Plan::new(image_shape(&images), layers)?;
        let mut out = self.order.zeros::<A>(batch_shape(images.dim().0, plan.output));
        plan.predict(images, &weights, A::f32_view_mut(out.view_mut())?);
        Some(out)
    }

    /// [`predict`](Fast::predict), keeping what [`backward`](Fast::backward) needs.
    pub(crate) fn forward<A: Real>(
        &mut self,
        x: ArrayView4<'_, A>,
        layers: &[Spec],
        convolutions: &[Parameters<'_, A>],
    ) -> Option<Array4<A>> {
        let (weights, images) = (weights(convolutions)?, A::f32_view(x)?);
        let input = image_shape(&images);
        let engine = match &mut self.engine {
            Some(engine) if engine.plan().input == input && engine.plan().layers == layers => engine,
            engine => engine.insert(Engine::new(Plan::new(input, layers)?)),
        };
        let mut out = self.order.zeros::<A>(batch_shape(images.dim().0, engine.plan().output));
        engine.forward(images, &weights, A::f32_view_mut(out.view_mut())?);
        Some(out)
    }

    /// Forgets the last batch: another path has taken over.
    pub(crate) fn forget(&mut self) {
        self.engine = None;
    }

    /// Stores the gradients in the layers and returns ∂L/∂x where `with_dx`; nothing if
    /// [`forward`](Fast::forward) did not come first.
    ///
    /// # Panics
    /// If `dout` has not the shape of the output.
    #[track_caller]
    pub(crate) fn backward<A: Real>(
        &mut self,
        dout: ArrayView4<'_, A>,
        convolutions: Vec<Trained<'_, A>>,
        with_dx: bool,
    ) -> Option<Option<Array4<A>>> {
        let engine = self.engine.as_mut()?;
        let (input, output) = (engine.plan().input, engine.plan().output);
        let expected = batch_shape(engine.count(), output);
        assert_eq!(dout.dim(), expected, "shape of dout (left) and of the output (right)");
        let mut dx = with_dx.then(|| self.order.zeros::<A>(batch_shape(engine.count(), input)));
        let (mut filters, mut gradients) = (Vec::new(), Vec::new());
        for (w, dw, db) in convolutions {
            if !dw.is_standard_layout() || dw.dim() != w.dim() {
                *dw = Array4::zeros(w.dim());
            }
            filters.push(A::f32_view(w.view())?);
            gradients.push(Gradients { dw: A::f32_view_mut(dw.view_mut())?, db: A::f32_view_mut(db.view_mut())? });
        }
        let dx_view: Option<ArrayViewMut4<'_, f32>> = dx.as_mut().and_then(|dx| A::f32_view_mut(dx.view_mut()));
        engine.backward(A::f32_view(dout)?, &filters, dx_view, gradients);
        Some(dx)
    }
}

fn weights<'a, A: Real>(convolutions: &[Parameters<'a, A>]) -> Option<Vec<Weights<'a>>> {
    let weights = |&(w, b): &Parameters<'a, A>| Some((A::f32_view(w.view())?, A::f32_view(b.view())?));
    convolutions.iter().map(weights).collect()
}

fn image_shape(x: &ArrayView4<'_, f32>) -> (usize, usize, usize) {
    let (_, c, h, w) = x.dim();
    (c, h, w)
}

fn batch_shape(n: usize, (c, h, w): (usize, usize, usize)) -> Shape4 {
    (n, c, h, w)
}
