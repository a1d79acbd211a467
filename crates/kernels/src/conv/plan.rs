//! Which layers run together, and where each image of theirs lies.

use super::buffer::LINE;
use super::filters::Filters;
use super::frame::{BLOCK, Frame};
use super::pool::Window;
use super::{Shape4, direct, patches, winograd};

/// Height or width of an output: ⌊(input + 2·pad − filter)/stride⌋ + 1, if the filter fits.
fn output_size(input: usize, filter: usize, stride: usize, pad: usize) -> Option<usize> {
    Some((input + 2 * pad).checked_sub(filter)?.checked_div(stride)? + 1)
}

/// A layer, as far as the engine is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spec {
    /// Shape of the filters, stride, padding.
    Convolution(Shape4, usize, usize),
    /// max(0, x).
    Relu,
    /// (PH, PW), stride, padding.
    Pooling((usize, usize), usize, usize),
}

/// How a convolution is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// As it is defined.
    Direct,
    /// In fewer multiplications.
    Winograd,
    /// Together with its pooling, without the background; ∂L/∂x as it is defined.
    Patches,
}

/// A convolution, then perhaps a ReLU, then perhaps a max pooling.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stage {
    /// (FH, FW).
    pub(super) size: (usize, usize),
    pub(super) relu: bool,
    pub(super) pool: Option<Window>,
    pub(super) method: Method,
    /// The image that comes in, with the padding as its border.
    pub(super) input: Frame,
    /// What the convolution makes of it, or ∂L/∂ of that, with the border that the convolution for ∂L/∂x needs.
    pub(super) conv: Frame,
    /// What comes out, without border.
    pub(super) output: Frame,
    /// Where the input begins in an image's tape.
    pub(super) at: usize,
    /// Where the winners of the pooling begin.
    pub(super) winners: usize,
}

impl Stage {
    /// Numbers of the packed filters, also of the sums for ∂L/∂W.
    pub(super) fn packed_len(&self, filters: &Filters<'_>) -> usize {
        match self.method {
            Method::Direct => direct::packed_len(filters, self.input.channels),
            Method::Winograd => winograd::packed_len(filters, self.input.channels),
            Method::Patches => patches::packed_len(filters),
        }
    }

    /// Numbers that its kernels work with.
    pub(super) fn scratch_len(&self) -> usize {
        match self.method {
            Method::Direct => 0,
            Method::Winograd => winograd::scratch_len(self.input.channels, self.conv.channels),
            Method::Patches => patches::scratch_len(&self.output),
        }
    }

    /// Winners of the pooling.
    pub(super) fn winners_len(&self) -> usize {
        if self.pool.is_some() { self.output.len() } else { 0 }
    }
}

/// How layers in a row run over one image.
#[derive(Clone, Debug)]
pub struct Plan {
    /// (C, H, W) of the images.
    pub input: (usize, usize, usize),
    /// (FN, OH, OW) of what comes out.
    pub output: (usize, usize, usize),
    /// The layers that it was made for.
    pub layers: Vec<Spec>,
    pub(super) stages: Vec<Stage>,
    /// The last stage's output, as it lies at the end of the tape.
    pub(super) last: Frame,
    /// Numbers of a tape: the inputs of all stages, and the last output.
    pub(super) tape: usize,
    /// Winners of all poolings.
    pub(super) winners: usize,
}

impl Plan {
    /// The plan for these layers and images (C, H, W), if they are of the kinds that kernels exist for:
    /// convolutions of stride 1, each perhaps followed by a ReLU, and that by a pooling without padding.
    pub fn new(input: (usize, usize, usize), layers: &[Spec]) -> Option<Self> {
        let mut plan = Plan {
            input,
            output: input,
            layers: layers.to_vec(),
            stages: Vec::new(),
            last: Frame::new(0, (0, 0), (0, 0)),
            tape: 0,
            winners: 0,
        };
        let mut layers = layers.iter().peekable();
        while let Some(layer) = layers.next() {
            let &Spec::Convolution(filters, 1, pad) = layer else { return None };
            let relu = layers.next_if(|layer| matches!(layer, Spec::Relu)).is_some();
            let pool = match layers.next_if(|layer| matches!(layer, Spec::Pooling(..))) {
                Some(&Spec::Pooling((height, width), stride, 0)) => Some(Window { height, width, stride }),
                Some(_) => return None,
                None => None,
            };
            plan.push(filters, pad, relu, pool)?;
        }
        let last = plan.stages.last()?.output;
        plan.last = last;
        plan.tape += last.len();
        Some(plan)
    }

    fn push(&mut self, (count, channels, fh, fw): Shape4, pad: usize, relu: bool, pool: Option<Window>) -> Option<()> {
        let (c, h, w) = self.output;
        if c != channels || pad >= fh || pad >= fw || !pool.is_none_or(|pool| pool.fits()) {
            return None;
        }
        let conv_size = (output_size(h, fh, 1, pad)?, output_size(w, fw, 1, pad)?);
        let size = match pool {
            Some(Window { height, width, stride }) => {
                (output_size(conv_size.0, height, stride, 0)?, output_size(conv_size.1, width, stride, 0)?)
            }
            None => conv_size,
        };
        let winograd = (fh, fw) == (3, 3) && (!self.stages.is_empty() || c >= BLOCK);
        let padded = if self.stages.is_empty() && !winograd { c } else { c.next_multiple_of(BLOCK) };
        let outputs = count.next_multiple_of(BLOCK);
        let (mut input, mut conv) =
            (Frame::new(padded, (h, w), (pad, pad)), Frame::new(outputs, conv_size, (fh - 1 - pad, fw - 1 - pad)));
        if winograd {
            // Room for whole tiles: of the output in the input, of both in ∂L/∂out.
            let even = usize::next_multiple_of;
            input = input.at_least(even(conv_size.0, 2) + 2, even(conv_size.1, 2) + 2);
            conv = conv.at_least(conv.top + even(conv_size.0, 2), conv.left + even(conv_size.1, 2));
            conv = conv.at_least(even(h, 2) + 2, even(w, 2) + 2);
        }
        let method = match pool {
            _ if winograd => Method::Winograd,
            Some(window) if patches::fit(padded, &input, (fh, fw), window) => Method::Patches,
            _ => Method::Direct,
        };
        let stage = Stage {
            size: (fh, fw),
            relu,
            pool,
            method,
            input,
            conv,
            output: Frame::new(outputs, size, (0, 0)),
            at: self.tape,
            winners: self.winners,
        };
        self.tape += input.len().next_multiple_of(LINE);
        self.winners += stage.winners_len();
        self.output = (count, size.0, size.1);
        self.stages.push(stage);
        Some(())
    }

    /// How each convolution is computed.
    pub fn methods(&self) -> Vec<Method> {
        self.stages.iter().map(|stage| stage.method).collect()
    }

    /// The same with each convolution as it is defined.
    pub fn directly(mut self) -> Self {
        self.stages.iter_mut().for_each(|stage| stage.method = Method::Direct);
        self
    }

    /// Where the output of a stage lies in the tape: the input of the next, or the last output.
    pub(super) fn after(&self, stage: usize) -> (usize, Frame) {
        match self.stages.get(stage + 1) {
            Some(next) => (next.at, next.input),
            None => (self.tape - self.last.len(), self.last),
        }
    }
}
