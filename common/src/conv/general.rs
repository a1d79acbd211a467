//! Convolution for any stride, padding and filter, in f32 and f64: im2col and a matrix product, image by image.
//!
//! Only one image's columns exist at a time on each thread; a whole batch's would be FH·FW times the batch.

use ndarray::parallel::prelude::*;
use ndarray::{Array1, Array2, Array4, ArrayView4, Axis, s};

use super::{Chunks, output_shape};
use crate::gemm::{dot, dot_into};
use crate::{Real, col2im, im2col};

/// out = x ∗ w + b.
pub(crate) fn forward<A: Real>(
    x: ArrayView4<'_, A>,
    w: ArrayView4<'_, A>,
    b: &Array1<A>,
    stride: usize,
    pad: usize,
) -> Array4<A> {
    let (n, filters, oh, ow) = output_shape(x.dim(), w.dim(), stride, pad);
    let (_, c, fh, fw) = w.dim();
    let rows = w.to_shape((filters, c * fh * fw)).expect("a row a filter");
    let mut out = Array4::zeros((n, filters, oh, ow));
    out.axis_chunks_iter_mut(Axis(0), 1).into_par_iter().enumerate().for_each(|(i, out)| {
        let col = im2col(&x.slice(s![i..=i, .., .., ..]), fh, fw, stride, pad);
        let mut out = out.into_shape_with_order((filters, oh * ow)).expect("a row a filter");
        for (mut row, &b) in out.rows_mut().into_iter().zip(b) {
            row.fill(b);
        }
        dot_into(&rows, &col.t(), A::one(), &mut out);
    });
    out
}

/// (∂L/∂x where `with_dx`, ∂L/∂w, ∂L/∂b).
pub(crate) fn backward<A: Real>(
    x: ArrayView4<'_, A>,
    w: ArrayView4<'_, A>,
    dout: ArrayView4<'_, A>,
    stride: usize,
    pad: usize,
    with_dx: bool,
) -> (Option<Array4<A>>, Array4<A>, Array1<A>) {
    let (filters, c, fh, fw) = w.dim();
    let (n, _, h, width) = x.dim();
    let (_, _, oh, ow) = dout.dim();
    let rows = w.to_shape((filters, c * fh * fw)).expect("a row a filter");
    let mut dx = with_dx.then(|| Array4::zeros(x.dim()));
    let chunks = Chunks::of(n);
    let dx_chunks: Vec<_> = match &mut dx {
        Some(dx) => dx.axis_chunks_iter_mut(Axis(0), chunks.size).map(Some).collect(),
        None => (0..chunks.count).map(|_| None).collect(),
    };
    // One gradient a chunk of images, added up in the order of the chunks.
    let partial: Vec<_> = dx_chunks
        .into_par_iter()
        .enumerate()
        .map(|(chunk, mut dx)| {
            let (mut dw, mut db) = (Array2::zeros((filters, c * fh * fw)), Array1::zeros(filters));
            for (k, i) in chunks.range(chunk).enumerate() {
                let dout = dout.index_axis(Axis(0), i);
                let dout = dout.to_shape((filters, oh * ow)).expect("a row a filter");
                let col = im2col(&x.slice(s![i..=i, .., .., ..]), fh, fw, stride, pad);
                dot_into(&dout, &col, A::one(), &mut dw);
                db += &dout.sum_axis(Axis(1));
                if let Some(dx) = &mut dx {
                    let dcol = dot(&dout.t(), &rows);
                    dx.slice_mut(s![k..=k, .., .., ..]).assign(&col2im(&dcol, (1, c, h, width), fh, fw, stride, pad));
                }
            }
            (dw, db)
        })
        .collect();
    let (mut dw, mut db) = (Array2::zeros((filters, c * fh * fw)), Array1::zeros(filters));
    for (dw_chunk, db_chunk) in partial {
        dw += &dw_chunk;
        db += &db_chunk;
    }
    (dx, dw.into_shape_with_order(w.raw_dim()).expect("the same elements"), db)
}
