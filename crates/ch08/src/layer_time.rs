//! §8.3.1 取り組むべき問題: where the time goes, layer by layer.

use std::time::Instant;

use anyhow::Result;
use common::{ImageLayer, Layer, Mode, Pixels, Relu, Samples};
use experiment::{Context, Experiment, Info, flags, say};
use ndarray::{Array, Array2, Array4, Dimension, Ix4};
use plot::{Axes, Figure, Legend};

use crate::DeepConvNet;

/// Where the time goes when DeepConvNet learns, layer by layer
#[derive(Debug, clap::Args)]
pub struct LayerTime {
    /// Images of a batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// Batches that are timed
    #[arg(long, default_value_t = 20, value_parser = flags::count)]
    pub batches: usize,
}

/// Seconds that a layer took for one batch.
#[derive(Clone, Debug)]
struct Time {
    layer: String,
    forward: f64,
    backward: f64,
}

impl Experiment for LayerTime {
    const INFO: Info = Info::new("layer_time", "§8.3.1", "Where the time goes when DeepConvNet learns, layer by layer")
        .measures_time()
        .figures(&[(
            "layer_time",
            "Share of each layer in the time of a forward and of a backward pass; most goes into convolutions",
        )]);

    fn run(&self, ctx: &mut Context) -> Result<()> {
        let mnist = ctx.mnist()?;
        let n = self.batch_size.min(mnist.train.len());
        let mut x = Array4::<f32>::zeros((0, 0, 0, 0));
        Pixels::new(mnist.train.images.view()).gather(&(0..n).collect::<Vec<_>>(), &mut x);
        let mut network = DeepConvNet::book(&mut ctx.rng());

        let batches = ctx.quick_or(3, self.batches);
        let bar = ctx.progress(batches, "batches");
        let mut runs = Vec::new();
        for _ in 0..batches {
            runs.push(time_layers(&mut network, x.clone()));
            bar.step();
        }
        drop(bar);
        let times = medians(&runs);

        let total = |time: fn(&Time) -> f64| times.iter().map(time).sum::<f64>();
        let (forward, backward) = (total(|t| t.forward), total(|t| t.backward));
        say!(ctx, "{n} images, layer by layer: forward {:.1} ms, backward {:.1} ms", forward * 1e3, backward * 1e3);
        for Time { layer, forward: f, backward: b } in &times {
            say!(ctx, "{layer:<9} {:5.1} % {:5.1} %", 100.0 * f / forward, 100.0 * b / backward);
        }
        let convolutions = times.iter().filter(|t| t.layer.starts_with("Conv")).map(|t| t.forward).sum::<f64>();
        ctx.measured(
            "share of the convolutions in a forward pass",
            format!("{:.0} %", 100.0 * convolutions / forward),
            "89 % for AlexNet on a processor",
        );

        let names: Vec<&str> = times.iter().map(|t| t.layer.as_str()).collect();
        let share = |time: fn(&Time) -> f64| times.iter().map(|t| 100.0 * time(t) / total(time)).collect::<Vec<_>>();
        let mut ax = Axes::new();
        ax.ylabel("share of the pass in %").legend(Legend::UpperRight);
        ax.grouped_bars(&names, &[("forward", share(|t| t.forward)), ("backward", share(|t| t.backward))]);
        ctx.save("layer_time", Figure::from(ax).size(1700, 480))
    }
}

/// One forward and one backward pass, each layer timed on its own.
fn time_layers(network: &mut DeepConvNet<f32>, x: Array4<f32>) -> Vec<Time> {
    let mut times = Vec::new();
    let mut convolutions = network.conv.layers().to_vec();
    let mut image = x;
    for layer in &mut convolutions {
        let name = name(layer);
        image = forward(as_layer(layer), image, name, &mut times);
    }
    let mut flatten = common::Flatten::new();
    let mut relu = Relu::new();
    let mut row: Array2<f32> = forward(&mut flatten, image, "Flatten", &mut times);
    row = forward(&mut network.affine1, row, "Affine", &mut times);
    row = forward(&mut relu, row, "ReLU", &mut times);
    row = forward(&mut network.dropout1, row, "Dropout", &mut times);
    row = forward(&mut network.affine2, row, "Affine", &mut times);
    row = forward(&mut network.dropout2, row, "Dropout", &mut times);

    let mut back = times.len();
    row = backward(&mut network.dropout2, row, &mut times, &mut back);
    row = backward(&mut network.affine2, row, &mut times, &mut back);
    row = backward(&mut network.dropout1, row, &mut times, &mut back);
    row = backward(&mut relu, row, &mut times, &mut back);
    row = backward(&mut network.affine1, row, &mut times, &mut back);
    let mut image = backward(&mut flatten, row, &mut times, &mut back);
    for layer in convolutions.iter_mut().rev() {
        image = backward(as_layer(layer), image, &mut times, &mut back);
    }
    number(&mut times);
    times
}

fn forward<I: Dimension, O: Dimension>(
    layer: &mut (impl Layer<f32, Input = I, Output = O> + ?Sized),
    x: Array<f32, I>,
    name: &str,
    times: &mut Vec<Time>,
) -> Array<f32, O> {
    let start = Instant::now();
    let y = layer.forward(x, Mode::Train);
    times.push(Time { layer: name.to_owned(), forward: start.elapsed().as_secs_f64(), backward: 0.0 });
    y
}

fn backward<I: Dimension, O: Dimension>(
    layer: &mut (impl Layer<f32, Input = I, Output = O> + ?Sized),
    dout: Array<f32, O>,
    times: &mut [Time],
    back: &mut usize,
) -> Array<f32, I> {
    *back -= 1;
    let start = Instant::now();
    let dx = layer.backward(dout);
    times[*back].backward = start.elapsed().as_secs_f64();
    dx
}

fn as_layer(layer: &mut ImageLayer<f32>) -> &mut dyn Layer<f32, Input = Ix4, Output = Ix4> {
    match layer {
        ImageLayer::Convolution(layer) => layer,
        ImageLayer::Relu(layer) => layer,
        ImageLayer::Pooling(layer) => layer,
    }
}

fn name(layer: &ImageLayer<f32>) -> &'static str {
    match layer {
        ImageLayer::Convolution(_) => "Conv",
        ImageLayer::Relu(_) => "ReLU",
        ImageLayer::Pooling(_) => "Pool",
    }
}

/// `Conv` becomes `Conv1`, `Conv2` …
fn number(times: &mut [Time]) {
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for time in times {
        let count = counts.entry(time.layer.clone()).or_default();
        *count += 1;
        time.layer = format!("{}{count}", time.layer);
    }
}

/// The median over the batches, layer by layer.
fn medians(runs: &[Vec<Time>]) -> Vec<Time> {
    let median = |layer: usize, time: fn(&Time) -> f64| {
        let mut times: Vec<f64> = runs.iter().map(|run| time(&run[layer])).collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    let layers = runs.first().map_or(&[][..], Vec::as_slice).iter().enumerate();
    layers
        .map(|(i, time)| Time {
            layer: time.layer.clone(),
            forward: median(i, |t| t.forward),
            backward: median(i, |t| t.backward),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn every_layer_is_timed_both_ways() {
        let mut network = DeepConvNet::book(&mut ChaCha8Rng::seed_from_u64(1));
        let times = time_layers(&mut network, Array4::ones((2, 1, 28, 28)));
        let names: Vec<&str> = times.iter().map(|t| t.layer.as_str()).collect();
        assert_eq!(names[..5], ["Conv1", "ReLU1", "Conv2", "ReLU2", "Pool1"]);
        assert_eq!(names[15..], ["Flatten1", "Affine1", "ReLU7", "Dropout1", "Affine2", "Dropout2"]);
        assert!(times.iter().all(|t| t.forward > 0.0 && t.backward > 0.0));
    }

    #[test]
    fn a_median_ignores_an_outlier() {
        let run = |seconds| vec![Time { layer: "Conv1".into(), forward: seconds, backward: 2.0 * seconds }];
        let times = medians(&[run(1.0), run(100.0), run(2.0)]);
        assert_eq!((times[0].forward, times[0].backward), (2.0, 4.0));
    }
}
