//! Runs a [`Plan`] over a batch: image by image, each image through all layers, so that what one layer leaves in
//! the cache the next one finds there. Threads share the images; for gradients, which are sums over images, chunks of them.

use ndarray::{ArrayView1, ArrayView3, ArrayView4, ArrayViewMut1, ArrayViewMut3, ArrayViewMut4, Axis};
use rayon::prelude::*;

use super::Chunks;
use super::buffer::Buffer;
use super::filters::Filters;
use super::frame::{BLOCK, Frame};
use super::output::{Finish, Output};
use super::plan::{Method, Plan, Stage};
use super::spare::Spare;
use super::{direct, kernel, patches, pool, winograd};
use crate::pieces;

/// Filters (FN, C, FH, FW) and biases (FN,) of one convolution.
pub type Weights<'a> = (ArrayView4<'a, f32>, ArrayView1<'a, f32>);

/// Where the gradients of one convolution go.
#[derive(Debug)]
pub struct Gradients<'a> {
    /// ∂L/∂W, (FN, C, FH, FW).
    pub dw: ArrayViewMut4<'a, f32>,
    /// ∂L/∂b, (FN,).
    pub db: ArrayViewMut1<'a, f32>,
}

/// What one image leaves for backward.
#[derive(Clone, Debug)]
struct Image {
    /// The inputs of all stages, and the last output.
    tape: Buffer,
    /// The winners of all poolings.
    winners: Vec<u8>,
}

impl Image {
    fn new(plan: &Plan) -> Self {
        Image { tape: Buffer::zeros(plan.tape), winners: vec![0; plan.winners] }
    }
}

/// ∂L/∂W, packed, and ∂L/∂b, summed over the images of a chunk.
type Sums = (Buffer, Buffer);

/// What an image needs while it is worked on.
#[derive(Debug)]
struct Workspace {
    /// For each stage what its convolution makes before the pooling; in backward ∂L/∂ of that.
    conv: Vec<Buffer>,
    /// ∂L/∂ of what comes out of a pooling, or goes into the first stage.
    gradient: Buffer,
    /// Transformed tiles, or what else a stage works with.
    tiles: Buffer,
}

impl Workspace {
    fn new(plan: &Plan) -> Self {
        let first = plan.stages[0].input;
        let first = first.height * first.width * first.channels.next_multiple_of(BLOCK);
        let gradient = plan.stages.iter().map(|stage| stage.output.len()).fold(first, usize::max);
        let tiles = plan.stages.iter().map(Stage::scratch_len).max();
        Workspace {
            conv: plan.stages.iter().map(|stage| Buffer::zeros(stage.conv.len())).collect(),
            gradient: Buffer::zeros(gradient),
            tiles: Buffer::zeros(tiles.unwrap_or(0)),
        }
    }
}

/// Filters in the kernels' order, and biases padded to whole blocks.
struct Packed {
    w: Buffer,
    bias: Buffer,
}

impl Plan {
    fn pack(&self, weights: &[Weights<'_>]) -> Vec<Packed> {
        let pack = |(stage, (w, bias)): (&Stage, &Weights<'_>)| {
            let mut packed = Packed { w: stage.pack(&Filters::new(*w)), bias: Buffer::zeros(stage.conv.channels) };
            packed.bias.iter_mut().zip(bias).for_each(|(to, &bias)| *to = bias);
            packed
        };
        pieces::map(self.stages.par_iter().zip(weights), pack)
    }

    /// The filters that ∂L/∂out is convolved with for ∂L/∂x.
    fn pack_transposed(&self, filters: &[ArrayView4<'_, f32>]) -> Vec<Buffer> {
        let pack = |(stage, w): (&Stage, &ArrayView4<'_, f32>)| stage.pack_transposed(&Filters::new(*w).transposed());
        pieces::map(self.stages.par_iter().zip(filters), pack)
    }

    /// Computes the output of a batch (N, C, H, W), (N, FN, OH, OW), and keeps nothing.
    pub fn predict(&self, x: ArrayView4<'_, f32>, weights: &[Weights<'_>], mut out: ArrayViewMut4<'_, f32>) {
        let packed = self.pack(weights);
        let spare = Spare::default();
        let work: Vec<_> = x.outer_iter().zip(out.outer_iter_mut()).collect();
        pieces::for_each(work.into_par_iter().with_max_len(1), |(x, out)| {
            let new = || (Image::new(self), Workspace::new(self));
            spare.with(new, |(image, workspace)| self.forward_image(x, &packed, image, workspace, out));
        });
    }

    fn forward_image(
        &self,
        x: ArrayView3<'_, f32>,
        packed: &[Packed],
        image: &mut Image,
        workspace: &mut Workspace,
        out: ArrayViewMut3<'_, f32>,
    ) {
        self.stages[0].input.import(x, &mut image.tape);
        for (s, (stage, packed)) in self.stages.iter().zip(packed).enumerate() {
            let (at, frame) = self.after(s);
            let (before, after) = image.tape.split_at_mut(at);
            let x = &before[stage.at..];
            let finish = if stage.relu { Finish::BiasRelu(&packed.bias) } else { Finish::Bias(&packed.bias) };
            let Some(window) = stage.pool else {
                stage.convolve(x, &packed.w, Output { data: after, frame, finish }, &mut workspace.tiles);
                continue;
            };
            let winners = &mut image.winners[stage.winners..][..stage.winners_len()];
            let (relu, out, out_frame) = (stage.relu, after, frame);
            if stage.method == Method::Patches {
                let (frame, w, bias, size) = (stage.input, &packed.w[..], &packed.bias[..], stage.size);
                kernel::run(patches::Forward { x, frame, w, bias, size, relu, out, out_frame, winners });
                continue;
            }
            let conv = &mut workspace.conv[s];
            stage.convolve(x, &packed.w, Output { data: conv, frame: stage.conv, finish }, &mut workspace.tiles);
            kernel::run(pool::Forward { x: conv, frame: stage.conv, window, relu, out, out_frame, winners });
        }
        self.last.export(&image.tape[self.tape - self.last.len()..], out);
    }

    /// Adds the gradients of one image to the sums of its chunk; writes ∂L/∂x if it is asked for.
    fn backward_image(
        &self,
        dout: ArrayView3<'_, f32>,
        transposed: &[Buffer],
        image: &Image,
        workspace: &mut Workspace,
        sums: &mut [Sums],
        dx: Option<ArrayViewMut3<'_, f32>>,
    ) {
        let Workspace { conv, gradient, tiles } = workspace;
        let end = self.stages.len() - 1;
        let last = &self.stages[end];
        if last.pool.is_some() {
            self.last.import(dout, gradient);
        } else {
            last.conv.import(dout, &mut conv[end]);
            if last.relu {
                let (at, frame) = self.after(end);
                pool::keep_positive(&mut conv[end], &last.conv, &image.tape[at..], &frame);
            }
        }
        for (s, stage) in self.stages.iter().enumerate().rev() {
            let (before, own) = conv.split_at_mut(s);
            let own = &mut own[0];
            let x = &image.tape[stage.at..];
            let (dw, db) = &mut sums[s];
            if let Some(window) = stage.pool {
                let winners = &image.winners[stage.winners..][..stage.winners_len()];
                let (dout, dout_frame) = (&gradient[..], stage.output);
                if stage.method == Method::Patches {
                    let (frame, size, scratch) = (stage.input, stage.size, &mut tiles[..]);
                    kernel::run(patches::Backward { x, frame, size, dout, dout_frame, winners, dw, db, scratch });
                    if dx.is_none() {
                        return;
                    }
                }
                kernel::run(pool::Backward { dout, dout_frame, winners, window, dx: own, frame: stage.conv });
            }
            if stage.method != Method::Patches {
                kernel::run(pool::Sum { x: own, frame: stage.conv, sum: db });
                stage.add_weights(x, own, dw, tiles);
            }

            let out = match (s.checked_sub(1).map(|s| &self.stages[s]), before.last_mut()) {
                (Some(previous), Some(data)) if previous.pool.is_none() => {
                    let finish = if previous.relu { Finish::Positive(x, stage.input) } else { Finish::Plain };
                    Output { data, frame: previous.conv, finish }
                }
                (Some(previous), _) => Output { data: gradient, frame: previous.output, finish: Finish::Plain },
                (None, _) if dx.is_some() => {
                    Output { data: gradient, frame: self.input_gradient(), finish: Finish::Plain }
                }
                (None, _) => return,
            };
            stage.convolve_back(own, &transposed[s], out, tiles);
        }
        if let Some(dx) = dx {
            self.input_gradient().export(gradient, dx);
        }
    }

    /// ∂L/∂x of the whole plan.
    fn input_gradient(&self) -> Frame {
        let input = &self.stages[0].input;
        Frame::new(input.channels.next_multiple_of(BLOCK), (input.height, input.width), (0, 0))
    }
}

impl Stage {
    fn pack(&self, filters: &Filters<'_>) -> Buffer {
        let (mut packed, channels) = (Buffer::zeros(self.packed_len(filters)), self.input.channels);
        match self.method {
            Method::Direct => direct::pack(filters, channels, &mut packed),
            Method::Winograd => winograd::pack(filters, channels, &mut packed),
            Method::Patches => patches::pack(filters, &mut packed),
        }
        packed
    }

    /// For [`convolve_back`](Stage::convolve_back).
    fn pack_transposed(&self, filters: &Filters<'_>) -> Buffer {
        let channels = self.conv.channels;
        let (len, pack): (_, fn(&Filters<'_>, usize, &mut [f32])) = if self.method == Method::Winograd {
            (winograd::packed_len(filters, channels), winograd::pack)
        } else {
            (direct::packed_len(filters, channels), direct::pack)
        };
        let mut packed = Buffer::zeros(len);
        pack(filters, channels, &mut packed);
        packed
    }

    fn convolve(&self, x: &[f32], w: &[f32], out: Output<'_>, tiles: &mut [f32]) {
        self.run(x, self.input, w, out, tiles);
    }

    fn convolve_back(&self, dout: &[f32], w: &[f32], out: Output<'_>, tiles: &mut [f32]) {
        self.run(dout, self.conv, w, out, tiles);
    }

    fn run(&self, x: &[f32], frame: Frame, w: &[f32], out: Output<'_>, tiles: &mut [f32]) {
        if self.method == Method::Winograd {
            kernel::run(winograd::Forward { x, frame, w, out, scratch: tiles });
        } else {
            kernel::run(direct::Forward { x, frame, w, size: self.size, out });
        }
    }

    fn add_weights(&self, x: &[f32], dout: &[f32], dw: &mut [f32], tiles: &mut [f32]) {
        let (frame, dout_frame) = (self.input, self.conv);
        if self.method == Method::Winograd {
            kernel::run(winograd::Weights { x, frame, dout, dout_frame, dw, scratch: tiles });
        } else {
            kernel::run(direct::Weights { x, frame, dout, dout_frame, size: self.size, dw });
        }
    }
}

/// What forward keeps for backward, in memory that is used again for each batch.
#[derive(Clone, Debug)]
pub struct Engine {
    plan: Plan,
    images: Vec<Image>,
    /// For each chunk of images and each stage.
    sums: Vec<Vec<Sums>>,
    spare: Spare<Workspace>,
    /// Images of the last batch.
    count: usize,
}

impl Engine {
    /// An engine that has seen no batch yet.
    pub fn new(plan: Plan) -> Self {
        Engine { plan, images: Vec::new(), sums: Vec::new(), spare: Spare::default(), count: 0 }
    }

    /// The plan it runs.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Images of the batch that the next [`backward`](Engine::backward) is about.
    pub fn count(&self) -> usize {
        self.count
    }

    /// [`Plan::predict`], keeping what [`backward`](Engine::backward) needs.
    pub fn forward(&mut self, x: ArrayView4<'_, f32>, weights: &[Weights<'_>], mut out: ArrayViewMut4<'_, f32>) {
        let Engine { plan, images, spare, count, .. } = self;
        *count = x.dim().0;
        while images.len() < *count {
            images.push(Image::new(plan));
        }
        let packed = plan.pack(weights);
        let work: Vec<_> = x.outer_iter().zip(out.outer_iter_mut()).zip(images).collect();
        pieces::for_each(work.into_par_iter().with_max_len(1), |((x, out), image)| {
            spare.with(|| Workspace::new(plan), |workspace| plan.forward_image(x, &packed, image, workspace, out));
        });
    }

    /// From ∂L/∂out (N, FN, OH, OW) the gradients of the parameters, and ∂L/∂x (N, C, H, W) where it is wanted.
    pub fn backward(
        &mut self,
        dout: ArrayView4<'_, f32>,
        filters: &[ArrayView4<'_, f32>],
        mut dx: Option<ArrayViewMut4<'_, f32>>,
        gradients: Vec<Gradients<'_>>,
    ) {
        let Engine { plan, images, sums, spare, count } = &mut *self;
        let chunks = Chunks::of(*count);
        sums.resize_with(chunks.count, Vec::new);
        let transposed = plan.pack_transposed(filters);
        let dx: Vec<_> = match &mut dx {
            Some(dx) => dx.axis_chunks_iter_mut(Axis(0), chunks.size).map(Some).collect(),
            None => (0..chunks.count).map(|_| None).collect(),
        };
        let work: Vec<_> =
            (dout.axis_chunks_iter(Axis(0), chunks.size).zip(dx)).zip(images.chunks(chunks.size).zip(sums)).collect();
        pieces::for_each(work.into_par_iter().with_max_len(1), |((dout, mut dx), (images, sums))| {
            sums.resize_with(plan.stages.len(), Default::default);
            for ((sums, stage), w) in sums.iter_mut().zip(&plan.stages).zip(filters) {
                sums.0.reset(stage.packed_len(&Filters::new(*w)));
                sums.1.reset(stage.conv.channels);
            }
            let new = || Workspace::new(plan);
            spare.with(new, |workspace| {
                for (k, (dout, image)) in dout.outer_iter().zip(images).enumerate() {
                    let dx = dx.as_mut().map(|dx| dx.index_axis_mut(Axis(0), k));
                    plan.backward_image(dout, &transposed, image, workspace, sums, dx);
                }
            });
        });
        self.reduce(filters, gradients);
    }

    /// Adds up the chunks, in their order.
    fn reduce(&self, filters: &[ArrayView4<'_, f32>], gradients: Vec<Gradients<'_>>) {
        let plan = &self.plan;
        pieces::for_each(gradients.into_par_iter().enumerate(), |(s, mut gradients)| {
            if self.sums.is_empty() {
                gradients.dw.fill(0.0);
                return gradients.db.fill(0.0);
            }
            let (stage, filters) = (&plan.stages[s], Filters::new(filters[s]));
            let total = |part: fn(&Sums) -> &Buffer| {
                let mut total = part(&self.sums[0][s]).clone();
                for sums in &self.sums[1..] {
                    for (total, sum) in total.iter_mut().zip(&**part(&sums[s])) {
                        *total += sum;
                    }
                }
                total
            };
            let (channels, sum, dw) = (stage.input.channels, total(|sums| &sums.0), gradients.dw.view_mut());
            match stage.method {
                Method::Direct => direct::unpack(&filters, channels, &sum, dw),
                Method::Winograd => winograd::unpack(&filters, channels, &sum, dw),
                Method::Patches => patches::unpack(&filters, &sum, dw),
            }
            for (db, &sum) in gradients.db.iter_mut().zip(&*total(|sums| &sums.1)) {
                *db = sum;
            }
        });
    }
}
