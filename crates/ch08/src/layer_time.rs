//! §8.3.1 取り組むべき問題: where the time goes, layer by layer.

use std::time::Instant;

use anyhow::Result;
use common::{Kernels, Mode, Sequential, Tensor};
use experiment::{Context, Experiment, Format, flags, say};
use plot::{Axes, Color, Figure};

use crate::DeepConvNet;

/// Where the time goes in a training step of DeepConvNet, layer by layer
#[derive(Debug, clap::Args)]
pub struct LayerTime {
    /// Images of a batch
    #[arg(long, default_value_t = 100, value_parser = flags::count)]
    pub batch_size: usize,
    /// Batches that are timed
    #[arg(long, default_value_t = 5, value_parser = flags::count)]
    pub batches: usize,
}

/// Seconds that a layer took for one batch.
#[derive(Clone, Debug)]
pub struct Time {
    /// Its name.
    pub layer: String,
    /// Its forward pass.
    pub forward: f64,
    /// Its backward pass.
    pub backward: f64,
}

impl Experiment for LayerTime {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let ((x_train, _), _) = ctx.load_mnist(Format { flatten: false, ..Format::default() })?;
        let x = x_train.first(ctx.quick_or(20, self.batch_size)).to_tensor();
        let n = x.shape()[0];
        let mut layers = one_by_one(&DeepConvNet::book(&mut ctx.rng()));

        let batches = ctx.quick_or(3, self.batches);
        let bar = ctx.progress(batches, "batches");
        let mut runs = Vec::new();
        for _ in 0..batches {
            runs.push(time_layers(&mut layers, &x));
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
        ctx.measured("share of the convolutions in a forward pass", format!("{:.0} %", 100.0 * convolutions / forward))
            .book("89 % for AlexNet on a processor");

        let largest_share = |time: fn(&Time) -> f64, pass| times.iter().map(time).fold(0.0, f64::max) / pass;
        let largest = largest_share(|t| t.forward, forward).max(largest_share(|t| t.backward, backward));
        let mut panels = [shares("forward", &times, |t| t.forward), shares("backward", &times, |t| t.backward)];
        for ax in &mut panels {
            ax.xlim(0.0, 125.0 * largest); // the values stand at the bars' ends
        }
        ctx.save("layer_time", Figure::grid(1, 2, panels).share_y().size(860, 640).legend_below())
    }
}

/// Beginnings of the layers' names, with their colours.
const KINDS: [(&str, Color); 5] = [
    ("Conv", Color::C0),
    ("Relu", Color::C1),
    ("Pool", Color::C2),
    ("Affine", Color::C3),
    ("Dropout", Color::cycle(4)),
];

/// The share of each layer in the time of a pass, from top to bottom.
pub fn shares(pass: &str, times: &[Time], time: fn(&Time) -> f64) -> Axes {
    let total = times.iter().map(time).sum::<f64>();
    let mut ax = Axes::new();
    for (kind, color) in KINDS {
        let of_kind = times.iter().enumerate().filter(|(_, t)| t.layer.starts_with(kind));
        let (at, shares): (Vec<usize>, Vec<f64>) = of_kind.map(|(i, t)| (i, 100.0 * time(t) / total)).unzip();
        ax.barh(at, shares).color(color).label(kind).values(|share| format!("{share:.1} %"));
    }
    let names: Vec<&str> = times.iter().map(|t| t.layer.as_str()).collect();
    ax.ytick_labels(0..names.len(), &names).ylim(names.len() as f64 - 0.4, -0.6);
    ax.title(format!("{pass}: {:.1} ms", 1e3 * total)).xlabel("share in %");
    ax
}

/// Each layer of the network as a network of its own, with its name. They are computed as the book writes them: the fast
/// kernels take several layers at once.
pub fn one_by_one(network: &DeepConvNet<f32>) -> Vec<(String, Sequential<f32>)> {
    let alone = |(name, layer)| {
        (String::from(name), Sequential::new().with_kernels(Kernels::Book).push(name, dyn_clone::clone_box(layer)))
    };
    network.layers.iter().map(alone).collect()
}

/// One forward and one backward pass, each layer timed on its own.
pub fn time_layers(layers: &mut [(String, Sequential<f32>)], x: &Tensor<f32>) -> Vec<Time> {
    let (mut x, mut times) = (x.clone(), Vec::new());
    for (name, layer) in layers.iter_mut() {
        let start = Instant::now();
        x = layer.forward(&x, Mode::Train);
        times.push(Time { layer: name.clone(), forward: start.elapsed().as_secs_f64(), backward: 0.0 });
    }
    let mut dout = x;
    for ((_, layer), time) in layers.iter_mut().zip(&mut times).rev() {
        let start = Instant::now();
        dout = layer.backward_to_input(dout);
        time.backward = start.elapsed().as_secs_f64();
    }
    times
}

/// The median over the batches, layer by layer.
pub fn medians(runs: &[Vec<Time>]) -> Vec<Time> {
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
