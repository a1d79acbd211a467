//! §7.2.3 パディング, §7.2.4 ストライド: the output size of a convolution.

use anyhow::Result;
use common::conv_output_size;
use experiment::{Context, Experiment, say};

/// The output size of a convolution, for the book's cases of padding and stride
#[derive(Debug, clap::Args)]
pub struct ConvOutputSize {}

/// Input, filter (height, width), padding, stride.
pub type Case = ((usize, usize), (usize, usize), usize, usize);

/// Figures 7-3, 7-6 and 7-7, the three examples of §7.2.4, and two that do not divide or do not fit.
pub const CASES: [Case; 8] = [
    ((4, 4), (3, 3), 0, 1),
    ((4, 4), (3, 3), 1, 1),
    ((7, 7), (3, 3), 0, 2),
    ((7, 7), (3, 3), 0, 3),
    ((28, 31), (5, 5), 2, 3),
    ((28, 28), (5, 5), 0, 1),
    ((8, 8), (3, 3), 0, 2),
    ((2, 2), (5, 5), 1, 1),
];

impl Experiment for ConvOutputSize {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        say!(ctx, "OH = ⌊(H + 2P − FH) / S⌋ + 1, OW = ⌊(W + 2P − FW) / S⌋ + 1");
        for ((h, w), (fh, fw), pad, stride) in CASES {
            let line = format!("input {h}×{w}, filter {fh}×{fw}, padding {pad}, stride {stride} ->");
            match output_size(((h, w), (fh, fw), pad, stride)) {
                Ok((oh, ow)) => say!(ctx, "{line} {oh}×{ow}"),
                Err(error) => say!(ctx, "{line} {error}"),
            }
        }
        Ok(())
    }
}

/// (OH, OW): OH = ⌊(H + 2P − FH) / S⌋ + 1, OW likewise.
///
/// # Errors
/// If the filter does not fit into the padded input, or the stride is 0.
pub fn output_size(((h, w), (fh, fw), pad, stride): Case) -> Result<(usize, usize)> {
    Ok((conv_output_size(h, fh, stride, pad)?, conv_output_size(w, fw, stride, pad)?))
}
