//! What comes out of the windows.

use pulp::Simd;

use super::{Marked, OUTPUTS, Patches};
use crate::conv::frame::{BLOCK, Frame};
use crate::conv::kernel::{Block, Kernel, add, blocks, blocks_mut, zeros};
use crate::conv::output::relu;
use crate::conv::pool;

/// max(0, x ∗ w + b) and the maximum of each window of it, for one image.
pub(in crate::conv) struct Forward<'a> {
    /// The image, with the padding as its border.
    pub(in crate::conv) x: &'a [f32],
    pub(in crate::conv) frame: Frame,
    /// Packed filters, and biases padded to whole blocks.
    pub(in crate::conv) w: &'a [f32],
    pub(in crate::conv) bias: &'a [f32],
    /// (FH, FW).
    pub(in crate::conv) size: (usize, usize),
    /// Whether there is a ReLU before the pooling.
    pub(in crate::conv) relu: bool,
    pub(in crate::conv) out: &'a mut [f32],
    pub(in crate::conv) out_frame: Frame,
    /// One for each number of the output.
    pub(in crate::conv) winners: &'a mut [u8],
}

impl Kernel for Forward<'_> {
    #[inline(always)]
    fn run<S: Simd, const V: usize, const P: usize>(self, simd: S) {
        let patches = Patches::new(simd, self.x, self.frame, self.size);
        let Forward { w, bias, relu, out, .. } = self;
        let filters = Packed { w, bias, len: (self.size.0 + 1) * (self.size.1 + 1), relu };
        let count = self.out_frame.channels / BLOCK;
        let row_len = self.out_frame.width * self.out_frame.channels;
        let mut wide = vec![0; row_len];
        let mut of_background = vec![(zeros::<S, V>(simd), [simd.splat_u32s(0); V]); count];
        for (result, bias) in of_background.iter_mut().zip(blocks::<S, V>(bias)) {
            *result = finish(simd, [zeros::<S, V>(simd); OUTPUTS], bias, relu);
        }
        for i in 0..self.out_frame.height {
            for j in 0..self.out_frame.width {
                let patch = patches.at(i, j);
                let winners = &mut pool::places_mut::<S, V>(&mut wide)[j * count..][..count];
                let out = &mut out[self.out_frame.pixel(i, j)..][..self.out_frame.channels];
                let out = blocks_mut::<S, V>(out);
                if patch.marks == 0 {
                    for b in 0..count {
                        (out[b], winners[b]) = of_background[b];
                    }
                    continue;
                }
                let mut b = 0;
                while b < count {
                    // Two blocks at a time where a vector holds one: four sums alone would wait for each other.
                    if V == 1 && b + 2 <= count {
                        let results = filters.window::<S, V, 2>(simd, patch, b);
                        for n in 0..2 {
                            (out[b + n], winners[b + n]) = results[n];
                        }
                        b += 2;
                    } else {
                        (out[b], winners[b]) = filters.window::<S, V, 1>(simd, patch, b)[0];
                        b += 1;
                    }
                }
            }
            pool::narrow(&wide, &mut self.winners[i * row_len..]);
        }
    }
}

/// What a window is multiplied with.
struct Packed<'a> {
    w: &'a [f32],
    bias: &'a [f32],
    /// Pixels of a patch.
    len: usize,
    relu: bool,
}

impl Packed<'_> {
    /// `N` blocks from block `b` on of one window.
    #[inline(always)]
    fn window<S: Simd, const V: usize, const N: usize>(
        &self,
        simd: S,
        patch: Marked<'_>,
        b: usize,
    ) -> [(Block<S, V>, pool::Places<S, V>); N] {
        let w = blocks::<S, V>(self.w).as_chunks::<OUTPUTS>().0;
        let mut of_block = [&w[..0]; N];
        for n in 0..N {
            of_block[n] = &w[(b + n) * self.len..][..self.len];
        }
        let mut y = [[zeros::<S, V>(simd); OUTPUTS]; N];
        for (p, x) in patch {
            for n in 0..N {
                let w = &of_block[n][p];
                for q in 0..OUTPUTS {
                    add(simd, &mut y[n][q], x, &w[q]);
                }
            }
        }
        let bias = blocks::<S, V>(self.bias);
        let mut results = [(zeros::<S, V>(simd), [simd.splat_u32s(0); V]); N];
        for n in 0..N {
            results[n] = finish(simd, y[n], &bias[b + n], self.relu);
        }
        results
    }
}

/// The maximum of the four outputs of a block, with bias and perhaps ReLU, and the winners.
#[inline(always)]
fn finish<S: Simd, const V: usize>(
    simd: S,
    mut y: [Block<S, V>; OUTPUTS],
    bias: &Block<S, V>,
    with_relu: bool,
) -> (Block<S, V>, pool::Places<S, V>) {
    for y in &mut y {
        for v in 0..V {
            y[v] = simd.add_f32s(y[v], bias[v]);
            y[v] = if with_relu { relu(simd, y[v]) } else { y[v] };
        }
    }
    let mut best = pool::Best::new(simd, y[0]);
    for (q, y) in y.iter().enumerate().skip(1) {
        best.compare(simd, y, q);
    }
    best.finish(simd, with_relu)
}
