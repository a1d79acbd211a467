//! The book's `self.layers`: an ordered list of named layers.
//!
//! Book: §5.7.2, `OrderedDict` in `ch05/two_layer_net.py`.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;

use crate::fused::Fused;
use crate::{IntoLayer, Kernels, Layer, Mode, Param, Real, State, Tensor};

/// Layers in a row under the book's names (`Conv1`, `Relu1`, `Pool1`, `Affine1` …).
///
/// A pass is a loop over the layers. Networks of `f32` hand runs of layers to the engine instead (crate `kernels`), which
/// computes the same, up to rounding, many times faster; [`Kernels`] says which.
///
/// ```
/// use common::{Affine, Mode, Relu, Sequential, tensor};
/// use ndarray::array;
///
/// let mut layers = Sequential::new()
///     .push("Affine1", Affine::new(array![[1.0, -1.0]], array![0.0, 0.0]))
///     .push("Relu1", Relu::new())
///     .push("Affine2", Affine::new(array![[1.0], [2.0]], array![0.5]));
/// assert_eq!(layers.predict(&tensor(array![[3.0]])), tensor(array![[3.5]]));
///
/// layers.forward(&tensor(array![[3.0]]), Mode::Train);
/// layers.backward(tensor(array![[1.0]]));
/// let grads: Vec<_> = layers.params().into_iter().map(|param| (param.key, param.grad.sum())).collect();
/// let expected = [("W1", 3.0), ("b1", 1.0), ("W2", 3.0), ("b2", 1.0)];
/// assert_eq!(grads, expected.map(|(key, grad)| (key.to_string(), grad)));
/// ```
///
/// Book: §5.7.2, `ch05/two_layer_net.py`.
#[derive(Clone)]
pub struct Sequential<A: Real> {
    layers: Layers<A>,
    /// With [`Kernels::Fast`].
    fused: Option<Fused>,
}

/// Layers with their names.
pub(crate) type Layers<A> = Vec<(String, Box<dyn Layer<A>>)>;

impl<A: Real> Sequential<A> {
    /// No layer yet, with [`Kernels::current`].
    #[allow(clippy::new_without_default, reason = "an empty network is a beginning, not a default")]
    pub fn new() -> Self {
        Sequential { layers: Vec::new(), fused: None }.with_kernels(Kernels::current())
    }

    /// The same layers, computed by the engine or as they are written.
    #[must_use]
    pub fn with_kernels(mut self, kernels: Kernels) -> Self {
        self.fused = (kernels == Kernels::Fast).then(Fused::default);
        self
    }

    /// One more layer at the end.
    #[must_use]
    pub fn push(mut self, name: impl Into<String>, layer: impl IntoLayer<A>) -> Self {
        self.layers.push((name.into(), layer.into_layer()));
        self
    }

    /// Puts a layer in the place of the one of this name.
    ///
    /// ```
    /// use common::{Relu, Sequential, Sigmoid, tensor};
    /// let mut layers = Sequential::new().push("Activation1", Sigmoid::new());
    /// layers.replace("Activation1", Relu::new());
    /// assert_eq!(layers.predict(&tensor(ndarray::array![[-1.0, 2.0]])), tensor(ndarray::array![[0.0, 2.0]]));
    /// ```
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    pub fn replace(&mut self, name: &str, layer: impl IntoLayer<A>) {
        let old = self.layers.iter_mut().find(|(known, _)| known == name);
        old.unwrap_or_else(|| panic!("there is no layer {name}")).1 = layer.into_layer();
    }

    /// The output for `x` in [`Mode::Predict`]. Keeps nothing.
    pub fn predict(&self, x: &Tensor<A>) -> Tensor<A> {
        if let Some(y) = self.fused.as_ref().and_then(|fused| fused.predict(&self.layers, x)) {
            return y;
        }
        let mut x = x.clone();
        for (_, layer) in &self.layers {
            x = layer.predict(x);
        }
        x
    }

    /// The output for `x`; the layers keep what [`backward`](Sequential::backward) needs.
    pub fn forward(&mut self, x: &Tensor<A>, mode: Mode) -> Tensor<A> {
        if let Some(y) = self.fused.as_mut().and_then(|fused| fused.forward(&mut self.layers, x, mode)) {
            return y;
        }
        let mut x = x.clone();
        for (_, layer) in &mut self.layers {
            x = layer.forward(x, mode);
        }
        x
    }

    /// From ∂L/∂output the gradients of all parameters. (∂L/∂x of the first layer is of no use to a training.)
    ///
    /// # Panics
    /// If `forward` did not come first, or `dout` has not the shape of its output.
    pub fn backward(&mut self, dout: Tensor<A>) {
        if self.fused.as_mut().is_some_and(|fused| fused.backward(&mut self.layers, &dout, false).is_some()) {
            return;
        }
        self.backward_plain(dout);
    }

    /// [`backward`](Sequential::backward), and ∂L/∂x: for layers that are not the first of a network.
    ///
    /// # Panics
    /// If `forward` did not come first, or `dout` has not the shape of its output.
    pub fn backward_to_input(&mut self, dout: Tensor<A>) -> Tensor<A> {
        let fused = self.fused.as_mut().and_then(|fused| fused.backward(&mut self.layers, &dout, true));
        fused.unwrap_or_else(|| self.backward_plain(dout))
    }

    fn backward_plain(&mut self, mut dout: Tensor<A>) -> Tensor<A> {
        for (_, layer) in self.layers.iter_mut().rev() {
            dout = layer.backward(dout);
        }
        dout
    }

    /// The parameters of all layers under the book's keys: the first `W` is `W1`, the second `W2` …
    pub fn params(&mut self) -> Vec<Param<'_, A>> {
        let mut numbered = Numbers::default();
        let params = self.layers.iter_mut().flat_map(|(_, layer)| layer.params());
        params.map(|param| Param { key: numbered.next(&param.key), ..param }).collect()
    }

    /// What belongs to the layers besides their parameters: running statistics (`running_mean1` …), random generators, and the
    /// [`architecture`](Sequential::architecture).
    pub fn state(&mut self) -> State<'_, A> {
        let mut numbered = Numbers::default();
        let mut state = State { architecture: self.architecture(), ..State::default() };
        for (name, layer) in &mut self.layers {
            // A layer has a random generator or buffers, never both.
            if layer.rng().is_some() {
                state.rngs.extend(layer.rng().map(|rng| (name.clone(), rng)));
            } else {
                let buffers = layer.buffers().into_iter();
                state.buffers.extend(buffers.map(|(key, value)| (numbered.next(&key), value)));
            }
        }
        state
    }

    /// The layers with their names, front to back.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &dyn Layer<A>)> {
        self.layers.iter().map(|(name, layer)| (name.as_str(), &**layer))
    }

    /// The layer of this name and type.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    pub fn get<L: Layer<A>>(&self, name: &str) -> &L {
        let layer = self.iter().find(|(known, _)| *known == name).map(|(_, layer)| layer as &dyn Any);
        layer.and_then(<dyn Any>::downcast_ref).unwrap_or_else(|| panic!("no {name} of this type"))
    }

    /// The layer of this name and type, to be changed.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    pub fn get_mut<L: Layer<A>>(&mut self, name: &str) -> &mut L {
        let layer =
            self.layers.iter_mut().find(|(known, _)| known == name).map(|(_, layer)| &mut **layer as &mut dyn Any);
        layer.and_then(<dyn Any>::downcast_mut).unwrap_or_else(|| panic!("no {name} of this type"))
    }
}

impl<A: Real> fmt::Debug for Sequential<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

/// How many parameters of a name there were: the one place where the book's keys get their numbers.
#[derive(Default)]
struct Numbers(BTreeMap<String, usize>);

impl Numbers {
    fn next(&mut self, key: &str) -> String {
        let number = self.0.entry(key.to_owned()).or_default();
        *number += 1;
        format!("{key}{number}")
    }
}
