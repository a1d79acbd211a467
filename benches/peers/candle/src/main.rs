//! The book's networks in candle on the CPU, f32, for `cargo run -p benches --bin compare`.
//!
//! Argument: a folder with images.u8 and labels.u8. Says on its first line what it is, then answers each line
//! `work iterations` with the seconds that it took.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, Write, stdin, stdout};
use std::path::Path;
use std::time::Instant;

use candle_core::{D, Device, Result, Tensor, Var};
use candle_nn::ops::dropout;
use candle_nn::{AdamW, Optimizer, ParamsAdamW, SGD, loss::cross_entropy};
use rand::{Rng, rng};

const BATCH: usize = 100;

/// The digits, (N, 1, 28, 28), and their labels.
struct Data {
    x: Tensor,
    t: Tensor,
}

impl Data {
    fn read(folder: &Path) -> std::result::Result<Self, Box<dyn Error>> {
        let pixels: Vec<f32> = std::fs::read(folder.join("images.u8"))?.iter().map(|&p| f32::from(p) / 255.0).collect();
        let labels: Vec<u32> = std::fs::read(folder.join("labels.u8"))?.iter().map(|&t| u32::from(t)).collect();
        let n = labels.len();
        let x = Tensor::from_vec(pixels, (n, 1, 28, 28), &Device::Cpu)?;
        Ok(Data { x, t: Tensor::from_vec(labels, n, &Device::Cpu)? })
    }

    fn random_batch(&self) -> Result<(Tensor, Tensor)> {
        let n = self.t.elem_count() as u32;
        let batch_mask: Vec<u32> = (0..BATCH).map(|_| rng().random_range(0..n)).collect();
        let batch_mask = Tensor::new(batch_mask, &Device::Cpu)?;
        Ok((self.x.index_select(&batch_mask, 0)?, self.t.index_select(&batch_mask, 0)?))
    }
}

/// W and b of a layer.
struct Layer(Var, Var);

impl Layer {
    fn new(shape: &[usize], std: f64) -> Result<Self> {
        let bias = if shape.len() == 2 { vec![shape[1]] } else { vec![1, shape[0], 1, 1] };
        let w = (Tensor::randn(0_f32, 1.0, shape, &Device::Cpu)? * std)?;
        let b = Tensor::zeros(bias, candle_core::DType::F32, &Device::Cpu)?;
        Ok(Layer(Var::from_tensor(&w)?, Var::from_tensor(&b)?))
    }

    fn affine(&self, x: &Tensor) -> Result<Tensor> {
        x.flatten_from(1)?.matmul(&self.0)?.broadcast_add(&self.1)
    }

    fn convolution(&self, x: &Tensor, pad: usize) -> Result<Tensor> {
        x.conv2d(&self.0, pad, 1, 1, 1)?.broadcast_add(&self.1)
    }
}

/// The scores of a batch, in training or in inference.
type Predict = fn(&[Layer], &Tensor, train: bool) -> Result<Tensor>;

fn ch05(layers: &[Layer], x: &Tensor, _: bool) -> Result<Tensor> {
    layers[1].affine(&layers[0].affine(x)?.relu()?)
}

fn ch07(layers: &[Layer], x: &Tensor, _: bool) -> Result<Tensor> {
    let x = layers[0].convolution(x, 0)?.relu()?.max_pool2d(2)?;
    layers[2].affine(&layers[1].affine(&x)?.relu()?)
}

fn ch08(layers: &[Layer], x: &Tensor, train: bool) -> Result<Tensor> {
    let mut x = x.clone();
    for (i, pad) in [1, 1, 1, 2, 1, 1].into_iter().enumerate() {
        x = layers[i].convolution(&x, pad)?.relu()?;
        if i % 2 == 1 {
            x = x.max_pool2d(2)?;
        }
    }
    let drop = |x: Tensor| if train { dropout(&x, 0.5) } else { Ok(x) };
    let x = drop(layers[6].affine(&x)?.relu()?)?;
    drop(layers[7].affine(&x)?)
}

fn two_layer_net() -> Result<Vec<Layer>> {
    Ok(vec![Layer::new(&[784, 50], 0.01)?, Layer::new(&[50, 10], 0.01)?])
}

fn simple_conv_net() -> Result<Vec<Layer>> {
    Ok(vec![Layer::new(&[30, 1, 5, 5], 0.01)?, Layer::new(&[4320, 100], 0.01)?, Layer::new(&[100, 10], 0.01)?])
}

fn deep_conv_net() -> Result<Vec<Layer>> {
    let he = |n: usize| (2.0 / n as f64).sqrt();
    let filters = [(1, 16), (16, 16), (16, 32), (32, 32), (32, 64), (64, 64)];
    let mut layers = Vec::new();
    for (c, fn_) in filters {
        layers.push(Layer::new(&[fn_, c, 3, 3], he(9 * c))?);
    }
    layers.extend([Layer::new(&[1024, 50], he(1024))?, Layer::new(&[50, 10], he(50))?]);
    Ok(layers)
}

/// A training: gradient, update, and the loss again, as the book's loops do.
fn training<'a, O: Optimizer + 'a>(
    data: &'a Data,
    predict: Predict,
    layers: Vec<Layer>,
    config: O::Config,
) -> Result<Box<dyn FnMut() -> Result<()> + 'a>> {
    let vars = layers.iter().flat_map(|layer| [layer.0.clone(), layer.1.clone()]).collect();
    let mut optimizer = O::new(vars, config)?;
    Ok(Box::new(move || {
        let (x_batch, t_batch) = data.random_batch()?;
        optimizer.backward_step(&cross_entropy(&predict(&layers, &x_batch, true)?, &t_batch)?)?;
        cross_entropy(&predict(&layers, &x_batch, true)?, &t_batch)?.to_scalar::<f32>()?;
        Ok(())
    }))
}

fn main() -> std::result::Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("expected a folder with images.u8 and labels.u8")?;
    let data = &Data::read(Path::new(&folder))?;
    let adam = || ParamsAdamW { lr: 0.001, eps: 1e-7, weight_decay: 0.0, ..Default::default() };
    let deep = deep_conv_net()?;
    let inference = move || {
        for first in (0..10_000).step_by(BATCH) {
            ch08(&deep, &data.x.narrow(0, first, BATCH)?, false)?.argmax(D::Minus1)?.to_vec1::<u32>()?;
        }
        Ok(())
    };
    let mut works: BTreeMap<&str, Box<dyn FnMut() -> Result<()>>> = BTreeMap::from([
        ("ch05", training::<SGD>(data, ch05, two_layer_net()?, 0.1)?),
        ("ch07", training::<AdamW>(data, ch07, simple_conv_net()?, adam())?),
        ("ch08", training::<AdamW>(data, ch08, deep_conv_net()?, adam())?),
        ("inference", Box::new(inference) as _),
    ]);

    println!(r#"{{"name": "candle 0.11", "works": {:?}}}"#, works.keys().collect::<Vec<_>>());
    for line in stdin().lock().lines() {
        let line = line?;
        let (work, iterations) = line.split_once(' ').ok_or("expected `work iterations`")?;
        let (work, iterations) = (works.get_mut(work).ok_or("no such work")?, iterations.trim().parse::<usize>()?);
        let start = Instant::now();
        for _ in 0..iterations {
            work()?;
        }
        println!("{}", start.elapsed().as_secs_f64());
        stdout().flush()?;
    }
    Ok(())
}
