//! The book's networks beside the same ones in NumPy, PyTorch, JAX and candle: in turns, on the same machine and the same
//! digits.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use benches::machine;
use benches::markdown::{default_path, replace_section, table};
use benches::peer::Peer;
use benches::samples::{Times, calls_in, human, seconds_a_call, three_digits};
use benches::work::{CONVOLUTIONS, Data, SHARED, Work, convolution_multiplications, digits};
use clap::Parser;
use dataset::{Choice, Mnist};

/// Measures the book's networks beside the same ones in NumPy, PyTorch, JAX and candle, where these are installed
#[derive(Parser)]
struct Args {
    /// How often everything is measured
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// About how many seconds each measurement takes
    #[arg(long, default_value_t = 1.0)]
    seconds: f64,
    /// One round of a few milliseconds, or of one call
    #[arg(long)]
    quick: bool,
    /// The images: auto, mnist, fashion, kmnist, emnist-digits or synthetic
    #[arg(long, default_value_t)]
    dataset: Choice,
    /// The Python that runs the peers
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// The peer in candle, built by `cargo build --release --manifest-path benches/peers/candle/Cargo.toml`
    #[arg(long, default_value_os_t = peers_folder().join("candle/target/release/candle_peer"))]
    candle: PathBuf,
    /// The file whose table is replaced
    #[arg(long, default_value_os_t = default_path())]
    out: PathBuf,
}

/// One work by one program.
struct Row {
    name: String,
    calls: usize,
    times: Times,
}

/// One work by all programs: first us, then each variant of each peer.
struct Contest<'a> {
    work: Work,
    ours: Row,
    call: Box<dyn FnMut() + 'a>,
    /// (Index of the peer, its row).
    peers: Vec<(usize, Row)>,
}

fn main() -> Result<()> {
    let mut args = Args::parse();
    if args.quick {
        (args.rounds, args.seconds) = (1, 0.01);
    }
    // As every binary of the book does: a thread outside the pool would sleep and be woken for each parallel loop.
    rayon::ThreadPoolBuilder::new().build()?.install(|| compare(&args))
}

fn compare(args: &Args) -> Result<()> {
    let mnist = digits(args.dataset, args.quick)?;
    eprintln!("digits: {}", mnist.source);
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    write_digits(&mnist, folder.path())?;
    let mut peers = start_peers(args, folder.path());
    let data = Data::new(&mnist);

    eprintln!("warming up");
    let mut contests = Vec::new();
    for work in SHARED.into_iter().chain([CONVOLUTIONS]) {
        contests.push(Contest::new(work, &data, &mut peers, args.seconds)?);
    }
    let mut peak = Times::default();
    for round in 1..=args.rounds {
        eprintln!("round {round} of {}", args.rounds);
        peak.push(machine::peak());
        for contest in &mut contests {
            contest.measure(&mut peers)?;
        }
    }

    let text = report(args, &mnist, &contests, &peers, peak.range().1);
    println!("{text}");
    replace_section(&args.out, "compare", &text)?;
    eprintln!("written to {}", args.out.display());
    Ok(())
}

/// The digits as the peers read them.
fn write_digits(mnist: &Mnist, folder: &Path) -> Result<()> {
    for (name, bytes) in [("images.u8", mnist.train.images.pixels()), ("labels.u8", &mnist.train.labels)] {
        std::fs::write(folder.join(name), bytes).with_context(|| format!("cannot write {name} for the peers"))?;
    }
    Ok(())
}

fn peers_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers")
}

/// The peers that run here; of the others it is said why not.
fn start_peers(args: &Args, folder: &Path) -> Vec<Peer> {
    let mut peers = Vec::new();
    let mut start = |name: &str, program: &Path, args: &[&Path]| {
        eprintln!("starting {name}");
        match Peer::start(program, args, folder) {
            Ok(peer) => peers.push(peer),
            Err(reason) => eprintln!("note: going on without {name}: {reason:#}"),
        }
    };
    for script in ["numpy_peer.py", "torch_peer.py", "jax_peer.py"] {
        start(script, &args.python, &[&peers_folder().join(script)]);
    }
    start("candle_peer", &args.candle, &[]);
    peers
}

impl Row {
    /// After a warm-up, knows how many calls fill `seconds`.
    fn new(name: String, seconds: f64, mut a_call: impl FnMut(usize) -> Result<f64>) -> Result<Self> {
        let first = a_call(1)?;
        // A call that takes so long is the warm-up.
        let warm = if first < seconds { a_call(calls_in(seconds / 4.0, first))? } else { first };
        Ok(Row { name, calls: calls_in(seconds, warm), times: Times::default() })
    }
}

impl<'a> Contest<'a> {
    fn new(work: Work, data: &'a Data, peers: &mut [Peer], seconds: f64) -> Result<Self> {
        let mut call = work.start(data);
        let ours = Row::new("ours".into(), seconds, |calls| Ok(seconds_a_call(calls, &mut call)))?;
        let mut rows = Vec::new();
        for (p, peer) in peers.iter_mut().enumerate() {
            for variant in peer.variants(work.name) {
                let row = Row::new(variant.clone(), seconds, |calls| peer.seconds_a_call(&variant, calls))?;
                rows.push((p, row));
            }
        }
        Ok(Contest { work, ours, call, peers: rows })
    }

    fn measure(&mut self, peers: &mut [Peer]) -> Result<()> {
        self.ours.times.push(seconds_a_call(self.ours.calls, &mut self.call));
        for (p, row) in &mut self.peers {
            row.times.push(peers[*p].seconds_a_call(&row.name, row.calls)?);
        }
        Ok(())
    }

    /// The faster variant of a peer.
    fn best(&self, peer: usize) -> Option<&Row> {
        let rows = self.peers.iter().filter(|(p, _)| *p == peer).map(|(_, row)| row);
        rows.min_by(|a, b| a.times.median().total_cmp(&b.times.median()))
    }

    /// Work, our time and images a second, and of each peer its time and the ratio.
    fn row(&self, peers: &[Peer]) -> Vec<String> {
        let ours = self.ours.times.median();
        let mut row = vec![self.work.title.into(), with_range(&self.ours.times)];
        row.push(format!("{:.0}", self.work.images as f64 / ours));
        for p in 0..peers.len() {
            match self.best(p) {
                Some(best) => {
                    row.push(with_range(&best.times));
                    row.push(format!("**{:.3}**", ours / best.times.median()));
                }
                None => row.extend(["–".into(), "–".into()]),
            }
        }
        row
    }
}

/// Median, shortest and longest time.
fn with_range(times: &Times) -> String {
    let (low, high) = times.range();
    format!("{} ({}…{})", human(times.median()), human(low), human(high))
}

fn report(args: &Args, mnist: &Mnist, contests: &[Contest<'_>], peers: &[Peer], peak: f64) -> String {
    let ratios: Vec<String> = peers.iter().map(|peer| format!("ours / {}", peer.name())).collect();
    let mut head = vec!["work", "ours", "images/s"];
    for (peer, ratio) in peers.iter().zip(&ratios) {
        head.extend([peer.name(), ratio]);
    }
    let rows: Vec<_> = contests.iter().map(|contest| contest.row(peers)).collect();
    let convolutions = contests.last().expect("there is a contest").ours.times.median();
    let rate = machine::gflops(convolution_multiplications(), convolutions);
    format!(
        "{table}\n\
         DeepConvNet's convolutions: {rate} GFLOP/s, counted in im2col's multiplications, forward and backward \
         together; that is {share:.0} % of the peak of the same run, {peak} GFLOP/s, which a product of two large \
         matrices reaches.\n\n\
         {machine}; {source}; {rounds} rounds of about {seconds} s each, all programs in turns: the median round, and \
         the shortest and longest. An iteration is gradient, update and the loss once more, with batches of 100. \
         PyTorch, JAX and candle compute in f32 as we do, NumPy in f64 as in the book. PyTorch has its images in \
         whichever of its two memory formats is faster here, and JAX compiles an iteration or the whole loop, whichever is \
         faster.\n",
        table = table(&head, &rows),
        rate = three_digits(rate),
        share = 100.0 * rate / peak,
        peak = three_digits(peak),
        machine = machine::description(),
        source = if mnist.source.is_mnist() { "MNIST".into() } else { mnist.source.to_string() },
        rounds = args.rounds,
        seconds = args.seconds,
    )
}
