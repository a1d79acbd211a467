//! Max pooling of one image, with the winners kept as one byte each.

use pulp::Simd;

use super::frame::{BLOCK, Frame};
use super::kernel::{Block, Kernel, blocks, blocks_mut, zeros};

/// The winner of a window in which the ReLU before the pooling lets nothing through.
const NONE: u8 = u8::MAX;

/// Size and distance of the windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) height: usize,
    pub(super) width: usize,
    pub(super) stride: usize,
}

impl Window {
    /// Whether a byte can tell which pixel won.
    pub(super) fn fits(&self) -> bool {
        self.height * self.width <= usize::from(NONE)
    }
}

/// Places in a window, of a block of channels.
pub(super) type Places<S, const V: usize> = [<S as Simd>::u32s; V];

/// Numbers as blocks of places.
#[inline(always)]
pub(super) fn places<S: Simd, const V: usize>(x: &[u32]) -> &[Places<S, V>] {
    S::as_simd_u32s(x).0.as_chunks().0
}

/// Numbers as blocks of places.
#[inline(always)]
pub(super) fn places_mut<S: Simd, const V: usize>(x: &mut [u32]) -> &mut [Places<S, V>] {
    S::as_mut_simd_u32s(x).0.as_chunks_mut().0
}

/// Places as bytes; a row at a time, because the compiler finds the instructions for that in loops only.
#[inline(always)]
pub(super) fn narrow(places: &[u32], winners: &mut [u8]) {
    for (winner, &place) in winners.iter_mut().zip(places) {
        *winner = place as u8;
    }
}

/// The reverse of [`narrow`].
#[inline(always)]
pub(super) fn widen(winners: &[u8], places: &mut [u32]) {
    for (place, &winner) in places.iter_mut().zip(winners) {
        *place = u32::from(winner);
    }
}

/// The largest numbers so far, and where in the window they are.
pub(super) struct Best<S: Simd, const V: usize> {
    value: Block<S, V>,
    place: Places<S, V>,
}

impl<S: Simd, const V: usize> Best<S, V> {
    /// With the numbers at place 0.
    #[inline(always)]
    pub(super) fn new(simd: S, value: Block<S, V>) -> Self {
        Best { value, place: [simd.splat_u32s(0); V] }
    }

    /// Takes the numbers that are larger.
    #[inline(always)]
    pub(super) fn compare(&mut self, simd: S, x: &Block<S, V>, place: usize) {
        let place = simd.splat_u32s(place as u32);
        for (v, &x) in x.iter().enumerate() {
            let more = simd.greater_than_f32s(x, self.value[v]);
            self.value[v] = simd.select_f32s(more, x, self.value[v]);
            self.place[v] = simd.select_u32s(more, place, self.place[v]);
        }
    }

    /// The maximum and its place, which after a ReLU is [`NONE`] where the maximum is not positive.
    #[inline(always)]
    pub(super) fn finish(mut self, simd: S, relu: bool) -> (Block<S, V>, Places<S, V>) {
        if relu {
            let (zero, none) = (simd.splat_f32s(0.0), simd.splat_u32s(u32::from(NONE)));
            for v in 0..V {
                let positive = simd.greater_than_f32s(self.value[v], zero);
                self.place[v] = simd.select_u32s(positive, self.place[v], none);
            }
        }
        (self.value, self.place)
    }
}

/// The gradient of the numbers at `place`: `dout` where they won, 0 elsewhere.
#[inline(always)]
pub(super) fn of_winner<S: Simd, const V: usize>(
    simd: S,
    dout: &Block<S, V>,
    winners: &Places<S, V>,
    place: usize,
) -> Block<S, V> {
    let (place, mut gradient) = (simd.splat_u32s(place as u32), zeros::<S, V>(simd));
    for v in 0..V {
        gradient[v] = simd.select_f32s(simd.equal_u32s(winners[v], place), dout[v], gradient[v]);
    }
    gradient
}

/// The maximum of each window and its place in it, or [`NONE`].
pub(super) struct Forward<'a> {
    pub(super) x: &'a [f32],
    pub(super) frame: Frame,
    pub(super) window: Window,
    /// Whether x comes from a ReLU, whose gradient is 0 where the maximum is.
    pub(super) relu: bool,
    pub(super) out: &'a mut [f32],
    pub(super) out_frame: Frame,
    /// One for each number of the output.
    pub(super) winners: &'a mut [u8],
}

impl Kernel for Forward<'_> {
    #[inline(always)]
    fn run<S: Simd, const V: usize, const P: usize>(self, simd: S) {
        let Window { height, width, stride } = self.window;
        let count = self.out_frame.channels / BLOCK;
        let x = blocks::<S, V>(self.x);
        let out = blocks_mut::<S, V>(self.out);
        let row_len = self.out_frame.width * self.out_frame.channels;
        let mut wide = vec![0; row_len];
        for i in 0..self.out_frame.height {
            for j in 0..self.out_frame.width {
                for b in 0..count {
                    let at = |u, v| self.frame.pixel(i * stride + u, j * stride + v) / BLOCK + b;
                    let mut best = Best::new(simd, x[at(0, 0)]);
                    for u in 0..height {
                        for v in 0..width {
                            best.compare(simd, &x[at(u, v)], u * width + v);
                        }
                    }
                    let winners = &mut places_mut::<S, V>(&mut wide)[j * count + b];
                    (out[self.out_frame.pixel(i, j) / BLOCK + b], *winners) = best.finish(simd, self.relu);
                }
            }
            narrow(&wide, &mut self.winners[i * row_len..]);
        }
    }
}

/// ∂L/∂x from ∂L/∂out: each number goes to its winner.
pub(super) struct Backward<'a> {
    pub(super) dout: &'a [f32],
    pub(super) dout_frame: Frame,
    pub(super) winners: &'a [u8],
    pub(super) window: Window,
    pub(super) dx: &'a mut [f32],
    pub(super) frame: Frame,
}

impl Kernel for Backward<'_> {
    #[inline(always)]
    fn run<S: Simd, const V: usize, const P: usize>(self, simd: S) {
        let Window { height, width, stride } = self.window;
        for i in 0..self.frame.height {
            self.dx[self.frame.pixel(i, 0)..][..self.frame.width * self.frame.channels].fill(0.0);
        }
        let dout = blocks::<S, V>(self.dout);
        let dx = blocks_mut::<S, V>(self.dx);
        let count = self.dout_frame.channels / BLOCK;
        let row_len = self.dout_frame.width * self.dout_frame.channels;
        let mut wide = vec![0; row_len];
        for i in 0..self.dout_frame.height {
            widen(&self.winners[i * row_len..], &mut wide);
            for j in 0..self.dout_frame.width {
                for b in 0..count {
                    let winners = &places::<S, V>(&wide)[j * count + b];
                    let dout = &dout[self.dout_frame.pixel(i, j) / BLOCK + b];
                    for u in 0..height {
                        for v in 0..width {
                            let gradient = of_winner(simd, dout, winners, u * width + v);
                            let dx = &mut dx[self.frame.pixel(i * stride + u, j * stride + v) / BLOCK + b];
                            for k in 0..V {
                                dx[k] = simd.add_f32s(dx[k], gradient[k]);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Sum over the pixels of an image, added to `sum`: ∂L/∂b.
pub(super) struct Sum<'a> {
    pub(super) x: &'a [f32],
    pub(super) frame: Frame,
    pub(super) sum: &'a mut [f32],
}

impl Kernel for Sum<'_> {
    #[inline(always)]
    fn run<S: Simd, const V: usize, const P: usize>(self, simd: S) {
        let count = self.frame.channels / BLOCK;
        let x = blocks::<S, V>(self.x);
        for (b, to) in blocks_mut::<S, V>(self.sum).iter_mut().enumerate() {
            let mut sum: Block<S, V> = zeros(simd);
            for i in 0..self.frame.height {
                let row = &x[self.frame.pixel(i, 0) / BLOCK..][..self.frame.width * count];
                for x in row[b..].iter().step_by(count) {
                    for v in 0..V {
                        sum[v] = simd.add_f32s(sum[v], x[v]);
                    }
                }
            }
            for v in 0..V {
                to[v] = simd.add_f32s(to[v], sum[v]);
            }
        }
    }
}

/// Sets x to 0 where `image` is not positive: the gradient of the ReLU that made the image.
pub(super) fn keep_positive(x: &mut [f32], frame: &Frame, image: &[f32], image_frame: &Frame) {
    let len = frame.width * frame.channels;
    for i in 0..frame.height {
        let x = &mut x[frame.pixel(i, 0)..][..len];
        for (x, &y) in x.iter_mut().zip(&image[image_frame.pixel(i, 0)..][..len]) {
            *x = if y > 0.0 { *x } else { 0.0 };
        }
    }
}
