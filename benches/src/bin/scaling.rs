//! How the time of an iteration of the book's two-layer network grows with its batch and width, and how threads
//! shorten an iteration of DeepConvNet; with `--simulate`, what more threads than there are would bring.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use benches::machine;
use benches::markdown::{default_path, replace_section, table};
use benches::samples::{Effort, human, three_digits};
use benches::simulate;
use benches::work::{BATCH, Call, Data, SHARED, digits, rng, training_with};
use clap::Parser;
use common::OptimizerKind;
use dataset::Choice;
use experiment::write_atomically;
use plot::{Axes, Figure};

const BATCHES: [usize; 7] = [10, 20, 50, 100, 200, 500, 1000];
const WIDTHS: [usize; 6] = [50, 100, 200, 400, 800, 1600];

/// Measures how the time of an iteration grows with batch, width and threads
#[derive(Parser)]
struct Args {
    /// About how many seconds each point takes
    #[arg(long, default_value_t = 1.0)]
    seconds: f64,
    /// A few milliseconds per point
    #[arg(long)]
    quick: bool,
    /// Compute instead, from the pieces that threads share, what up to 16 threads would bring
    #[arg(long)]
    simulate: bool,
    /// The images: auto, mnist, fashion, kmnist, emnist-digits or synthetic
    #[arg(long, default_value_t)]
    dataset: Choice,
    /// The file whose table is replaced; the figure is saved in the folder docs beside it
    #[arg(long, default_value_os_t = default_path())]
    out: PathBuf,
}

/// One line of the figure: (batch, width or threads, seconds of an iteration).
type Curve = Vec<(usize, f64)>;

fn main() -> Result<()> {
    let args = Args::parse();
    // As every binary of the book does, see compare.rs.
    rayon::ThreadPoolBuilder::new().build()?.install(|| measure(&args))
}

fn measure(args: &Args) -> Result<()> {
    let effort = Effort::of(args.quick, args.seconds);
    let mnist = digits(args.dataset, args.quick)?;
    let data = Data::new(&mnist);
    if args.simulate {
        let text = simulate::report(&data, effort)?;
        println!("{text}");
        replace_section(&args.out, "simulate", &text)?;
        eprintln!("written to {}", args.out.display());
        return Ok(());
    }
    let two_layers = |hidden, batch| {
        let network = ch05::TwoLayerNet::new(784, hidden, 10, 0.01, &mut rng());
        training_with(network, OptimizerKind::Sgd, 0.01, batch, &data.flat)
    };
    let batches = curve("batch", &BATCHES, effort, |batch| two_layers(50, batch));
    let widths = curve("width", &WIDTHS, effort, |hidden| two_layers(hidden, BATCH));
    let threads: Curve = thread_counts()
        .into_iter()
        .map(|count| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build()?;
            let seconds = pool.install(|| curve("threads", &[count], effort, |_| deep_convnet(&data)));
            Ok(seconds[0])
        })
        .collect::<Result<_>>()?;

    let docs = args.out.with_file_name("docs");
    std::fs::create_dir_all(&docs).with_context(|| format!("cannot create {}", docs.display()))?;
    let figure = docs.join("scaling.png");
    write_atomically(&figure, &draw(&batches, &widths, &threads).png_at(200)?)?;
    let text = report(&batches, &widths, &threads, &figure);
    println!("{text}");
    replace_section(&args.out, "scaling", &text)?;
    eprintln!("written to {} and {}", args.out.display(), figure.display());
    Ok(())
}

/// 1, 2, 4 … and all.
fn thread_counts() -> Vec<usize> {
    let all = rayon::current_num_threads();
    std::iter::successors(Some(1), |n| Some(2 * n)).take_while(|&n| n < all).chain([all]).collect()
}

fn deep_convnet(data: &Data) -> Call<'_> {
    let work = SHARED.iter().find(|work| work.name == "ch08").expect("ch08 is a work");
    work.start(data)
}

/// The median time at each point, after a warm-up.
fn curve<'a>(name: &str, points: &[usize], effort: Effort, start: impl Fn(usize) -> Call<'a>) -> Curve {
    let time = |&point: &usize| {
        let seconds = effort.median(start(point));
        eprintln!("{name} {point}: {}", human(seconds));
        (point, seconds)
    };
    points.iter().map(time).collect()
}

/// A panel for each curve, with bars from 0.
fn draw(batches: &Curve, widths: &Curve, threads: &Curve) -> Figure {
    let panels = [
        bars("784-50-10", "images of a batch", batches),
        bars("784-neurons-10, batches of 100", "neurons", widths),
        bars("DeepConvNet, batches of 100", "threads", threads),
    ];
    Figure::grid(1, 3, panels).size(1280, 420)
}

fn bars(title: &str, xlabel: &str, curve: &Curve) -> Axes {
    let (points, times): (Vec<usize>, Vec<f64>) = curve.iter().map(|&(point, seconds)| (point, seconds * 1e3)).unzip();
    let mut ax = Axes::new();
    ax.title(title).xlabel(xlabel).ylabel("ms per iteration").categories(&points);
    ax.bar(0..times.len(), &times).values(three_digits);
    ax
}

fn report(batches: &Curve, widths: &Curve, threads: &Curve, figure: &Path) -> String {
    let row = |&(point, seconds): &(usize, f64), images: usize| {
        vec![point.to_string(), human(seconds), three_digits(seconds * 1e6 / images as f64)]
    };
    let batches: Vec<_> = batches.iter().map(|point| row(point, point.0)).collect();
    let widths: Vec<_> = widths.iter().map(|point| row(point, BATCH)).collect();
    let threads: Vec<_> = threads.iter().map(|point| row(point, BATCH)).collect();
    format!(
        "{}\n{}\n{}\n![The same as a figure](docs/{})\n\n{}.\n",
        table(&["784-50-10: batch", "iteration", "µs per image"], &batches),
        table(&["784-neurons-10, batches of 100: neurons", "iteration", "µs per image"], &widths),
        table(&["DeepConvNet, batches of 100: threads", "iteration", "µs per image"], &threads),
        figure.file_name().unwrap_or_default().display(),
        machine::description(),
    )
}
